"""Rating systems by name: each turns the result of one contest into rating changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from leaderboard.ratings import codeforces, elo_mmr
from leaderboard.ratings.result import Result, ranks


class System(NamedTuple):
    name: str
    changes: Callable[[Sequence[Result]], list[int]]
    """Rating changes in the order of the results."""


SYSTEMS = {
    "codeforces": System("Codeforces", codeforces.changes),
    "elo-mmr": System("Elo-MMR", elo_mmr.changes),
}

__all__ = ["SYSTEMS", "Result", "System", "ranks"]
