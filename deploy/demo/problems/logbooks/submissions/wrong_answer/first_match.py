first, second = input(), input()
common = place = 0
for letter in first:
    found = second.find(letter, place)
    if found >= 0:
        common += 1
        place = found + 1
print(common)
