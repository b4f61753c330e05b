rows, columns = map(int, input().split())
heights = [list(map(int, input().split())) for _ in range(rows)]
dry = [[False] * columns for _ in range(rows)]
for y in range(rows):
    for x in range(columns):
        before = y == x == 0 or (y > 0 and dry[y - 1][x]) or (x > 0 and dry[y][x - 1])
        dry[y][x] = before and heights[y][x] > y + x
print(rows + columns - 2 if dry[-1][-1] else "stranded")
