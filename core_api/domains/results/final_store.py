"""Final results of contests in PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.contest_settings import RatingSystem

AT_ONCE = 100
"""Contests that are looked at in one pass."""
_WAITING = """
c.finalized_at is not null and c.results_kept_at is null and c.ends_at is not null and not c.imported
and (c.settings ->> 'freeze' is null or c.thawed_at is not null)
and not exists (select from outbox o where o.ordering_key = c.id and o.failed_at is null)
"""
"""Once the log has all that was said of contest `c`, and everybody may know its end."""


class WaitingRow(msgspec.Struct, frozen=True):
    """A contest whose final result is to be kept."""

    id: str
    ends_at: datetime
    finalized_at: datetime
    rated: RatingSystem | None


class ResultRow(msgspec.Struct, frozen=True):
    """The result of a team."""

    team_id: str
    place: int | None
    solved: int | None
    score: float | None


class FinalStore:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def waiting(self) -> list[str]:
        """The one that became final first comes first."""
        found = await self.pool.fetch(f"select id from contests c where {_WAITING} order by finalized_at, id limit $1", AT_ONCE)
        return [row["id"] for row in found]

    async def look(self, contest: str, work: UnitOfWork | None = None) -> WaitingRow | None:
        """Within a transaction, locked. None: there is nothing to keep, or not yet."""
        if work is not None:  # first, and by itself: what the condition looks at must be seen after the wait
            await work.connection.execute("select from contests where id = $1 for update", contest)
        found = await (work.connection if work else self.pool).fetchrow(
            f"select id, ends_at, finalized_at, settings ->> 'rated' as rated from contests c where id = $1 and {_WAITING}", contest
        )
        return rows.optional(WaitingRow, found)

    async def keep(self, work: UnitOfWork, contest: str, results: Sequence[ResultRow]) -> None:
        await work.connection.execute(
            "insert into contest_results (contest_id, team_id, place, solved, score)"
            " select $1, * from unnest($2::text[], $3::int[], $4::int[], $5::float8[])",
            contest,
            [result.team_id for result in results],
            [result.place for result in results],
            [result.solved for result in results],
            [result.score for result in results],
        )
        ranked = sum(result.place is not None for result in results)
        await work.connection.execute("update contests set results_kept_at = now(), ranked_teams = $2 where id = $1", contest, ranked)

    @asynccontextmanager
    async def attempt(self, work: UnitOfWork) -> AsyncIterator[None]:
        """What is written inside is undone where it raises; the transaction goes on."""
        await work.connection.execute("savepoint attempt")
        try:
            yield
        except Exception:
            await work.connection.execute("rollback to savepoint attempt")
            raise
        await work.connection.execute("release savepoint attempt")

    async def drop(self, work: UnitOfWork, contest: str) -> None:
        await work.connection.execute("delete from contest_results where contest_id = $1", contest)
        await work.connection.execute("update contests set results_kept_at = null, ranked_teams = null where id = $1", contest)
