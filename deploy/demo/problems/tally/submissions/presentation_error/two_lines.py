# right numbers, but on two lines
input()
points = list(map(int, input().split()))
print(sum(points))
print(max(points))
