"""Shapes of contests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from leaderboard.scoreboard import Scoreboard
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import Event

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")]
Status = Literal["upcoming", "running", "ended"]


class NewContest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    settings: ContestSettings
    capacity: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How many teams may join; None: any number."""


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
    status: Status
    starts_at: datetime | None
    """Wall clock; of a recorded contest, when it is shown."""
    ends_at: datetime | None
    teams: int
    capacity: int | None
    imported: bool
    settings: ContestSettings
    """Without problems before the start, but for admins."""


class ContestPage(msgspec.Struct, frozen=True):
    contests: list[Contest]
    next: str | None


class Joined(msgspec.Struct, frozen=True):
    contest_id: str
    team_id: str


class VirtualParticipation(msgspec.Struct, frozen=True):
    """Taking part after the end: the contest, from its first second to its last, for one team."""

    contest_id: str
    team_id: str
    started_at: datetime
    ends_at: datetime


class VirtualStandings(msgspec.Struct, frozen=True):
    participation: VirtualParticipation
    scoreboard: Scoreboard
    """The recorded scoreboard at your virtual time, including you."""
