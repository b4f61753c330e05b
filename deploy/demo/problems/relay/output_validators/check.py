"""Accepts any fair division. Called as the problem package format says: input, answer, feedback folder; output on standard input."""

import sys


def reject(why):
    print(why)
    sys.exit(43)


n = int(open(sys.argv[1]).read())
expected = open(sys.argv[2]).read().split()
words = sys.stdin.read(1_000_000).split()
if not words or words[0] not in ("possible", "impossible"):
    reject("the output begins with neither word")
if words[0] != expected[0]:
    reject(f"{expected[0]} was expected")
if words[0] == "impossible":
    if len(words) > 1:
        reject("there is something behind 'impossible'")
    sys.exit(42)
try:
    count, team = int(words[1]), [int(word) for word in words[2:]]
except (ValueError, IndexError):
    reject("these are not numbers")
if len(team) != count:
    reject(f"{count} runners were announced, {len(team)} came")
if len(set(team)) != len(team) or not all(1 <= speed <= n for speed in team):
    reject("a runner does not exist, or runs twice")
if 4 * sum(team) != n * (n + 1):
    reject("the teams are not equal")
sys.exit(42)
