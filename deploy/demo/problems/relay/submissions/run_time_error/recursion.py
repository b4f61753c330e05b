def share(speed, left):
    if not speed:
        return []
    return [speed, *share(speed - 1, left - speed)] if speed <= left else share(speed - 1, left)


n = int(input())
if n * (n + 1) // 2 % 2:
    print("impossible")
else:
    team = share(n, n * (n + 1) // 4)
    print("possible", len(team), *team, sep="\n")
