"""API keys in PostgreSQL. What they open is looked up at each use: a key that is revoked is good no longer at once, everywhere."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.api_keys.models import ApiKey
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

_KEY = "id, name, scopes, per_minute, made_at, until, last_used_at"


class UsedKeyRow(msgspec.Struct, frozen=True):
    """A key with its user as the user is now."""

    id: str
    hash: bytes
    scopes: tuple[str, ...]
    per_minute: int
    until: datetime
    last_used_at: datetime | None
    user_id: str
    user_name: str
    roles: tuple[str, ...]
    disabled: bool
    jury_of: tuple[str, ...]


class ApiKeyStore:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def used(self, id: str) -> UsedKeyRow | None:
        row = await self.pool.fetchrow(
            "select api_keys.id, hash, scopes, per_minute, until, last_used_at, user_id, users.name as user_name, roles,"
            " disabled_at is not null as disabled,"
            " array(select contest_id from contest_jury where user_id = users.id order by contest_id) as jury_of"
            " from api_keys join users on users.id = user_id where api_keys.id = $1",
            id,
        )
        return rows.optional(UsedKeyRow, row)

    async def note_use(self, work: UnitOfWork, id: str, now: datetime) -> None:
        await work.connection.execute("update api_keys set last_used_at = $2 where id = $1", id, now)

    async def of(self, user: str) -> list[ApiKey]:
        """The newest first."""
        return rows.structs(ApiKey, await self.pool.fetch(f"select {_KEY} from api_keys where user_id = $1 order by id desc", user))

    async def lock_user(self, work: UnitOfWork, user: str) -> int:
        """How many keys a user has; no other is made until the unit of work ends."""
        await work.connection.execute("select from users where id = $1 for no key update", user)
        found: int = await work.connection.fetchval("select count(*) from api_keys where user_id = $1", user)
        return found

    async def add(self, work: UnitOfWork, user: str, hashed: bytes, key: ApiKey) -> None:
        await work.connection.execute(
            "insert into api_keys (id, user_id, name, hash, scopes, per_minute, made_at, until) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            key.id,
            user,
            key.name,
            hashed,
            key.scopes,
            key.per_minute,
            key.made_at,
            key.until,
        )

    async def remove(self, work: UnitOfWork, user: str, id: str) -> str | None:
        """Its name; None: the user has no such key."""
        name: str | None = await work.connection.fetchval("delete from api_keys where id = $1 and user_id = $2 returning name", id, user)
        return name
