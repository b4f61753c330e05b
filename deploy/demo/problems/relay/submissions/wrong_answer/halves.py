# the first half against the second: hardly ever fair
n = int(input())
if n * (n + 1) // 2 % 2:
    print("impossible")
else:
    print("possible")
    print(n // 2)
    print(*range(1, n // 2 + 1))
