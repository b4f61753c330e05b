"""Contests and registrations in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import asyncpg
import msgspec

from core_api.domains.contests.models import ContestQuery, ContestRow, StatusFilter
from core_api.storage import acting, rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION, USES, uses
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import CONTEST_IS_OVER, is_inside
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import Finalized, TeamJoined, Thawed
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.names import skeleton

_SELECT = """
select c.*, counted.* from contests c cross join lateral (
    select count(*) filter (where state = 'approved') as teams,
        count(*) filter (where state = 'approved' and joined ->> 'hidden' = 'true') as hidden_teams,
        count(*) filter (where state in ('approved', 'pending')) as places_taken,
        coalesce(max((joined ->> 'extension')::bigint) filter (where state = 'approved'), 0) as longest_extension
    from registrations r where r.contest_id = c.id and r.virtual_at is null
) counted
"""

_STATUS: dict[StatusFilter, str] = {
    "upcoming": "coalesce(c.starts_at > now(), true)",
    "running": "c.starts_at <= now() and now() < c.ends_at",
    "frozen": "c.freezes_at <= now() and c.starts_at <= now() and now() < c.ends_at",
    "ended": "c.ends_at <= now()",
    "final": "c.ends_at <= now() and c.finalized_at is not null",
}
_MINE = """(exists (select from registration_members m where m.contest_id = c.id and m.user_id = $6)
    or exists (select from contest_jury j where j.contest_id = c.id and j.user_id = $6))"""
Key = tuple[datetime | None, str]
"""By which pages are ordered: start and id."""


class RegistrationRow(msgspec.Struct, frozen=True):
    user_id: str | None
    joined: TeamJoined | None
    """As the log has it; None in registrations of the first version."""


class Span(NamedTuple):
    """When a contest is, by the wall clock."""

    starts: datetime | None
    ends: datetime | None
    freezes: datetime | None
    """From when on the public sees no new verdicts."""


def span(settings: ContestSettings) -> Span:
    """Of its playback, where it has one. Raises `Invalid` beyond the calendar."""
    try:
        return _span(settings)
    except (ValueError, OverflowError):
        raise Invalid("start, duration and playback must lie between the years 1 and 9999", field="settings.start") from None


def _span(settings: ContestSettings) -> Span:
    freeze = None if settings.freeze is None else settings.wall_time(settings.freeze)
    if settings.playback is not None:
        rate = settings.playback.rate
        start = settings.playback.wall - settings.playback.time / rate
        end, frozen = start + settings.duration / rate, None if freeze is None else start + freeze / rate
    elif settings.start is not None:
        start, end = settings.start, settings.start + settings.wall_duration
        frozen = None if freeze is None else start + freeze
    else:
        return Span(None, None, None)
    return Span(_moment(start), _moment(end), None if frozen is None else _moment(frozen))


def _moment(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


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
        times = span(settings)
        try:
            await work.connection.execute(
                "insert into contests (id, settings, starts_at, ends_at, freezes_at, capacity, imported, created_by)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8)",
                id,
                msgspec.to_builtins(settings),
                *times,
                capacity,
                imported,
                author,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict(f"there is a contest {id!r} already", field="id") from None
        _changed(work, id, settings)

    async def set_settings(self, work: UnitOfWork, id: str, settings: ContestSettings) -> None:
        times = span(settings)
        await self._keep_versions(work, id, times.starts)
        _changed(work, id, (await self.get(id, work)).settings)  # it decides about the problems that it had, too
        _changed(work, id, settings)
        await work.connection.execute(
            "update contests set settings = $2, starts_at = $3, ends_at = $4, freezes_at = $5, version = version + 1 where id = $1",
            id,
            msgspec.to_builtins(settings),
            *times,
        )

    async def _keep_versions(self, work: UnitOfWork, id: str, starts: datetime | None) -> None:
        """A contest whose start is moved into the past, or within it, plays the versions that it would have played until then: by the new
        start it would have begun before a corrected one was there, or behind a newer one.
        """
        await work.connection.execute(
            "insert into contest_problem_versions (contest_id, problem_id, version, pinned_by)"
            f" select c.id, p.id, {PLAYED_VERSION}, coalesce($3, c.created_by) from contests c join problems p on {USES}"
            " where c.id = $1 and $2::timestamptz <= now() and c.starts_at is distinct from $2 and not c.imported"
            " on conflict do nothing",
            id,
            starts,
            acting.current().user,
        )

    async def note_end(self, work: UnitOfWork, id: str, event: Thawed | Finalized) -> None:
        """That the freeze was lifted or the result made official, or either taken back."""
        column = "thawed_at" if isinstance(event, Thawed) else "finalized_at"
        await work.connection.execute(
            f"update contests set {column} = case when $2 then null else now() end where id = $1", id, event.taken_back
        )
        _changed(work, id, (await self.get(id, work)).settings)

    async def exists(self, id: str) -> bool:
        found: bool = await self.pool.fetchval("select exists (select from contests where id = $1)", id)
        return found

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

    async def page(self, wanted: ContestQuery, behind: Key | None, reader: str, inside: Sequence[str] | None) -> list[ContestRow]:
        """The newest first, those without a start before all others; one more than wanted at most.

        `behind`: start and id of the last one of the page before. `reader`: the id of whom `mine` means. `inside`: the private contests
        that the reader may see; None: all of them.
        """
        status = "" if wanted.status is None else f" and {_STATUS[wanted.status]}"
        mine = f" and {_MINE}" if wanted.mine else " and $6::text is not null"
        found = await self.pool.fetch(
            f"{_SELECT} where (not $1 or (coalesce(c.starts_at, 'infinity'), c.id) < (coalesce($2::timestamptz, 'infinity'), $3::text))"
            f" and ($4::text[] is null or not c.private or c.id = any($4)){status}{mine}"
            " and ($5 = '' or position(lower($5) in lower(c.settings ->> 'name')) > 0)"
            " and ($7::boolean is null or $7 = (c.settings ->> 'rated' is not null or exists (select from rated_contests r"
            " where r.contest_id = c.id)))"
            " and ($8::timestamptz is null or c.starts_at >= $8) and ($9::timestamptz is null or c.starts_at < $9)"
            " order by coalesce(c.starts_at, 'infinity') desc, c.id desc limit $10",
            behind is not None,
            *(behind or (None, "")),
            None if inside is None else list(inside),
            wanted.q,
            reader,
            wanted.rated,
            None if wanted.from_time is None else _moment(wanted.from_time),
            None if wanted.to_time is None else _moment(wanted.to_time),
            wanted.limit + 1,
        )
        return rows.structs(ContestRow, found)

    async def private(self, after: str, limit: int) -> list[str]:
        """Ids of private contests behind this one, in their order."""
        found = await self.pool.fetch(
            'select id from contests where private and id collate "C" > $1 order by id collate "C" limit $2', after, limit
        )
        return [id for (id,) in found]

    async def inside(self, user: str) -> list[str]:
        """Private contests that a user may see without being of their jury."""
        found = await self.pool.fetch(f"select c.id from contests c where c.private and {is_inside('$1')} order by c.id", user)
        return [id for (id,) in found]

    async def is_inside(self, id: str, user: str) -> bool:
        """Whether a user may see a private contest without being of its jury."""
        return bool(await self.pool.fetchval(f"select {is_inside('$2')} from contests c where c.id = $1", id, user))

    async def uses_now(self, problem: str, user: str) -> bool:
        """Whether a contest that runs, for teams with an extension too, has this problem; of private ones, one that the user may see."""
        found = await self.pool.fetchval(
            f"select true from contests c where not c.imported and c.starts_at <= now() and not {CONTEST_IS_OVER}"
            f" and {uses('$1::text')} and (not c.private or {is_inside('$2')}) limit 1",
            problem,
            user,
        )
        return bool(found)

    async def import_team(self, work: UnitOfWork, contest: str, joined: TeamJoined) -> None:
        """A team of a contest that is judged elsewhere: nobody here is in it."""
        await work.connection.execute(
            "insert into registrations (contest_id, team_id, joined) values ($1, $2, $3) on conflict do nothing",
            contest,
            joined.team,
            msgspec.to_builtins(joined),
        )
        work.changed("contest", contest)

    async def registration(self, work: UnitOfWork, contest: str, team: str) -> TeamJoined:
        """A team as the log has it, locked. Raises `NotFound`."""
        found = await work.connection.fetchrow(
            "select user_id, joined from registrations where contest_id = $1 and team_id = $2 and state = 'approved' for update",
            contest,
            team,
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
            "update registrations set joined = $3, name_key = $4, version = version + 1 where contest_id = $1 and team_id = $2",
            contest,
            joined.team,
            msgspec.to_builtins(joined),
            skeleton(joined.name),
        )
        work.changed("contest", contest)


def _changed(work: UnitOfWork, id: str, settings: ContestSettings) -> None:
    """A contest decides from when on its problems are seen, and what was submitted to them."""
    work.changed("contest", id)
    for problem in settings.problems:
        work.changed("problem", problem.id)
