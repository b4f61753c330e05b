"""Shapes of a contest's end."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Phase = Literal["upcoming", "running", "frozen", "over", "thawed", "final"]
"""`frozen`: it runs, and the public sees no new verdicts. `over`: for all teams, also those with more time."""
Warning = Literal["unjudged", "rejudgings", "frozen"]
"""Why a result should not be final yet: submissions without a verdict, open rejudgings, cells that nobody was shown."""


class Ceremony(msgspec.Struct, frozen=True):
    phase: Phase
    over_at: datetime | None
    """When the time of the last team is up, by the wall clock."""
    warnings: tuple[Warning, ...]
    """What `finalize` would ask about."""


class Reveal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen cell to show: the next one from below, or one that is named."""

    team_id: str = ""
    problem_id: str = ""


class Revealed(msgspec.Struct, frozen=True):
    """The cell that was shown, and what is in it."""

    team_id: str
    team_name: str
    problem_id: str
    solved: bool
    score: float | None
    """Of the problem, under rules with points."""
    left: int
    """Cells that are hidden still."""

    @classmethod
    def example(cls) -> Revealed:
        return cls("01j9z3m2qv", "Three coders", "sum", solved=True, score=None, left=17)


class HideQuery(msgspec.Struct, frozen=True):
    all: bool = False
    """All that were revealed one by one, not just the last."""


class HiddenAgain(msgspec.Struct, frozen=True):
    cells: int
    """How many were hidden again."""


class Finalize(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    despite: Annotated[tuple[Warning, ...], msgspec.Meta(max_length=10)] = ()
    """Warnings that are known and do not matter."""
