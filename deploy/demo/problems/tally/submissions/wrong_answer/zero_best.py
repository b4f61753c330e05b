# takes 0 for the largest when all are negative
input()
points = list(map(int, input().split()))
print(sum(points), max([0, *points]))
