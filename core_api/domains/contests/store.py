"""Contests and registrations in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import msgspec

from core_api.domains.contests.models import Status
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import Conflict, Invalid, NotFound

_SELECT = """
select c.*, (select count(*) from registrations r where r.contest_id = c.id and r.virtual_at is null) as teams,
    (select count(*) from registrations r where r.contest_id = c.id and r.virtual_at is null
     and r.joined ->> 'hidden' = 'true') as hidden_teams
from contests c
"""


class ContestRow(msgspec.Struct, frozen=True):
    id: str
    settings: ContestSettings
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int | None
    imported: bool
    teams: int
    """Registered ones, without virtual participations; hidden ones too, which take a place."""
    hidden_teams: int

    @property
    def shows_problems(self) -> bool:
        """To everybody: from its start on, and always where the contest is judged elsewhere."""
        return self.status != "upcoming" or self.imported

    @property
    def status(self) -> Status:
        """By the clock of now: a row may be kept for a while."""
        now = datetime.now(UTC)
        if self.starts_at is None or self.ends_at is None or now < self.starts_at:
            return "upcoming"
        return "running" if now < self.ends_at else "ended"


class RegistrationRow(msgspec.Struct, frozen=True):
    team_id: str
    user_id: str | None
    """None: a team of an imported contest."""
    joined: TeamJoined | None
    """As the log has it; None in registrations of the first version."""
    virtual_at: datetime | None
    """When its virtual participation began."""


def span(settings: ContestSettings) -> tuple[datetime | None, datetime | None]:
    """Start and end by the wall clock: of its playback, where it has one. Raises `Invalid` beyond the calendar."""
    try:
        return _span(settings)
    except (ValueError, OverflowError):
        raise Invalid("start, duration and playback must lie between the years 1 and 9999", field="settings.start") from None


def _span(settings: ContestSettings) -> tuple[datetime | None, datetime | None]:
    if settings.playback is not None:
        start = settings.playback.wall - settings.playback.time / settings.playback.rate
        end = start + settings.duration / settings.playback.rate
    elif settings.start is not None:
        start, end = settings.start, settings.start + settings.wall_duration
    else:
        return None, None
    return datetime.fromtimestamp(start / 1000, UTC), datetime.fromtimestamp(end / 1000, UTC)


class Contests:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(
        self,
        work: UnitOfWork,
        id: str,
        settings: ContestSettings,
        author: str,
        *,
        capacity: int | None = None,
        imported: bool = False,
    ) -> None:
        starts, ends = span(settings)
        try:
            await work.connection.execute(
                "insert into contests (id, settings, starts_at, ends_at, capacity, imported, created_by)"
                " values ($1, $2, $3, $4, $5, $6, $7)",
                id,
                msgspec.to_builtins(settings),
                starts,
                ends,
                capacity,
                imported,
                author,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict(f"there is a contest {id!r} already", field="id") from None

    async def set_settings(self, work: UnitOfWork, id: str, settings: ContestSettings) -> None:
        starts, ends = span(settings)
        await work.connection.execute(
            "update contests set settings = $2, starts_at = $3, ends_at = $4 where id = $1",
            id,
            msgspec.to_builtins(settings),
            starts,
            ends,
        )

    async def get(self, id: str, work: UnitOfWork | None = None, *, lock: bool = False) -> ContestRow:
        """Raises `NotFound`."""
        row = await self.find(id, work, lock=lock)
        if row is None:
            raise NotFound(f"there is no contest {id!r}", field="contest_id")
        return row

    async def find(self, id: str, work: UnitOfWork | None = None, *, lock: bool = False) -> ContestRow | None:
        if lock and work is not None:  # first, and by itself: what is counted behind it must be seen after the wait
            await work.connection.execute("select from contests where id = $1 for update", id)
        return rows.optional(ContestRow, await (work.connection if work else self.pool).fetchrow(f"{_SELECT} where c.id = $1", id))

    async def page(self, before: str | None, limit: int) -> list[ContestRow]:
        """The newest first."""
        found = await self.pool.fetch(
            f"{_SELECT} where $1::text is null or (coalesce(c.starts_at, 'infinity'), c.id) <"
            " (select coalesce(starts_at, 'infinity'), id from contests where id = $1)"
            " order by coalesce(c.starts_at, 'infinity') desc, c.id desc limit $2",
            before,
            limit,
        )
        return rows.structs(ContestRow, found)

    async def uses_now(self, problem: str) -> bool:
        """Whether a contest that runs has this problem."""
        found = await self.pool.fetchval(
            "select true from contests where not imported and starts_at <= now() and now() < ends_at"
            " and settings -> 'problems' @> jsonb_build_array(jsonb_build_object('id', $1::text)) limit 1",
            problem,
        )
        return bool(found)

    async def register(
        self, work: UnitOfWork, contest: str, joined: TeamJoined, user: str | None, virtual_at: datetime | None = None
    ) -> bool:
        """False: it was registered already."""
        done = await work.connection.execute(
            "insert into registrations (contest_id, team_id, user_id, joined, virtual_at) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing",
            contest,
            joined.team,
            user,
            msgspec.to_builtins(joined),
            virtual_at,
        )
        return bool(done != "INSERT 0 0")

    async def registered(self, contest: str, user: str) -> RegistrationRow | None:
        found = await self.pool.fetchrow("select * from registrations where contest_id = $1 and user_id = $2", contest, user)
        return rows.optional(RegistrationRow, found)

    async def registration(self, work: UnitOfWork, contest: str, team: str) -> TeamJoined:
        """A team as the log has it, locked. Raises `NotFound`."""
        found = await work.connection.fetchrow(
            "select * from registrations where contest_id = $1 and team_id = $2 for update", contest, team
        )
        row = rows.optional(RegistrationRow, found)
        if row is None:
            raise NotFound(f"team {team!r} is not in this contest", field="team_id")
        if row.joined is not None:
            return row.joined
        name = await work.connection.fetchval("select name from users where id = $1", row.user_id)
        return TeamJoined(team, name or team)

    async def set_joined(self, work: UnitOfWork, contest: str, joined: TeamJoined) -> None:
        await work.connection.execute(
            "update registrations set joined = $3 where contest_id = $1 and team_id = $2", contest, joined.team, msgspec.to_builtins(joined)
        )
