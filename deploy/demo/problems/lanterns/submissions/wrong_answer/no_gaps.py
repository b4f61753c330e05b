length, n = map(int, input().split())
lanterns = sorted((p - r, p + r) for p, r in (map(int, input().split()) for _ in range(n)))
lit = used = 0
for start, end in lanterns:
    if end > lit and lit < length:
        lit = end
        used += 1
print(used if lit >= length else "dark")
