import sys

sys.setrecursionlimit(100_000)
rows, columns = map(int, input().split())
heights = [list(map(int, input().split())) for _ in range(rows)]
best = [10**9]


def walk(y, x, minutes, way):
    if (y, x) == (rows - 1, columns - 1):
        best[0] = min(best[0], minutes)
        return
    for field in ((y + 1, x), (y, x + 1), (y - 1, x), (y, x - 1)):
        if field not in way and 0 <= field[0] < rows and 0 <= field[1] < columns and heights[field[0]][field[1]] > minutes + 1:
            walk(*field, minutes + 1, way | {field})


walk(0, 0, 0, frozenset({(0, 0)}))
print(best[0] if best[0] < 10**9 else "stranded")
