rows, columns = map(int, input().split())
heights = [list(map(int, input().split())) for _ in range(rows)]
minutes, fields = {(0, 0): 0}, [(0, 0)]
for y, x in fields:
    for field in ((y + 1, x), (y, x + 1), (y - 1, x), (y, x - 1)):
        if field not in minutes and 0 <= field[0] < rows and 0 <= field[1] < columns and heights[field[0]][field[1]] > 0:
            minutes[field] = minutes[y, x] + 1
            fields.append(field)
print(minutes.get((rows - 1, columns - 1), "stranded"))
