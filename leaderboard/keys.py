"""Packs a sort key into a number that a Redis sorted set orders exactly: a double keeps integers up to 2**53."""

from __future__ import annotations

FIELDS = ((-(1 << 26), 27), (-1000, 26))
"""Smallest value and bits of the first parts of a key: 67 million solved or 67,000.000 points, then 127 years of minutes."""


def pack(key: tuple[int, ...]) -> float:
    """The first parts of a key as one number: a smaller key never has a larger one.

    Keys may share a number, for their later parts or beyond the field widths; the board keeps the whole key beside it and
    orders members with equal numbers by that.
    """
    value = 0
    for place, (low, bits) in enumerate(FIELDS):
        part = key[place] if place < len(key) else 0
        top = (1 << bits) - 1
        if part - low > top:  # what follows must not undo that this one is larger
            return float(_fill(value << bits | top, place))
        value = value << bits | max(part - low, 0)
        if part < low:
            return float(_fill(value, place, ones=False))
    return float(value)


def _fill(value: int, place: int, *, ones: bool = True) -> int:
    """The fields behind `place`, all ones or all zeros."""
    for _, bits in FIELDS[place + 1 :]:
        value = value << bits | (((1 << bits) - 1) if ones else 0)
    return value


def sortable(key: tuple[int, ...]) -> str:
    """The whole key as text that sorts as the key does."""
    return ".".join(f"{part + (1 << 63):016x}" for part in key)
