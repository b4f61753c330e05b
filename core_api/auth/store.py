"""Accounts in PostgreSQL."""

from __future__ import annotations

import asyncpg

from core_api.auth.models import Account
from core_api.db import Pool
from realtime.errors import Conflict


class Accounts:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, account: Account, password_hash: str) -> None:
        """Raises `Conflict` naming the field that somebody else has already."""
        try:
            await self._pool.execute(
                "insert into users (id, email, name, password_hash, roles) values ($1, $2, $3, $4, $5)",
                account.id,
                account.email,
                account.name,
                password_hash,
                list(account.roles),
            )
        except asyncpg.UniqueViolationError as error:
            field = "name" if error.constraint_name == "users_name" else "email"
            raise Conflict(f"this {field} cannot be used", field=field) from None

    async def by_email(self, email: str) -> tuple[Account, str] | None:
        """The account and its password hash."""
        row = await self._pool.fetchrow("select * from users where email = $1", email)
        return None if row is None else (_account(row), row["password_hash"])

    async def by_id(self, id: str) -> Account | None:
        row = await self._pool.fetchrow("select * from users where id = $1", id)
        return None if row is None else _account(row)

    async def make_admin(self, email: str, password_hash: str) -> bool:
        """False: there is no account with this address."""
        done = await self._pool.execute(
            "update users set roles = array['admin', 'creator'], password_hash = $2 where email = $1", email, password_hash
        )
        return bool(done != "UPDATE 0")


def _account(row: asyncpg.Record) -> Account:
    return Account(row["id"], row["email"], row["name"], tuple(row["roles"]))
