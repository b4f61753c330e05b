"""Shapes of contests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from core_api.router.pages import Page, PageQuery
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import Event, TeamJoined
from realtime.protocol.questions import Award
from realtime.protocol.rooms import Audience

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\Z")]
Status = Literal["upcoming", "running", "ended"]
StatusFilter = Literal["upcoming", "running", "frozen", "ended", "final"]
Moment = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_000)]
"""Milliseconds since 1970."""


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


class Accepted(msgspec.Struct, frozen=True):
    """Written into the contest's log."""

    accepted: bool = True


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


class RecordingQuery(msgspec.Struct, frozen=True):
    audience: Audience = "public"


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
    """Without problems before the start, but for the jury."""
    version: int
    """Grows with each change of settings."""


class ContestRow(msgspec.Struct, frozen=True):
    """A contest as the database has it, for the services of all domains."""

    id: str
    settings: ContestSettings
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int | None
    imported: bool
    version: int
    teams: int
    """Approved ones, without virtual participations; hidden ones too."""
    hidden_teams: int
    places_taken: int
    """Of `capacity`: by teams, and by those that wait for the jury's approval."""
    longest_extension: int
    """Milliseconds that some team has beyond the end."""
    thawed_at: datetime | None
    finalized_at: datetime | None

    @property
    def over_at(self) -> datetime | None:
        """When the time of the last team is up."""
        return None if self.ends_at is None else self.ends_at + timedelta(milliseconds=self.longest_extension)

    @property
    def is_over(self) -> bool:
        """For all teams, also those with more time."""
        return self.over_at is not None and self.over_at <= datetime.now(UTC)

    @property
    def hidden_from(self) -> int | None:
        """From when on the public knows no verdicts, in ms since the start with pauses, as submissions have it; None: it knows all."""
        settings = self.settings
        return None if self.thawed_at is not None or settings.freeze is None else settings.wall_time(settings.freeze)

    @property
    def is_frozen(self) -> bool:
        """It runs, and the public sees no new verdicts."""
        settings = self.settings
        if settings.freeze is None or self.starts_at is None or self.status != "running":
            return False
        rate = settings.playback.rate if settings.playback else 1.0
        since = (datetime.now(UTC) - self.starts_at) / timedelta(milliseconds=1) * rate
        return settings.contest_time(round(since)) >= settings.freeze

    @property
    def is_private(self) -> bool:
        return self.settings.visibility == "private"

    @property
    def shows_problems(self) -> bool:
        """To whoever sees the contest: from its start on, and always where the contest is judged elsewhere."""
        return self.status != "upcoming" or self.imported

    @property
    def status(self) -> Status:
        """By the clock of now: a row may be kept for a while."""
        now = datetime.now(UTC)
        if self.starts_at is None or self.ends_at is None or now < self.starts_at:
            return "upcoming"
        return "running" if now < self.ends_at else "ended"


class ContestQuery(PageQuery, frozen=True, kw_only=True):
    status: StatusFilter | None = None
    """`frozen`: those of `running` whose public board stands still; `final`: those of `ended` whose result is official."""
    q: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """Only those with this text in their names."""
    mine: bool = False
    """Only those that the caller takes part in, asks to take part in, or is jury of."""
    rated: bool | None = None
    """Only those that count for ratings, or only the others."""
    from_time: Moment | None = None
    """Only those that start at this time or later."""
    to_time: Moment | None = None
    """Only those that start earlier."""

    @property
    def is_plain(self) -> bool:
        """The first page of the usual length, of all contests: the one that everybody opens."""
        return self == ContestQuery()


class ContestPage(Page, frozen=True, kw_only=True):
    contests: list[Contest]
