"""Identities at providers, and logins on their way, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from core_api.domains.oidc.models import Identity
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict


class FlowRow(msgspec.Struct, frozen=True):
    secret_hash: bytes
    provider: str
    user_id: str | None
    until: datetime


class Identities:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add_flow(self, work: UnitOfWork, state_hash: bytes, flow: FlowRow, now: datetime) -> None:
        """Forgets those that have expired."""
        await work.connection.execute("delete from oidc_flows where until < $1", now)
        await work.connection.execute(
            "insert into oidc_flows (state_hash, secret_hash, provider, user_id, until) values ($1, $2, $3, $4, $5)",
            state_hash,
            *msgspec.structs.astuple(flow),
        )

    async def take_flow(self, work: UnitOfWork, state_hash: bytes) -> FlowRow | None:
        """None: there is none, or it was taken before."""
        row = await work.connection.fetchrow(
            "delete from oidc_flows where state_hash = $1 returning secret_hash, provider, user_id, until", state_hash
        )
        return rows.optional(FlowRow, row)

    async def user_of(self, issuer: str, subject: str) -> str | None:
        found: str | None = await self.pool.fetchval("select user_id from identities where issuer = $1 and subject = $2", issuer, subject)
        return found

    async def link(self, work: UnitOfWork, user: str, provider: str, issuer: str, subject: str) -> None:
        """Raises `Conflict` when the identity is another account's, or the account has another one of this provider."""
        try:
            await work.connection.execute(
                "insert into identities (issuer, subject, user_id, provider) values ($1, $2, $3, $4)", issuer, subject, user, provider
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this account and this provider are linked already, or with others") from None

    async def unlink(self, work: UnitOfWork, user: str, provider: str) -> bool:
        done = await work.connection.execute("delete from identities where user_id = $1 and provider = $2", user, provider)
        return bool(done != "DELETE 0")

    async def of(self, user: str) -> list[Identity]:
        found = await self.pool.fetch("select provider, issuer, made_at from identities where user_id = $1 order by made_at", user)
        return rows.structs(Identity, found)
