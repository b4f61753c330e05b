"""Contests and registrations in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from core_api.db import Connection, Pool
from realtime.errors import Conflict, NotFound
from realtime.events import ContestConfigured

_SELECT = """
select c.*, (select count(*) from registrations r where r.contest_id = c.id) as teams,
    case when c.starts_at is null or c.starts_at > now() then 'upcoming' when c.ends_at > now() then 'running' else 'ended' end as status
from contests c
"""


class Contests:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(
        self,
        connection: Connection,
        id: str,
        frame: ContestConfigured,
        span: tuple[datetime, datetime] | None,
        author: str,
        *,
        capacity: int | None = None,
        imported: bool = False,
    ) -> None:
        starts, ends = span or (None, None)
        try:
            await connection.execute(
                "insert into contests (id, frame, starts_at, ends_at, capacity, imported, created_by) values ($1, $2, $3, $4, $5, $6, $7)",
                id,
                msgspec.to_builtins(frame),
                starts,
                ends,
                capacity,
                imported,
                author,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict(f"there is a contest {id!r} already", field="id") from None

    async def set_frame(self, connection: Connection, id: str, frame: ContestConfigured, span: tuple[datetime, datetime] | None) -> None:
        starts, ends = span or (None, None)
        await connection.execute(
            "update contests set frame = $2, starts_at = $3, ends_at = $4 where id = $1", id, msgspec.to_builtins(frame), starts, ends
        )

    async def get(self, id: str, connection: Connection | None = None, *, lock: bool = False) -> asyncpg.Record:
        """Raises `NotFound`."""
        if lock and connection is not None:  # first, and by itself: what is counted behind it must be seen after the wait
            await connection.execute("select from contests where id = $1 for update", id)
        row = await (connection or self.pool).fetchrow(f"{_SELECT} where c.id = $1", id)
        if row is None:
            raise NotFound(f"there is no contest {id!r}", field="contest_id")
        return row

    async def page(self, before: str | None, limit: int) -> list[asyncpg.Record]:
        """The newest first."""
        return await self.pool.fetch(
            f"{_SELECT} where $1::text is null or (coalesce(c.starts_at, 'infinity'), c.id) <"
            " (select coalesce(starts_at, 'infinity'), id from contests where id = $1)"
            " order by coalesce(c.starts_at, 'infinity') desc, c.id desc limit $2",
            before,
            limit,
        )

    async def register(self, connection: Connection, contest: str, team: str, user: str | None) -> bool:
        """False: it was registered already."""
        done = await connection.execute(
            "insert into registrations (contest_id, team_id, user_id) values ($1, $2, $3) on conflict do nothing", contest, team, user
        )
        return bool(done != "INSERT 0 0")

    async def is_registered(self, contest: str, user: str) -> bool:
        return bool(await self.pool.fetchval("select true from registrations where contest_id = $1 and user_id = $2", contest, user))
