# believes that the ferries are in order
input()
ferries = list(map(int, input().split()))
for arrival in map(int, input().split()):
    print(next((ferry - arrival for ferry in ferries if ferry >= arrival), "stay"))
