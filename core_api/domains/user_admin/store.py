"""Accounts in PostgreSQL, as administrators look for them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import msgspec

from core_api.domains.user_admin.models import ManagedUser, UserQuery
from core_api.storage import addresses, rows
from core_api.storage.pool import Connection, Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Damaged, NotFound, PodiumError
from realtime.security.names import skeleton
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

_COLUMNS = """
id, email_sealed, name, roles, country, organization, created_at, disabled_at, deleted_at,
array(select contest_id from contest_jury where user_id = users.id order by contest_id) as jury_of
"""
_STATES = {
    None: "true",
    "active": "disabled_at is null and deleted_at is null",
    "disabled": "disabled_at is not null and deleted_at is null",
    "deleted": "deleted_at is not null",
}


class ManagedRow(msgspec.Struct, frozen=True):
    id: str
    email_sealed: bytes | None
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...]
    country: str
    organization: str
    created_at: datetime
    disabled_at: datetime | None
    deleted_at: datetime | None


class ManagedUsers:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("address")

    @asynccontextmanager
    async def savepoint(self, work: UnitOfWork) -> AsyncIterator[None]:
        """What fails inside leaves nothing, and the transaction goes on."""
        await work.connection.execute("savepoint account")
        try:
            yield
        except PodiumError:
            await work.connection.execute("rollback to savepoint account")
            raise
        await work.connection.execute("release savepoint account")

    async def page(self, wanted: UserQuery, after: str | None) -> list[ManagedUser]:
        """By id, which is by age: one more than the limit, if there are so many."""
        key = None if wanted.email is None else addresses.key(self._vault, wanted.email.strip().lower())
        start = None
        if wanted.name:
            start = skeleton(wanted.name).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        found = await self.pool.fetch(
            f"select {_COLUMNS} from users where {_STATES[wanted.state]} and ($1::text is null or id > $1)"
            " and ($2::text is null or email_key = $2) and ($3::text is null or name_key like $3)"
            " and ($4::text is null or roles @> array[$4]) order by id limit $5",
            after,
            key,
            start,
            wanted.role,
            wanted.limit + 1,
        )
        return [self._opened(row) for row in rows.structs(ManagedRow, found)]

    async def get(self, id: str, work: UnitOfWork | None = None) -> ManagedUser:
        """Within a transaction, locked. Raises `NotFound`."""
        connection: Connection | Pool = work.connection if work else self.pool
        lock = " for no key update" if work else ""
        row = rows.optional(ManagedRow, await connection.fetchrow(f"select {_COLUMNS} from users where id = $1{lock}", id))
        if row is None:
            raise NotFound(f"there is no user {id!r}", field="user")
        return self._opened(row)

    async def set_disabled(self, work: UnitOfWork, id: str, *, disabled: bool) -> None:
        moment = "coalesce(disabled_at, now())" if disabled else "null"
        await work.connection.execute(f"update users set disabled_at = {moment} where id = $1", id)
        work.changed("user", id)

    async def describe(self, work: UnitOfWork, id: str, country: str, organization: str) -> None:
        await work.connection.execute("update users set country = $2, organization = $3 where id = $1", id, country, organization)

    def _opened(self, row: ManagedRow) -> ManagedUser:
        told = {name: getattr(row, name) for name in ManagedUser.__struct_fields__ if name != "email"}
        return ManagedUser(email=self._email(row), **told)

    def _email(self, row: ManagedRow) -> str:
        """Empty where there is none, or none that can be read: one damaged row must not hide all others."""
        try:
            return addresses.open(self._vault, row.id, row.email_sealed) if row.email_sealed else ""
        except Damaged as error:
            log.error("the address of user %s: %s", row.id, error.message)
            return ""
