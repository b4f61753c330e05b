"""Sessions and their refresh tokens in PostgreSQL: the truth about who is logged in. What is written here ends cached lists of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

_SESSION = "id, user_id, methods, agent, network, made_at, refreshed_at, until, ended_at"


class SessionRow(msgspec.Struct, frozen=True):
    id: str
    user_id: str
    methods: tuple[str, ...]
    agent: str
    network: str
    made_at: datetime
    refreshed_at: datetime
    until: datetime
    ended_at: datetime | None


class TokenRow(msgspec.Struct, frozen=True):
    """A refresh token with what its use depends on."""

    session_id: str
    user_id: str
    session_made_at: datetime
    ended_at: datetime | None
    until: datetime
    used_at: datetime | None
    salt: bytes | None
    attempt: bytes | None


class EndedRow(msgspec.Struct, frozen=True):
    id: str
    user_id: str
    ended_at: datetime


class SessionStore:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, work: UnitOfWork, session: SessionRow) -> None:
        await work.connection.execute(
            f"insert into sessions ({_SESSION}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(list(value) if isinstance(value, tuple) else value for value in msgspec.structs.astuple(session)),
        )
        work.changed("sessions", session.user_id)

    async def prune(self, work: UnitOfWork, user: str, ended_before: datetime) -> None:
        """Forgets sessions of a user that ended or expired before a moment."""
        await work.connection.execute("delete from sessions where user_id = $1 and coalesce(ended_at, until) < $2", user, ended_before)

    async def running(self, work: UnitOfWork, user: str, now: datetime) -> list[str]:
        """Ids of a user's sessions that go on, the newest first."""
        found = await work.connection.fetch(
            "select id from sessions where user_id = $1 and ended_at is null and until > $2 order by id desc", user, now
        )
        return [row["id"] for row in found]

    async def of(self, user: str, now: datetime) -> list[SessionRow]:
        """A user's sessions that go on, the newest first."""
        found = await self._pool.fetch(
            f"select {_SESSION} from sessions where user_id = $1 and ended_at is null and until > $2 order by id desc", user, now
        )
        return rows.structs(SessionRow, found)

    async def find(self, id: str) -> SessionRow | None:
        return rows.optional(SessionRow, await self._pool.fetchrow(f"select {_SESSION} from sessions where id = $1", id))

    async def end(self, work: UnitOfWork, user: str, sessions: Sequence[str], now: datetime, reason: str) -> None:
        """Ends sessions of a user that go on; their refresh tokens are good no longer."""
        await work.connection.execute(
            "update sessions set ended_at = $2, end_reason = $3 where id = any($1) and ended_at is null", list(sessions), now, reason
        )
        work.changed("sessions", user)

    async def add_token(self, work: UnitOfWork, session: str, hashed: bytes, now: datetime, until: datetime) -> None:
        await work.connection.execute(
            "insert into refresh_tokens (hash, session_id, made_at, until) values ($1, $2, $3, $4)", hashed, session, now, until
        )

    async def token(self, work: UnitOfWork, hashed: bytes) -> TokenRow | None:
        """A refresh token; it and its session are locked, so that two who use it at once do so one after the other."""
        row = await work.connection.fetchrow(
            "select session_id, user_id, session.made_at as session_made_at, ended_at, token.until, used_at, salt, attempt"
            " from refresh_tokens token join sessions session on session.id = session_id where hash = $1 for update",
            hashed,
        )
        return rows.optional(TokenRow, row)

    async def is_unused(self, work: UnitOfWork, hashed: bytes) -> bool:
        return bool(await work.connection.fetchval("select used_at is null from refresh_tokens where hash = $1", hashed))

    async def use(self, work: UnitOfWork, hashed: bytes, now: datetime, salt: bytes, attempt: bytes | None) -> None:
        await work.connection.execute(
            "update refresh_tokens set used_at = $2, salt = $3, attempt = $4 where hash = $1", hashed, now, salt, attempt
        )

    async def used_since(self, work: UnitOfWork, session: str, since: datetime) -> list[datetime]:
        """When refresh tokens of a session were used, the earliest first."""
        found = await work.connection.fetch(
            "select used_at from refresh_tokens where session_id = $1 and used_at > $2 order by used_at", session, since
        )
        return [row["used_at"] for row in found]

    async def refreshed(self, work: UnitOfWork, user: str, session: str, agent: str, network: str, now: datetime, until: datetime) -> None:
        """Notes the newest refresh and forgets the session's tokens that expired."""
        await work.connection.execute(
            "update sessions set agent = $2, network = $3, refreshed_at = $4, until = $5 where id = $1", session, agent, network, now, until
        )
        await work.connection.execute("delete from refresh_tokens where session_id = $1 and until < $2", session, now)
        work.changed("sessions", user)

    async def ended_since(self, since: datetime) -> list[EndedRow]:
        found = await self._pool.fetch("select id, user_id, ended_at from sessions where ended_at > $1", since)
        return rows.structs(EndedRow, found)
