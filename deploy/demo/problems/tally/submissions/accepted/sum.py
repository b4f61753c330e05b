input()
points = list(map(int, input().split()))
print(sum(points), max(points))
