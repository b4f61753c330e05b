"""Announcements and adjustments of scores in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.jury.models import Adjustment, AdjustmentQuery
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import Adjusted, Announced
from realtime.runtime.errors import NotFound


class AnnouncementRow(msgspec.Struct, frozen=True):
    id: str
    text: str
    created_at: datetime
    problem_id: str


class Announcements:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def put(self, work: UnitOfWork, contest: str, said: Announced, author: str) -> None:
        """A new announcement, or another wording of one."""
        await work.connection.execute(
            "insert into announcements (id, contest_id, problem_id, text, created_by, created_at)"
            " values ($1, $2, $3, $4, $5, to_timestamp($6::double precision / 1000))"
            " on conflict (id) do update set text = excluded.text, problem_id = excluded.problem_id, created_at = excluded.created_at"
            " where announcements.contest_id = excluded.contest_id",
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


class Adjustments:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(self, work: UnitOfWork, contest: str, adjusted: Adjusted, author: str) -> None:
        await work.connection.execute(
            "insert into adjustments (id, contest_id, team_id, amount, reason, made_by) values ($1, $2, $3, $4, $5, $6)",
            adjusted.id,
            contest,
            adjusted.team,
            adjusted.amount,
            adjusted.reason,
            author,
        )

    async def remove(self, work: UnitOfWork, contest: str, team: str, id: str) -> None:
        """Raises `NotFound`."""
        done = await work.connection.execute(
            "delete from adjustments where contest_id = $1 and team_id = $2 and id = $3", contest, team, id
        )
        if done == "DELETE 0":
            raise NotFound(f"there is no adjustment {id!r} of team {team!r}", field="adjustment")

    async def page(self, contest: str, query: AdjustmentQuery, after: str | None) -> list[Adjustment]:
        """In the order in which they were made, one more than wanted at most."""
        found = await self.pool.fetch(
            "select a.id, a.team_id, coalesce(r.joined ->> 'name', a.team_id) as team_name, a.amount, a.reason, a.made_at,"
            " u.name as made_by from adjustments a left join registrations r on r.contest_id = a.contest_id and r.team_id = a.team_id"
            " left join users u on u.id = a.made_by"
            " where a.contest_id = $1 and ($2::text is null or a.team_id = $2) and ($3::text is null or a.id > $3) order by a.id limit $4",
            contest,
            query.team,
            after,
            query.limit + 1,
        )
        return rows.structs(Adjustment, found)
