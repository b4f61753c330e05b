from math import radians, sin, tan

for _ in range(int(input())):
    height, angle = map(float, input().split())
    print(height / tan(radians(angle)), height / sin(radians(angle)))
