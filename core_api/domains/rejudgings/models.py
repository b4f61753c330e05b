"""Judging submissions again: nothing counts before somebody has seen what would change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

MAX_SUBMISSIONS = 20_000
"""Submissions of one rejudging."""
MAX_BODY = 5 * MAX_SUBMISSIONS * 32
"""Bytes: five lists of ids."""
Ids = Annotated[tuple[str, ...], msgspec.Meta(max_length=MAX_SUBMISSIONS)]


class NewRejudging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All submissions of the contest that fit every list that is not empty."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    submissions: Ids = ()
    problems: Ids = ()
    teams: Ids = ()
    languages: Ids = ()
    verdicts: Ids = ()

    @classmethod
    def example(cls) -> NewRejudging:
        return cls("the third test was wrong", problems=("sum",), verdicts=("WA",))


class Changed(msgspec.Struct, frozen=True):
    """A submission whose verdict is another one now."""

    submission_id: str
    team_id: str
    problem_id: str
    old: str | None
    new: str


class Rejudging(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    reason: str
    state: Literal["judging", "ready", "applied", "cancelled"]
    submissions: int
    judged: int
    changed: list[Changed]
    created_at: datetime
    finished_at: datetime | None


class RejudgingList(msgspec.Struct, frozen=True):
    rejudgings: list[Rejudging]
