length, n = map(int, input().split())
lanterns = sorted((tuple(map(int, input().split())) for _ in range(n)), key=lambda lantern: -lantern[1])
dark, used = set(range(length)), 0
for p, r in lanterns:
    if lit := dark & set(range(max(0, p - r), min(length, p + r))):
        dark -= lit
        used += 1
print("dark" if dark else used)
