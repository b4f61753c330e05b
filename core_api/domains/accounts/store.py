"""Accounts in PostgreSQL. Their e-mail addresses are sealed there, and found by a keyed hash."""

from __future__ import annotations

from typing import Literal, NamedTuple

import asyncpg
import msgspec

from core_api.domains.accounts.models import Account
from core_api.storage import addresses, rows
from core_api.storage.pool import Pool
from realtime.runtime.errors import Conflict, WrongSchema
from realtime.security.names import skeleton
from realtime.security.revocations import Revoked
from realtime.security.vault import Vault

_ACCOUNT = "id, email_sealed, name, roles, password_hash"


class AccountRow(msgspec.Struct, frozen=True):
    id: str
    email_sealed: bytes
    name: str
    roles: tuple[str, ...]
    password_hash: str


class Found(NamedTuple):
    account: Account
    password_hash: str


class RevokedRow(msgspec.Struct, frozen=True):
    token_id: str
    user_id: str
    until: int


class Accounts:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault.only("address")

    async def check(self) -> None:
        """Raises `WrongSchema` while addresses of an earlier version stand in clear: nobody with one of them could log in."""
        if await self._pool.fetchval("select exists (select from users where email is not null)"):
            raise WrongSchema("e-mail addresses of an earlier version stand in the database: run 'podium reseal'")

    async def add(self, account: Account, password_hash: str) -> bool:
        """False: the e-mail address has an account. Raises `Conflict` for a name that somebody has, or one that looks like it."""
        try:
            done = await self._pool.execute(
                "insert into users (id, email_key, email_sealed, name, name_key, password_hash, roles)"
                " values ($1, $2, $3, $4, $5, $6, $7) on conflict (email_key) do nothing",
                account.id,
                addresses.key(self._vault, account.email),
                addresses.seal(self._vault, account.id, account.email),
                account.name,
                skeleton(account.name),
                password_hash,
                list(account.roles),
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        return bool(done != "INSERT 0 0")

    async def by_email(self, email: str) -> Found | None:
        return await self._find("email_key", addresses.key(self._vault, email))

    async def by_id(self, id: str) -> Found | None:
        return await self._find("id", id)

    async def _find(self, column: Literal["id", "email_key"], value: str) -> Found | None:
        row = rows.optional(AccountRow, await self._pool.fetchrow(f"select {_ACCOUNT} from users where {column} = $1", value))
        if row is None:
            return None
        email = addresses.open(self._vault, row.id, row.email_sealed)
        return Found(Account(row.id, email, row.name, row.roles), row.password_hash)

    async def make_admin(self, email: str, password_hash: str) -> bool:
        """Gives an account the roles of an administrator and a password. False: there is no account with this address."""
        done = await self._pool.execute(
            "update users set roles = array['admin', 'creator'], password_hash = $2 where email_key = $1",
            addresses.key(self._vault, email),
            password_hash,
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
