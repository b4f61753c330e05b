"""Ratings and their history in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from core_api.domains.ratings.models import RatedUser, RatingChange
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.replica import Reader
from core_api.storage.unit_of_work import UnitOfWork

_LOCK = 0x726174696E67
"""Advisory lock: contests are rated one after another, each with the ratings that the one before left."""
MAX_CHANGES = 500
"""Changes of one user that are shown, the newest: a contest a week for ten years."""
_LISTED = """
from ratings r join users u on u.id = r.user_id
where u.deleted_at is null and u.disabled_at is null and coalesce(u.privacy ->> 'statistics', 'everybody') = 'everybody'
"""


class EntrantRow(msgspec.Struct, frozen=True):
    """Somebody who took part alone."""

    team_id: str
    user_id: str


class RatedRow(msgspec.Struct, frozen=True):
    """A rated contest."""

    contest_id: str
    system: str
    users: int


class ChangeRow(msgspec.Struct, frozen=True):
    """What a contest has made of a rating."""

    user_id: str
    place: int
    before: int
    held: int | None
    """What the rated contest before it leaves now; None: there is none."""


class Removed(NamedTuple):
    ended_at: datetime
    users: list[str]


class ListedRow(msgspec.Struct, frozen=True):
    user_id: str
    name: str
    country: str
    rating: int
    peak: int
    contests: int


class Ratings:
    def __init__(self, pool: Pool, reads: Reader) -> None:
        self.pool = pool
        self._reads = reads

    # writing

    async def lock(self, work: UnitOfWork) -> None:
        """No other contest is rated until the transaction ends."""
        await work.connection.execute("select pg_advisory_xact_lock($1)", _LOCK)

    async def add_contest(self, work: UnitOfWork, contest: str, ended_at: datetime, system: str, by: str | None) -> bool:
        """False: it is rated already."""
        done = await work.connection.execute(
            "insert into rated_contests (contest_id, system, rated_by, ended_at) values ($1, $2, $3, $4) on conflict do nothing",
            contest,
            system,
            by,
            ended_at,
        )
        return done != "INSERT 0 0"

    async def entrants(self, work: UnitOfWork, contest: str) -> list[EntrantRow]:
        """Those who sent something and were alone in their team, but for deleted accounts."""
        found = await work.connection.fetch(
            "select m.team_id, m.user_id from registration_members m join users u on u.id = m.user_id and u.deleted_at is null"
            " where m.contest_id = $1 and exists (select from submissions s"
            " where s.contest_id = m.contest_id and s.team_id = m.team_id and s.state <> 'deleted')"
            " and (select count(*) from registration_members o where o.contest_id = m.contest_id and o.team_id = m.team_id) = 1",
            contest,
        )
        return rows.structs(EntrantRow, found)

    async def add_places(self, work: UnitOfWork, contest: str, ended_at: datetime, places: Mapping[str, int]) -> None:
        """By user. `write_changes` says the ratings."""
        await work.connection.execute(
            "insert into rating_changes (contest_id, user_id, place, before, after, ended_at)"
            " select $1, user_id, place, 0, 0, $2 from unnest($3::text[], $4::int[]) as u (user_id, place)",
            contest,
            ended_at,
            list(places),
            list(places.values()),
        )

    async def remove_contest(self, work: UnitOfWork, contest: str) -> Removed | None:
        users = await work.connection.fetch("delete from rating_changes where contest_id = $1 returning user_id", contest)
        ended_at = await work.connection.fetchval("delete from rated_contests where contest_id = $1 returning ended_at", contest)
        return None if ended_at is None else Removed(ended_at, [row["user_id"] for row in users])

    async def at_or_behind(self, work: UnitOfWork, ended_at: datetime, contest: str) -> list[RatedRow]:
        """Rated contests from this one on, in the order of their ends."""
        found = await work.connection.fetch(
            "select contest_id, system, (select count(*) from rating_changes c where c.contest_id = r.contest_id) as users"
            " from rated_contests r where (ended_at, contest_id) >= ($1, $2) order by ended_at, contest_id",
            ended_at,
            contest,
        )
        return rows.structs(RatedRow, found)

    async def changes(self, work: UnitOfWork, contest: str) -> list[ChangeRow]:
        """By user."""
        found = await work.connection.fetch(
            "select user_id, place, before, (select p.after from rating_changes p where p.user_id = c.user_id"
            " and (p.ended_at, p.contest_id) < (c.ended_at, c.contest_id) order by p.ended_at desc, p.contest_id desc limit 1) as held"
            " from rating_changes c where contest_id = $1 order by user_id",
            contest,
        )
        return rows.structs(ChangeRow, found)

    async def write_changes(
        self, work: UnitOfWork, contest: str, users: Sequence[str], before: Sequence[int], after: Sequence[int]
    ) -> None:
        await work.connection.execute(
            "update rating_changes c set before = u.before, after = u.after"
            " from unnest($2::text[], $3::int[], $4::int[]) as u (user_id, before, after)"
            " where c.contest_id = $1 and c.user_id = u.user_id",
            contest,
            users,
            before,
            after,
        )

    async def settle(self, work: UnitOfWork, users: Iterable[str]) -> None:
        """Rating, peak and count of these users, from their changes."""
        changed = sorted(users)
        await work.connection.execute(
            "delete from ratings where user_id = any($1::text[])"
            " and not exists (select from rating_changes c where c.user_id = ratings.user_id)",
            changed,
        )
        await work.connection.execute(
            "insert into ratings (user_id, rating, peak, contests)"
            " select user_id, (array_agg(after order by ended_at desc, contest_id desc))[1], max(after), count(*)"
            " from rating_changes where user_id = any($1::text[]) group by user_id"
            " on conflict (user_id) do update set rating = excluded.rating, peak = excluded.peak, contests = excluded.contests,"
            " updated_at = now()",
            changed,
        )

    # reading

    async def listed(self, after: tuple[int, str] | None, limit: int) -> list[RatedUser]:
        """Those who show their statistics to everybody, the highest rating first; equal ratings share a rank."""
        rating, user = after or (None, "")
        found = rows.structs(
            ListedRow,
            await self._reads.fetch(
                "select r.user_id, u.name, r.rating, r.peak, r.contests,"
                " case when coalesce(u.privacy ->> 'profile', 'everybody') = 'everybody' then u.country else '' end as country"
                f" {_LISTED} and ($1::int is null or r.rating < $1 or (r.rating = $1 and r.user_id > $2))"
                " order by r.rating desc, r.user_id limit $3",
                rating,
                user,
                limit,
            ),
        )
        if not found:
            return []
        above: int = await self._reads.fetchval(f"select count(*) {_LISTED} and r.rating > $1", found[0].rating)
        level: int = await self._reads.fetchval(
            f"select count(*) {_LISTED} and r.rating = $1 and r.user_id < $2", found[0].rating, found[0].user_id
        )
        ranked, rank = [], above + 1
        for number, row in enumerate(found):
            if number and row.rating != found[number - 1].rating:
                rank = above + level + number + 1
            ranked.append(RatedUser(rank, row.user_id, row.name, row.country, row.rating, row.peak, row.contests))
        return ranked

    async def history(self, user: str, *, own: bool) -> list[RatingChange]:
        """The contest that ended last first. `own`: also those of private contests."""
        found = await self._reads.fetch(
            "select r.contest_id, r.place, r.before, r.after, r.rated_at from rating_changes r join contests c on c.id = r.contest_id"
            " where r.user_id = $1 and ($3 or not c.private) order by r.ended_at desc, r.contest_id desc limit $2",
            user,
            MAX_CHANGES,
            own,
        )
        return rows.structs(RatingChange, found)
