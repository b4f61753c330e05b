"""Guests of private contests in PostgreSQL."""

from __future__ import annotations

from core_api.domains.registrations.guest_models import Guest
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

_SELECT = """
select g.user_id, u.name, i.name as invited_by, g.since from contest_guests g
    join users u on u.id = g.user_id left join users i on i.id = g.invited_by
"""


class Guests:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def page(self, contest: str, after: str | None, limit: int) -> list[Guest]:
        """By id; one more than asked for, where there is one."""
        found = await self.pool.fetch(
            f"{_SELECT} where g.contest_id = $1 and ($2::text is null or g.user_id > $2) order by g.user_id limit $3",
            contest,
            after,
            limit + 1,
        )
        return rows.structs(Guest, found)

    async def get(self, work: UnitOfWork, contest: str, user: str) -> Guest | None:
        found = await work.connection.fetchrow(f"{_SELECT} where g.contest_id = $1 and g.user_id = $2", contest, user)
        return rows.optional(Guest, found)

    async def add(self, work: UnitOfWork, contest: str, user: str, invited_by: str | None) -> bool:
        """False: there is no such user. Who is a guest already stays one in the way of before."""
        known = await work.connection.fetchval("select true from users where id = $1 and deleted_at is null for key share", user)
        if known:
            await work.connection.execute(
                "insert into contest_guests (contest_id, user_id, invited_by) values ($1, $2, $3) on conflict do nothing",
                contest,
                user,
                invited_by,
            )
            work.changed("user", user)
        return bool(known)

    async def remove(self, work: UnitOfWork, contest: str, user: str) -> bool:
        """False: this user is no guest."""
        removed = await work.connection.execute("delete from contest_guests where contest_id = $1 and user_id = $2", contest, user)
        work.changed("user", user)
        return removed == "DELETE 1"
