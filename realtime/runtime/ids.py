"""Identifiers: 26 characters that sort by the time they were made (the ULID layout: 48 bits of ms, 80 random bits)."""

from __future__ import annotations

import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Two characters at a time: each request has an id made for it, and most of the time goes into the loop."""


def new(now: float | None = None) -> str:
    ms = int((time.time() if now is None else now) * 1000)
    value = ms << 80 | int.from_bytes(os.urandom(10))
    return "".join([_PAIRS[value >> shift & 1023] for shift in range(120, -10, -10)])


def made_at(id: str) -> float:
    """When an id was made, in seconds since 1970. Raises `ValueError` for what is no id."""
    if len(id) != 26:
        raise ValueError(f"not an id: {id!r}")
    ms = 0
    for character in id[:10]:
        ms = ms << 5 | _ALPHABET.index(character)
    return ms / 1000
