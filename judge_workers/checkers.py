"""Comparing an output with the expected answer. Pure; custom checkers run in a box (see judge.py)."""

from __future__ import annotations

import math
from typing import Literal

Outcome = Literal["AC", "WA", "PE"]


def exact(output: bytes, answer: bytes) -> Outcome:
    """Every byte, but for one line end at the end. PE when only white space differs."""
    if output.removesuffix(b"\n") == answer.removesuffix(b"\n"):
        return "AC"
    return "PE" if output.split() == answer.split() else "WA"


def tokens(output: bytes, answer: bytes) -> Outcome:
    """The words between white space."""
    return "AC" if output.split() == answer.split() else "WA"


def floats(output: bytes, answer: bytes, tolerance: float) -> Outcome:
    """Words, where numbers may differ by `tolerance`, absolutely or relative to the answer."""
    got, want = output.split(), answer.split()
    if len(got) != len(want):
        return "WA"
    return "AC" if all(a == b or _near(a, b, tolerance) for a, b in zip(got, want, strict=True)) else "WA"


def _near(got: bytes, want: bytes, tolerance: float) -> bool:
    try:
        a, b = float(got), float(want)
    except ValueError:
        return False
    if not math.isfinite(a) or not math.isfinite(b):
        return False
    return abs(a - b) <= tolerance * max(1.0, abs(b))
