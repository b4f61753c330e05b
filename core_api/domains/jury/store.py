"""Announcements in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import Announced
from realtime.runtime.errors import NotFound


class AnnouncementRow(msgspec.Struct, frozen=True):
    id: str
    text: str
    created_at: datetime
    problem_id: str


class Announcements:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(self, work: UnitOfWork, contest: str, said: Announced, author: str) -> None:
        await work.connection.execute(
            "insert into announcements (id, contest_id, problem_id, text, created_by, created_at)"
            " values ($1, $2, $3, $4, $5, to_timestamp($6::double precision / 1000))",
            said.id,
            contest,
            said.problem,
            said.text,
            author,
            said.at,
        )

    async def remove(self, work: UnitOfWork, contest: str, id: str) -> None:
        """Raises `NotFound`."""
        done = await work.connection.execute("delete from announcements where contest_id = $1 and id = $2", contest, id)
        if done == "DELETE 0":
            raise NotFound(f"there is no announcement {id!r}", field="announcement_id")

    async def of_contest(self, contest: str) -> list[Announced]:
        """The oldest first."""
        found = await self.pool.fetch("select * from announcements where contest_id = $1 order by created_at, id", contest)
        return [
            Announced(row.id, row.text, round(row.created_at.timestamp() * 1000), row.problem_id)
            for row in rows.structs(AnnouncementRow, found)
        ]
