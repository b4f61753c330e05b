PAIRS = {")": "(", "]": "[", "}": "{"}


def look(line):
    stack, deepest = [], 0
    for position, sign in enumerate(line, 1):
        if sign not in PAIRS:
            stack.append(sign)
            deepest = max(deepest, len(stack))
        elif not stack or stack.pop() != PAIRS[sign]:
            return f"no {position}"
    return f"no {len(line) + 1}" if stack else f"yes {deepest}"


print(look(input().strip()))
