input()
ferries = sorted(map(int, input().split())
print(ferries)
