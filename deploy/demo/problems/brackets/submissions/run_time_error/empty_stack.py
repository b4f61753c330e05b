# pops from an empty stack
PAIRS = {")": "(", "]": "[", "}": "{"}
stack, deepest, wrong = [], 0, 0
line = input().strip()
for position, sign in enumerate(line, 1):
    if sign not in PAIRS:
        stack.append(sign)
        deepest = max(deepest, len(stack))
    elif stack.pop() != PAIRS[sign]:
        wrong = position
        break
print(f"no {wrong}" if wrong else f"no {len(line) + 1}" if stack else f"yes {deepest}")
