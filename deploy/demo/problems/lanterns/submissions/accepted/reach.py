length, n = map(int, input().split())
lanterns = sorted((p - r, p + r) for p, r in (map(int, input().split()) for _ in range(n)))
lit = used = i = 0
while lit < length:
    best = lit
    while i < n and lanterns[i][0] <= lit:
        best = max(best, lanterns[i][1])
        i += 1
    if best == lit:
        used = "dark"
        break
    lit = best
    used += 1
print(used)
