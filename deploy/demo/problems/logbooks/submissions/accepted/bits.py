first, second = input(), input()
places = {}
for place, letter in enumerate(first):
    places[letter] = places.get(letter, 0) | 1 << place
every = (1 << len(first)) - 1
row = every
for letter in second:
    met = row & places.get(letter, 0)
    row = ((row + met) | (row - met)) & every
print(len(first) - row.bit_count())
