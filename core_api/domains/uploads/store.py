"""Uploads in PostgreSQL: how large they are to be, and which parts are there."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.uploads.models import Purpose
from core_api.storage import rows
from core_api.storage.pool import Connection, Pool
from core_api.storage.unit_of_work import UnitOfWork

LIFETIME_HOURS = 24
"""An upload that is not done by then is removed."""


class UploadRow(msgspec.Struct, frozen=True):
    id: str
    user_id: str
    purpose: Purpose
    bytes: int
    until: datetime
    imported_as: str | None
    """The problem that was made of it."""
    received: tuple[int, ...]


class Uploads:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(self, work: UnitOfWork, id: str, user: str, purpose: Purpose, size: int) -> None:
        await work.connection.execute(
            "insert into uploads (id, user_id, purpose, bytes, until) values ($1, $2, $3, $4, now() + make_interval(hours => $5))",
            id,
            user,
            purpose,
            size,
            LIFETIME_HOURS,
        )

    async def lock_user(self, work: UnitOfWork, user: str) -> int:
        """How many uploads of a user are not done; nobody adds one before the transaction ends."""
        await work.connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"uploads:{user}")
        count: int = await work.connection.fetchval(
            "select count(*) from uploads where user_id = $1 and imported_as is null and until > now()", user
        )
        return count

    async def get(self, id: str, user: str, work: UnitOfWork | None = None) -> UploadRow | None:
        """A user's own. `work`: nobody removes it before that ends."""
        connection: Connection | Pool = work.connection if work else self.pool
        found = await connection.fetchrow(
            "select u.*, coalesce((select array_agg(number order by number) from upload_parts where upload_id = u.id), '{}') as received"
            " from uploads u where id = $1 and user_id = $2 and until > now()" + (" for key share of u" if work else ""),
            id,
            user,
        )
        return rows.optional(UploadRow, found)

    async def tags(self, id: str) -> list[str]:
        """Of its parts, in their order."""
        found = await self.pool.fetch("select content_tag from upload_parts where upload_id = $1 order by number", id)
        return [tag for (tag,) in found]

    async def forget_part(self, work: UnitOfWork, id: str, number: int) -> None:
        await work.connection.execute("delete from upload_parts where upload_id = $1 and number = $2", id, number)

    async def note_part(self, work: UnitOfWork, id: str, number: int, tag: str) -> None:
        await work.connection.execute(
            "insert into upload_parts (upload_id, number, content_tag) values ($1, $2, $3)"
            " on conflict (upload_id, number) do update set content_tag = excluded.content_tag",
            id,
            number,
            tag,
        )

    async def imported(self, work: UnitOfWork, id: str, problem: str) -> None:
        """It counts for nothing from now on; who asks again within minutes is told the same."""
        await work.connection.execute(
            "update uploads set imported_as = $2, until = least(until, now() + interval '10 minutes') where id = $1", id, problem
        )

    async def remove(self, work: UnitOfWork, id: str) -> None:
        await work.connection.execute("delete from uploads where id = $1", id)
