first, second = input(), input()
row = [0] * (len(second) + 1)
for a in first:
    corner = 0
    for place, b in enumerate(second, 1):
        above = row[place]
        row[place] = corner + 1 if a == b else max(above, row[place - 1])
        corner = above
print(row[-1])
