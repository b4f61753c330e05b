"""Judging submissions again: nothing counts before somebody has seen what would change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

MAX_SUBMISSIONS = 20_000
"""Submissions of one rejudging."""
MAX_VERSION = 2**31 - 1
"""As the database holds them."""
MAX_BODY = 5 * MAX_SUBMISSIONS * 32
"""Bytes: five lists of ids."""
Ids = Annotated[tuple[str, ...], msgspec.Meta(max_length=MAX_SUBMISSIONS)]


Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class NewRejudging(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All submissions of the contest that fit every list that is not empty."""

    reason: Reason
    submissions: Ids = ()
    problems: Ids = ()
    teams: Ids = ()
    languages: Ids = ()
    verdicts: Ids = ()
    repeats: str | None = None
    """An earlier rejudging of this contest: those that it judged, which shows whether verdicts waver."""

    @classmethod
    def example(cls) -> NewRejudging:
        return cls("the third test was wrong", problems=("sum",), verdicts=("WA",))


class NewSwitch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another version of a problem for a contest that has started."""

    version: Annotated[int, msgspec.Meta(ge=1, le=MAX_VERSION)]
    reason: Reason

    @classmethod
    def example(cls) -> NewSwitch:
        return cls(2, "the answer of the third test was wrong")


class VersionSwitch(msgspec.Struct, frozen=True):
    """What a contest plays once a rejudging is applied."""

    problem_id: str
    version: int


class PlayedVersion(msgspec.Struct, frozen=True):
    problem_id: str
    label: str
    version: int
    """That the contest plays."""
    newest: int
    switch: str | None
    """The rejudging that will make the contest play another version, if one is open."""


class PlayedVersions(msgspec.Struct, frozen=True):
    versions: list[PlayedVersion]


class Changed(msgspec.Struct, frozen=True):
    """A submission whose verdict is another one now."""

    submission_id: str
    team_id: str
    problem_id: str
    old: str | None
    new: str
    score: float | None
    """The new one, where the problem has scores; the verdict may be the same."""


class Counted(msgspec.Struct, frozen=True):
    """Judged submissions by the verdict of before and the new one."""

    old: str | None
    """Null: there was none yet."""
    new: str
    submissions: int


class Rejudging(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    reason: str
    state: Literal["judging", "ready", "applied", "cancelled"]
    submissions: int
    judged: int
    changed: list[Changed]
    matrix: list[Counted]
    """Before and after: of all that are judged, also those whose verdict stays."""
    created_at: datetime
    finished_at: datetime | None
    switch: VersionSwitch | None
    """The version that it judges with, and that the contest plays once it is applied; null: it judges with those that the contest plays."""


class RejudgingList(msgspec.Struct, frozen=True):
    rejudgings: list[Rejudging]
