"""A whole contest for a player: its board at the start, and what changed in which second."""

from __future__ import annotations

import msgspec

from realtime.protocol.frames import Cell


class Change(msgspec.Struct, frozen=True, array_like=True):
    """A team's row from a second on: `[second, n, solved, time, score, key, cells]`, with only the cells that changed.

    A cell with nothing judged or pending is empty again. Teams stand by `key`, part by part, the smaller first; equal ones share a rank.
    """

    second: int
    n: int
    solved: int
    time: int
    score: float | None
    key: tuple[int, ...]
    cells: tuple[Cell, ...]


class Recording(msgspec.Struct, frozen=True):
    end: int
    """Seconds from the start to the end of the last team; what came later (late verdicts, reveal, thaw) counts as of this second."""
    teams: list[int]
    """Numbers of the teams on the board, as they stand among equals: by name."""
    unranked: list[int]
    """Of these, who has no rank, and is passed over where ranks are counted."""
    disqualified: list[int]
    start: list[Change]
    """Rows of all teams before anything was sent."""
    changes: list[Change]
    """In order of their seconds."""


class RevealStep(msgspec.Struct, frozen=True, array_like=True):
    """A cell that is shown: `[n, problem, solved]`."""

    n: int
    problem: int
    solved: bool


class Rehearsal(msgspec.Struct, frozen=True):
    """The reveal as it is going to be."""

    board: Recording
    """The public's; its seconds are the numbers of the steps, from 1."""
    steps: list[RevealStep]
