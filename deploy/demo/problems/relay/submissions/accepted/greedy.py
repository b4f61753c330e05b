n = int(input())
left = n * (n + 1) // 2
if left % 2:
    print("impossible")
else:
    left //= 2
    team = []
    for speed in range(n, 0, -1):
        if speed <= left:
            team.append(speed)
            left -= speed
    print("possible")
    print(len(team))
    print(*team)
