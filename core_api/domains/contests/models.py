"""Shapes of contests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from leaderboard.scoreboard import Scoreboard
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import Event, TeamJoined
from realtime.protocol.questions import Award
from realtime.protocol.rooms import Audience

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\Z")]
Status = Literal["upcoming", "running", "ended"]


class NewContest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    settings: ContestSettings
    capacity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    """How many teams may join; None: any number."""

    @classmethod
    def example(cls) -> NewContest:
        problems = (ContestProblem("sum", "A", rgb="#e6194b"),)
        start, hour = 1_794_646_800_000, 3_600_000
        settings = ContestSettings(name="Spring cup", start=start, duration=5 * hour, freeze=4 * hour, problems=problems, medals=(4, 4, 4))
        return cls("spring-cup", settings)


class Import(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of the log of a contest that is judged elsewhere. The same `batch` is added once."""

    batch: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
    events: Annotated[tuple[Event, ...], msgspec.Meta(min_length=1, max_length=5000)]

    @classmethod
    def example(cls) -> Import:
        return cls("part-7", (TeamJoined("42", "Three coders", organization="ETH"),))


MAX_IMPORT = 4 * 2**20
"""Bytes of one part of a log; `podium stream` sends parts of 5000 events at most."""


class Reveal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A frozen cell to show: the next one from below, or one that is named."""

    team_id: str = ""
    problem_id: str = ""


class Accepted(msgspec.Struct, frozen=True):
    """Written into the contest's log."""

    accepted: bool = True


class ContestQuery(msgspec.Struct, frozen=True):
    before: str | None = None
    """Cursor: `next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class RowsQuery(msgspec.Struct, frozen=True):
    start: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    """The first row, from 0."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 500


class BoardQuery(RowsQuery, frozen=True):
    audience: Audience = "public"
    at: Annotated[int, msgspec.Meta(ge=0, le=60 * 24 * 3600)] | None = None
    """The board of this second of the contest."""
    group: str = ""
    """Only the teams of this group, ranked among themselves."""


class AwardsQuery(msgspec.Struct, frozen=True):
    audience: Audience = "public"


class Awards(msgspec.Struct, frozen=True):
    awards: list[Award]


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
    """Cursor of the next page."""


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
