"""Accounts in PostgreSQL."""

from __future__ import annotations

import asyncpg
import msgspec

from core_api.domains.accounts.models import Account
from core_api.storage import rows
from core_api.storage.pool import Pool
from realtime.runtime.errors import Conflict
from realtime.security.names import skeleton
from realtime.security.revocations import Revoked

_ACCOUNT = "id, email, name, roles, password_hash"


class AccountRow(msgspec.Struct, frozen=True):
    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    password_hash: str

    @property
    def account(self) -> Account:
        return Account(self.id, self.email, self.name, self.roles)


class RevokedRow(msgspec.Struct, frozen=True):
    token_id: str
    user_id: str
    until: int


class Accounts:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, account: Account, password_hash: str) -> bool:
        """False: the e-mail address has an account. Raises `Conflict` for a name that somebody has, or one that looks like it."""
        try:
            done = await self._pool.execute(
                "insert into users (id, email, name, name_key, password_hash, roles) values ($1, $2, $3, $4, $5, $6)"
                " on conflict (email) do nothing",
                account.id,
                account.email,
                account.name,
                skeleton(account.name),
                password_hash,
                list(account.roles),
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        return bool(done != "INSERT 0 0")

    async def by_email(self, email: str) -> AccountRow | None:
        return rows.optional(AccountRow, await self._pool.fetchrow(f"select {_ACCOUNT} from users where email = $1", email))

    async def by_id(self, id: str) -> AccountRow | None:
        return rows.optional(AccountRow, await self._pool.fetchrow(f"select {_ACCOUNT} from users where id = $1", id))

    async def make_admin(self, email: str, password_hash: str) -> bool:
        """Gives an account the roles of an administrator and a password. False: there is no account with this address."""
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
        """Revoked tokens that have not expired."""
        found = await self._pool.fetch(
            "select token_id, user_id, extract(epoch from until)::bigint as until from revoked_tokens where until > now()"
        )
        return [Revoked(row.token_id, row.user_id, row.until) for row in rows.structs(RevokedRow, found)]
