"""Prints in PostgreSQL; their sources are sealed."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.prints.models import PrintQuery
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.vault import Vault

_SELECT = """
select p.id, p.contest_id, p.team_id, p.user_id, p.submission_id, p.file_name, p.language, p.source_bytes, p.contest_time_ms,
    p.created_at, p.delivered_at, p.source_sealed is not null as has_source, d.name as delivered_by_name,
    coalesce(r.joined ->> 'name', own.name, p.team_id) as team_name, coalesce(r.location, '') as location
from prints p
    left join registrations r on r.contest_id = p.contest_id and r.team_id = p.team_id
    left join users own on own.id = p.team_id
    left join users d on d.id = p.delivered_by
"""
BATCH = 200
"""Sources that one statement removes: 20 MB at most."""


class PrintRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    team_id: str
    team_name: str
    location: str
    user_id: str
    submission_id: str | None
    file_name: str
    language: str | None
    source_bytes: int
    contest_time_ms: int
    """Since the team's start, with pauses."""
    created_at: datetime
    delivered_by_name: str | None
    delivered_at: datetime | None
    has_source: bool


class NewRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    team_id: str
    user_id: str
    submission_id: str | None
    file_name: str
    language: str | None
    source_bytes: int
    contest_time_ms: int


class Waiting(msgspec.Struct, frozen=True):
    of_team: int
    of_contest: int


class Prints:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("print")

    async def add(self, work: UnitOfWork, row: NewRow, source: bytes) -> None:
        values = msgspec.structs.asdict(row) | {"source_sealed": self._vault.seal("print", (row.id,), source)}
        places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
        await work.connection.execute(f"insert into prints ({', '.join(values)}) values ({places})", *values.values())

    async def waiting(self, work: UnitOfWork, contest: str, team: str) -> Waiting:
        """How many wait now; until the end of the transaction no other is added to the contest."""
        await work.connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"prints:{contest}")
        found = await work.connection.fetchrow(
            "select count(*) as of_contest, count(*) filter (where team_id = $2) as of_team from prints"
            " where contest_id = $1 and delivered_at is null",
            contest,
            team,
        )
        assert found is not None  # one row, always
        return rows.struct(Waiting, found)

    async def find(self, contest: str, id: str, work: UnitOfWork | None = None) -> PrintRow | None:
        """Locked, in a unit of work."""
        found = await (work.connection if work else self.pool).fetchrow(
            f"{_SELECT} where p.contest_id = $1 and p.id = $2{' for update of p' if work else ''}", contest, id
        )
        return rows.optional(PrintRow, found)

    async def page(self, contest: str, team: str | None, query: PrintQuery, after: str | None) -> list[PrintRow]:
        """In the order of sending, one more than wanted at most. `team`: only its prints."""
        found = await self.pool.fetch(
            f"{_SELECT} where p.contest_id = $1 and ($2::text is null or p.team_id = $2) and ($3::text is null or p.id > $3)"
            " and ($4::boolean is null or (p.delivered_at is not null) = $4) order by p.id limit $5",
            contest,
            team,
            after,
            query.delivered,
            query.limit + 1,
        )
        return rows.structs(PrintRow, found)

    async def source(self, id: str) -> bytes | None:
        """None: it was removed. Raises `Damaged`."""
        sealed = await self.pool.fetchval("select source_sealed from prints where id = $1", id)
        return None if sealed is None else self._vault.open("print", (id,), sealed)

    async def deliver(self, work: UnitOfWork, id: str, by: str | None) -> None:
        """`by` None: it waits again."""
        await work.connection.execute(
            "update prints set delivered_by = $2::text, delivered_at = case when $2::text is null then null else now() end where id = $1",
            id,
            by,
        )

    async def remove(self, work: UnitOfWork, id: str) -> None:
        await work.connection.execute("delete from prints where id = $1", id)


async def remove_sources(work: UnitOfWork, days: int) -> int:
    """Removes the sources of contests that ended so many days ago, or a batch of them; returns how many."""
    done: str = await work.connection.execute(
        "update prints set source_sealed = null where id in (select p.id from prints p join contests c on c.id = p.contest_id"
        " where p.source_sealed is not null and c.ends_at < now() - make_interval(days => $1) limit $2)",
        days,
        BATCH,
    )
    return int(done.rsplit(" ", 1)[-1])
