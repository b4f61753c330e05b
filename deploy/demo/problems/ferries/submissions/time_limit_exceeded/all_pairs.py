# looks at every ferry for every traveller
input()
ferries = list(map(int, input().split()))
for arrival in map(int, input().split()):
    later = [ferry - arrival for ferry in ferries if ferry >= arrival]
    print(min(later) if later else "stay")
