rows, columns = map(int, input().split())
heights = [list(map(int, input().split())) for _ in range(rows)]
seen, wave, minutes = {(0, 0)}, [(0, 0)], 0
while wave and (rows - 1, columns - 1) not in seen:
    minutes += 1
    following = []
    for y, x in wave:
        for field in ((y + 1, x), (y, x + 1), (y - 1, x), (y, x - 1)):
            if field not in seen and 0 <= field[0] < rows and 0 <= field[1] < columns and heights[field[0]][field[1]] > minutes:
                seen.add(field)
                following.append(field)
    wave = following
print(minutes if (rows - 1, columns - 1) in seen else "stranded")
