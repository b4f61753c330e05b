"""Roles and juries in PostgreSQL."""

from __future__ import annotations

import asyncpg
import msgspec

from core_api.domains.roles.models import ROLES, Grant, Juror, JuryGrant, UserRoles
from core_api.storage import rows
from core_api.storage.pool import Connection, Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound

_ADMINS = 0x61646D696E
"""Advisory lock: administrators are taken away one after another, so that two cannot take away each other."""


class HolderRow(msgspec.Struct, frozen=True):
    """An account as far as roles go."""

    roles: tuple[str, ...]
    disabled: bool


class Roles:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def holder(self, work: UnitOfWork, user: str) -> HolderRow:
        """Locked. Raises `NotFound`."""
        found = rows.optional(
            HolderRow,
            await work.connection.fetchrow(
                "select roles, disabled_at is not null as disabled from users where id = $1 for no key update", user
            ),
        )
        if found is None:
            raise NotFound(f"there is no user {user!r}", field="user")
        return found

    async def of_user(self, user: str, work: UnitOfWork | None = None) -> UserRoles:
        """Raises `NotFound`."""
        connection: Connection | Pool = work.connection if work else self.pool
        found = await connection.fetch(
            "select held.role, g.granted_by, g.granted_at from users u left join unnest(u.roles) as held (role) on true"
            " left join role_grants g on g.user_id = u.id and g.role = held.role where u.id = $1 order by held.role",
            user,
        )
        if not found:
            raise NotFound(f"there is no user {user!r}", field="user")
        grants = rows.structs(Grant, [row for row in found if row["role"] in ROLES])
        contests = await connection.fetch(
            "select contest_id, granted_by, granted_at from contest_jury where user_id = $1 order by granted_at desc, contest_id", user
        )
        return UserRoles(user, grants, rows.structs(JuryGrant, contests))

    async def grant(self, work: UnitOfWork, user: str, role: str, by: str) -> None:
        await work.connection.execute("update users set roles = array_append(roles, $2) where id = $1", user, role)
        await work.connection.execute(
            "insert into role_grants (user_id, role, granted_by) values ($1, $2, $3)"
            " on conflict (user_id, role) do update set granted_by = excluded.granted_by, granted_at = excluded.granted_at",
            user,
            role,
            by,
        )

    async def revoke(self, work: UnitOfWork, user: str, role: str) -> None:
        await work.connection.execute("update users set roles = array_remove(roles, $2) where id = $1", user, role)
        await work.connection.execute("delete from role_grants where user_id = $1 and role = $2", user, role)

    async def other_admins(self, work: UnitOfWork, user: str) -> int:
        """Administrators beside this one whose accounts are not disabled; none can go before the transaction ends."""
        await work.connection.execute("select pg_advisory_xact_lock($1)", _ADMINS)
        found: int = await work.connection.fetchval(
            "select count(*) from users where roles @> array['admin'] and disabled_at is null and id <> $1", user
        )
        return found

    # jury of one contest

    async def jury(self, contest: str) -> list[Juror]:
        """In the order of their names."""
        found = await self.pool.fetch(
            "select user_id, name, granted_by, granted_at from contest_jury join users on users.id = user_id"
            " where contest_id = $1 order by name, user_id",
            contest,
        )
        return rows.structs(Juror, found)

    async def count_jury_of(self, work: UnitOfWork, user: str) -> int:
        found: int = await work.connection.fetchval("select count(*) from contest_jury where user_id = $1", user)
        return found

    async def add_juror(self, work: UnitOfWork, contest: str, user: str, by: str) -> bool:
        """False: the user is jury of the contest already. Raises `NotFound` for a contest that does not exist."""
        try:
            done = await work.connection.execute(
                "insert into contest_jury (contest_id, user_id, granted_by) values ($1, $2, $3) on conflict do nothing", contest, user, by
            )
        except asyncpg.ForeignKeyViolationError:
            raise NotFound(f"there is no contest {contest!r}", field="contest") from None
        return bool(done != "INSERT 0 0")

    async def remove_juror(self, work: UnitOfWork, contest: str, user: str) -> bool:
        """False: the user is not jury of the contest."""
        done = await work.connection.execute("delete from contest_jury where contest_id = $1 and user_id = $2", contest, user)
        return bool(done != "DELETE 0")
