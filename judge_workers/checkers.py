"""Comparing an output with the expected answer. Pure; custom validators run in a box (see validators.py)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from realtime.runtime.errors import Invalid

Outcome = Literal["AC", "WA", "PE"]
SPACE = re.compile(rb"[ \f\n\r\t\v]+")
NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
SHOWN = 40
"""Bytes of a token in a message."""


def exact(output: bytes, answer: bytes) -> Outcome:
    """Every byte, but for one line end at the end. PE when only white space differs."""
    if output.removesuffix(b"\n") == answer.removesuffix(b"\n"):
        return "AC"
    return "PE" if output.split() == answer.split() else "WA"


class Flags(NamedTuple):
    """Of the default validator of the problem package format."""

    case_sensitive: bool = False
    space_change_sensitive: bool = False
    absolute: float | None = None
    relative: float | None = None

    @classmethod
    def parse(cls, args: Sequence[str]) -> Flags:
        """Raises `Invalid` naming the argument."""
        found: dict[str, bool | float] = {}
        given = iter(args)
        for name in given:
            match name:
                case "case_sensitive" | "space_change_sensitive":
                    found[name] = True
                case "float_tolerance" | "float_absolute_tolerance" | "float_relative_tolerance":
                    try:
                        value = float(next(given, ""))
                    except ValueError:
                        raise Invalid(f"{name} needs a number", field="validator_flags") from None
                    for kind in ("absolute", "relative"):
                        if name in ("float_tolerance", f"float_{kind}_tolerance"):
                            found[kind] = value
                case _:
                    raise Invalid(f"the default validator has no argument {name!r}", field="validator_flags")
        return cls(**found)  # type: ignore[arg-type]


def default(output: bytes, answer: bytes, flags: Flags) -> tuple[Outcome, str]:
    """Token by token; says where they differ."""
    got, want = output.split(), answer.split()
    for number, (a, b) in enumerate(zip_longest(got, want), 1):
        if a is None or b is None:
            return "WA", f"{len(got)} words instead of {len(want)}"
        if a != b and not _same(a, b, flags):
            return "WA", f"word {number} is {_shown(a)} instead of {_shown(b)}"
    if flags.space_change_sensitive and SPACE.findall(output) != SPACE.findall(answer):
        return "WA", "white space differs"
    if flags.space_change_sensitive and bool(output[:1].split()) != bool(answer[:1].split()):
        return "WA", "white space differs at the beginning"
    return "AC", ""


def _same(got: bytes, want: bytes, flags: Flags) -> bool:
    if (flags.absolute is not None or flags.relative is not None) and NUMBER.fullmatch(want):
        return _near(got, want, flags)
    return not flags.case_sensitive and got.lower() == want.lower()


def _near(got: bytes, want: bytes, flags: Flags) -> bool:
    if not NUMBER.fullmatch(got):
        return False
    a, b = float(got), float(want)
    if not math.isfinite(a) or not math.isfinite(b):
        return a == b
    return (flags.absolute is not None and abs(a - b) <= flags.absolute) or (
        flags.relative is not None and abs(a - b) <= flags.relative * abs(b)
    )


def _shown(token: bytes) -> str:
    return repr(token[:SHOWN].decode(errors="replace")) + ("…" if len(token) > SHOWN else "")
