# forgets that sin takes radians
from math import sin, tan

for _ in range(int(input())):
    height, angle = map(float, input().split())
    print(height / tan(angle), height / sin(angle))
