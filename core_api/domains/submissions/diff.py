"""Unified diffs of two sources, in bounded time: whoever submits chooses both, and comparing lines that repeat takes very long."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile

MAX_LINES = 1000
"""Of a source that is compared line by line."""
MAX_PAIRS = 20_000
"""Equal lines of both sources, each with each, for the same: `difflib` looks at all of them again and again."""
CONTEXT = 3
NOTHING = "/dev/null"
"""Name of what is not there, as diff and patch write it."""


def unified_files(old: Mapping[str, str], new: Mapping[str, str], old_name: str, new_name: str) -> str:
    """Diffs of programs, one behind the other in the order of the files' names. Two single files are compared whatever they are called."""
    if len(old) <= 1 and len(new) == 1:
        return unified("".join(old.values()), "".join(new.values()), old_name, new_name)
    found = []
    for name in sorted(old.keys() | new.keys()):
        before = f"{old_name}/{name}" if name in old else NOTHING
        after = f"{new_name}/{name}" if name in new else NOTHING
        found.append(unified(old.get(name, ""), new.get(name, ""), before, after))
    return "".join(found)


def unified(old: str, new: str, old_name: str, new_name: str) -> str:
    """A unified diff; empty: they are equal. Of large sources one hunk, from the first line that differs to the last."""
    before, after = _lines(old), _lines(new)
    if before == after:
        return ""
    if _is_small(before, after):
        found: Iterator[str] = difflib.unified_diff(before, after, old_name, new_name, n=CONTEXT, lineterm="")
    else:
        found = _one_hunk(before, after, old_name, new_name)
    return "\n".join(found) + "\n"


def _lines(text: str) -> list[str]:
    """Of `\\n` alone, as every tool that reads diffs counts them. The end of the last line is not compared."""
    return text.removesuffix("\n").split("\n") if text else []


def _is_small(before: list[str], after: list[str]) -> bool:
    if max(len(before), len(after)) > MAX_LINES:
        return False
    there = Counter(after)
    return sum(count * there[line] for line, count in Counter(before).items()) <= MAX_PAIRS


def _one_hunk(before: list[str], after: list[str], old_name: str, new_name: str) -> Iterator[str]:
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    start, rest = max(0, head - CONTEXT), min(tail, CONTEXT)
    old, new = before[start : len(before) - tail + rest], after[start : len(after) - tail + rest]
    yield from (f"--- {old_name}", f"+++ {new_name}", f"@@ -{_range(start, len(old))} +{_range(start, len(new))} @@")
    lead = head - start
    yield from (f" {line}" for line in old[:lead])
    yield from (f"-{line}" for line in old[lead : len(old) - rest])
    yield from (f"+{line}" for line in new[lead : len(new) - rest])
    yield from (f" {line}" for line in old[len(old) - rest :])


def _range(start: int, length: int) -> str:
    return f"{start + 1 if length else start},{length}"


def _common(one: list[str], other: list[str]) -> int:
    """How many lines both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
