"""Mark of a resting contest: an ended one that no engine holds in memory until somebody wants it or its log goes on.

The mark is written by the engine that lets go, and never removed while the log stands: it says how many entries the contest had in the
stream then. Example: contest `c` rests at 120 entries. Engines leave it alone while the stream has 120. The jury announces something:
the stream has 121, so the next engine that looks claims `c`, and marks it again, at 121, when it lets go.
"""

from __future__ import annotations

import msgspec


class Resting(msgspec.Struct, frozen=True):
    entries: int
    """Entries of the contest in the stream when it was let go."""
    final: bool
    since: float
    """Wall clock, seconds since 1970."""


def name(contest: str) -> str:
    """Under which the mark is kept, beside the snapshots; no contest's id has a dot."""
    return f"resting.{contest}"


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Resting).decode
