from bisect import bisect_left

input()
ferries = sorted(map(int, input().split()))
for arrival in map(int, input().split()):
    at = bisect_left(ferries, arrival)
    print(ferries[at] - arrival if at < len(ferries) else "stay")
