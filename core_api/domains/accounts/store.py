"""Accounts in PostgreSQL. Their e-mail addresses are sealed there, and found by a keyed hash."""

from __future__ import annotations

from typing import Literal, NamedTuple

import asyncpg
import msgspec

from core_api.domains.accounts.models import Account
from core_api.storage import addresses, rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict, WrongSchema
from realtime.security.names import skeleton
from realtime.security.vault import Vault

_ACCOUNT = """
id, email_sealed, name, roles, password_hash, disabled_at is not null as disabled,
array(select contest_id from contest_jury where user_id = users.id order by contest_id) as jury_of
"""


class AccountRow(msgspec.Struct, frozen=True):
    id: str
    email_sealed: bytes
    name: str
    roles: tuple[str, ...]
    password_hash: str
    disabled: bool
    jury_of: tuple[str, ...]


class Found(NamedTuple):
    account: Account
    password_hash: str
    disabled: bool


class Accounts:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault.only("address")

    async def check(self) -> None:
        """Raises `WrongSchema` while addresses of an earlier version stand in clear: nobody with one of them could log in."""
        if await self._pool.fetchval("select exists (select from users where email is not null)"):
            raise WrongSchema("e-mail addresses of an earlier version stand in the database: run 'podium reseal'")

    async def add(self, work: UnitOfWork, account: Account, password_hash: str) -> bool:
        """False: the e-mail address has an account. Raises `Conflict` for a name that somebody has, or one that looks like it."""
        try:
            done = await work.connection.execute(
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
            if done != "INSERT 0 0":
                work.changed("user", account.id)
                if account.roles:
                    work.audit("user", account.id, after={"name": account.name, "roles": account.roles})
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        return bool(done != "INSERT 0 0")

    async def by_email(self, email: str, work: UnitOfWork | None = None) -> Found | None:
        return await self._find("email_key", addresses.key(self._vault, email), work)

    async def by_id(self, id: str, work: UnitOfWork | None = None) -> Found | None:
        return await self._find("id", id, work)

    async def _find(self, column: Literal["id", "email_key"], value: str, work: UnitOfWork | None = None) -> Found | None:
        connection = self._pool if work is None else work.connection
        row = rows.optional(
            AccountRow, await connection.fetchrow(f"select {_ACCOUNT} from users where {column} = $1 and deleted_at is null", value)
        )
        return None if row is None else self._opened(row)

    async def set_password(self, work: UnitOfWork, user: str, password_hash: str) -> None:
        """Another password: logins that were begun with the one before are not finished."""
        await work.connection.execute("update users set password_hash = $2 where id = $1", user, password_hash)
        await work.connection.execute("delete from login_challenges where user_id = $1", user)

    async def rehash(self, work: UnitOfWork, user: str, password_hash: str, instead_of: str) -> bool:
        """Another hash of the same password. False: the account has another one than `instead_of` by now."""
        done = await work.connection.execute(
            "update users set password_hash = $2 where id = $1 and password_hash = $3", user, password_hash, instead_of
        )
        return bool(done != "UPDATE 0")

    async def hold(self, work: UnitOfWork, user: str) -> str | None:
        """The password's hash of an account that may log in; neither changes before the unit of work ends. None: it may not."""
        found: str | None = await work.connection.fetchval(
            "select password_hash from users where id = $1 and disabled_at is null and deleted_at is null for share", user
        )
        return found

    async def set_email(self, work: UnitOfWork, user: str, email: str) -> bool:
        """False: the address has another account."""
        key, sealed = addresses.key(self._vault, email), addresses.seal(self._vault, user, email)
        done = await work.connection.execute(
            "update users set email_key = $2, email_sealed = $3 where id = $1 and not exists (select from users where email_key = $2)",
            user,
            key,
            sealed,
        )
        work.changed("user", user)
        return bool(done != "UPDATE 0")

    async def make_admin(self, work: UnitOfWork, user: str) -> None:
        row = await work.connection.fetchrow(
            "update users set roles = array(select distinct unnest(users.roles || array['admin', 'creator']) order by 1),"
            " rights_changed_at = clock_timestamp() from users as old where users.id = $1 and old.id = users.id"
            " and not users.roles @> array['admin', 'creator'] returning old.roles as before, users.roles as after",
            user,
        )
        if row is not None:
            work.changed("user", user)
            work.audit("user", user, before={"roles": row["before"]}, after={"roles": row["after"]})

    async def administrators(self) -> list[Account]:
        found = await self._pool.fetch(f"select {_ACCOUNT} from users where roles @> array['admin'] order by id")
        return [self._opened(row).account for row in rows.structs(AccountRow, found)]

    def _opened(self, row: AccountRow) -> Found:
        email = addresses.open(self._vault, row.id, row.email_sealed)
        return Found(Account(row.id, email, row.name, row.roles, row.jury_of), row.password_hash, row.disabled)
