"""Accounts in PostgreSQL."""

from __future__ import annotations

import asyncpg

from core_api.domains.accounts.models import Account
from core_api.storage.pool import Pool
from realtime.runtime.errors import Conflict
from realtime.security.revocations import Revoked


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

    async def revoke(self, token: Revoked) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("delete from revoked_tokens where until < now()")
            await connection.execute(
                "insert into revoked_tokens (token_id, user_id, until) values ($1, $2, to_timestamp($3)) on conflict do nothing",
                token.token,
                token.user,
                token.until,
            )

    async def revoked(self) -> list[Revoked]:
        """Tokens that would still be good."""
        rows = await self._pool.fetch(
            "select token_id, user_id, extract(epoch from until)::bigint as until from revoked_tokens where until > now()"
        )
        return [Revoked(row["token_id"], row["user_id"], row["until"]) for row in rows]


def _account(row: asyncpg.Record) -> Account:
    return Account(row["id"], row["email"], row["name"], tuple(row["roles"]))
