"""Packs a sort key into a number that a Redis sorted set orders exactly: a double keeps integers up to 2**53."""

from __future__ import annotations

LIMIT = 1 << 53


def pack(key: tuple[int, ...]) -> float:
    """`(-solved, time, last)` as one number, smaller is better. Not injective beyond the field widths: see `FIELDS`.

    The board keeps the whole key beside it and orders members with equal numbers by it.
    """
    value = 0
    for part, (low, bits) in zip(key, FIELDS, strict=False):
        top = (1 << bits) - 1
        value = value << bits | min(max(part - low, 0), top)
    return float(value)


FIELDS = ((-511, 9), (0, 27), (0, 17))
"""Smallest value and bits of each part of a key: up to 511 solved, 255 years of minutes, 91 days of minutes."""


def sortable(key: tuple[int, ...]) -> str:
    """The whole key as text that sorts as the key does."""
    return ".".join(f"{part + (1 << 63):016x}" for part in key)
