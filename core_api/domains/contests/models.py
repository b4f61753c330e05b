"""Shapes of contests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from leaderboard.scoreboard import Scoreboard
from realtime.protocol.events import Event, Problem

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Count = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Status = Literal["upcoming", "running", "ended"]


class ContestProblem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    problem: str
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=8)]
    rgb: Annotated[str, msgspec.Meta(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""


class NewContest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    starts_at: Annotated[datetime, msgspec.Meta(tz=True)]
    duration: Annotated[int, msgspec.Meta(ge=10, le=60 * 24 * 3600)]
    """Seconds."""
    problems: Annotated[tuple[ContestProblem, ...], msgspec.Meta(min_length=1, max_length=100)]
    freeze: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """Seconds before the end at which the public board freezes."""
    rule: str = "icpc"
    options: dict[str, str] = {}
    capacity: Annotated[int, msgspec.Meta(ge=1)] | None = None
    medals: tuple[Count, Count, Count] = (0, 0, 0)
    """How many ranks win gold, silver and bronze."""
    full: bool = False
    """Whether all tests of a submission are run, also those behind the first that fails."""


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of the log of a contest that is judged elsewhere. The same `batch` is added once."""

    batch: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    events: Annotated[tuple[Event, ...], msgspec.Meta(min_length=1, max_length=5000)]


class Reveal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen cell to show: the next one from below, or one that is named."""

    team_id: str = ""
    problem_id: str = ""


class Contest(msgspec.Struct, frozen=True):
    id: str
    name: str
    status: Status
    starts_at: datetime | None
    ends_at: datetime | None
    duration: int
    """Seconds."""
    freeze: int | None
    """Seconds before the end."""
    rule: str
    teams: int
    capacity: int | None
    imported: bool
    problems: tuple[Problem, ...]
    """Empty before the start, but for admins."""
    options: dict[str, Any]
    medals: tuple[int, int, int]


class ContestPage(msgspec.Struct, frozen=True):
    contests: list[Contest]
    next: str | None


class Joined(msgspec.Struct, frozen=True):
    contest_id: str
    team_id: str


class Race(msgspec.Struct, frozen=True):
    """A late start: the contest, from its first second to its last, for one team."""

    contest_id: str
    team_id: str
    started_at: datetime
    ends_at: datetime


class Raced(msgspec.Struct, frozen=True):
    race: Race
    scoreboard: Scoreboard
    """Of the recorded contest as far as the race is, with the late starter among the others."""
