length, n = map(int, input().split())
lanterns = [(p - r, p + r) for p, r in (map(int, input().split()) for _ in range(n))]
lit = used = 0
while lit < length:
    lit = max(end for start, end in lanterns if start <= lit < end)
    used += 1
print(used)
