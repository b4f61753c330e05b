"""Profiles in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from core_api.domains.users import export_store
from core_api.domains.users.models import FoundUser, Privacy, ProfileUpdate
from core_api.storage import addresses, rows
from core_api.storage.pool import Connection, Pool
from core_api.storage.replica import Reader
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import USER_IS_FOUND
from realtime.runtime.errors import Conflict, NotFound
from realtime.security.names import skeleton
from realtime.security.vault import Vault

_COLUMNS = """
id, name, roles, country, organization, about, links, privacy, created_at, version, email_sealed, disabled_at, deleted_at,
array(select contest_id from contest_jury where user_id = users.id order by contest_id) as jury_of
"""
LEAST_ALIKE = 0.5
"""Of the three-character groups of what is searched for, a name has so many: one or two wrong letters in a word."""


class UserRow(msgspec.Struct, frozen=True):
    id: str
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...]
    country: str
    organization: str
    about: str
    links: tuple[str, ...]
    privacy: Privacy
    created_at: datetime
    version: int
    email_sealed: bytes | None
    disabled_at: datetime | None
    deleted_at: datetime | None


class Users:
    def __init__(self, pool: Pool, reads: Reader, vault: Vault) -> None:
        self.pool = pool
        self._reads = reads
        self._vault = vault.only("address")

    async def get(self, id: str, work: UnitOfWork | None = None) -> UserRow:
        """Within a transaction, locked. Raises `NotFound`, also for a deleted one."""
        connection: Connection | Pool = work.connection if work else self.pool
        lock = " for no key update" if work else ""
        found = await connection.fetchrow(f"select {_COLUMNS} from users where id = $1 and deleted_at is null{lock}", id)
        row = rows.optional(UserRow, found)
        if row is None:
            raise NotFound(f"there is no user {id!r}", field="user")
        return row

    def email(self, row: UserRow) -> str:
        """Empty: there is none."""
        return addresses.open(self._vault, row.id, row.email_sealed) if row.email_sealed else ""

    async def update(self, work: UnitOfWork, id: str, name: str, wanted: ProfileUpdate) -> None:
        """Raises `Conflict` for a name that somebody has, or one that looks like it."""
        try:
            await work.connection.execute(
                "update users set name = $2, name_key = $3, country = $4, organization = $5, about = $6, links = $7,"
                " version = version + 1 where id = $1",
                id,
                name,
                skeleton(name),
                wanted.country,
                wanted.organization,
                wanted.about,
                list(wanted.links),
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        work.changed("user", id)

    async def set_privacy(self, work: UnitOfWork, id: str, privacy: Privacy) -> None:
        await work.connection.execute(
            "update users set privacy = $2, version = version + 1 where id = $1", id, msgspec.to_builtins(privacy)
        )
        work.changed("user", id)

    async def anonymise(self, work: UnitOfWork, id: str, name: str) -> None:
        """Removes what says who it was. The row stays: submissions, contests and the audit log refer to its id."""
        await work.connection.execute("delete from signups where email_key = (select email_key from users where id = $1)", id)
        await work.connection.execute(
            "update users set name = $2, name_key = $3, email = null, email_key = null, email_sealed = null, password_hash = '',"
            " roles = '{}', country = '', organization = '', about = '', links = '{}', privacy = $4, version = version + 1,"
            " deleted_at = now(), disabled_at = coalesce(disabled_at, now()) where id = $1",
            id,
            name,
            skeleton(name),
            msgspec.to_builtins(Privacy("nobody", "nobody", "nobody")),
        )
        await export_store.erase(work, id)
        work.changed("user", id)

    async def beginning(self, text: str, limit: int) -> list[FoundUser]:
        """Names that begin with the text."""
        found = await self._reads.fetch(
            f"select {_FOUND} from users u where {USER_IS_FOUND} and name_key like $1 order by name_key, id limit $2", _start(text), limit
        )
        return rows.structs(FoundUser, found)

    async def those(self, ids: list[str]) -> list[FoundUser]:
        """Those of these who are to be found, in this order."""
        found = await self._reads.fetch(
            f"select {_FOUND} from users u where {USER_IS_FOUND} and id = any($1::text[]) order by array_position($1::text[], id)", ids
        )
        return rows.structs(FoundUser, found)

    async def alike(self, text: str, limit: int) -> list[FoundUser]:
        """Names that share many groups of three characters with the text, and do not begin with it; the most alike first."""
        found = await self._reads.fetch(
            f"select {_FOUND} from users u, lateral (select count(*) as common from unnest(name_trigrams) held (t)"
            f" where t = any(trigrams($1))) alike where {USER_IS_FOUND} and name_trigrams && trigrams($1) and name_key not like $2"
            " and common >= $3 * cardinality(trigrams($1)) order by common desc, length(name_key), name_key, id limit $4",
            skeleton(text),
            _start(text),
            LEAST_ALIKE,
            limit,
        )
        return rows.structs(FoundUser, found)


def _start(text: str) -> str:
    """A pattern of names that begin with it."""
    return skeleton(text).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


_FOUND = "u.id, u.name, u.country, u.organization"
