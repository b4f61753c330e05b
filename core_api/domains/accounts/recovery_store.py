"""Links that were mailed to accounts, and e-mail addresses that wait to be confirmed, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from core_api.domains.accounts.links import MAILS, LinkSecret, take_turn
from core_api.storage import addresses, rows
from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.vault import Vault

Purpose = Literal["reset password", "old address", "new address"]


class LinkRow(msgspec.Struct, frozen=True):
    user_id: str
    purpose: Purpose
    change_id: str | None


class ChangeRow(msgspec.Struct, frozen=True):
    id: str
    email_sealed: bytes
    old_confirmed_at: datetime | None
    new_confirmed_at: datetime | None


class AccountLinks:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault.only("address")

    async def add(
        self, work: UnitOfWork, link: LinkSecret, user: str, purpose: Purpose, now: datetime, until: datetime, change: str | None = None
    ) -> None:
        await work.connection.execute(
            "insert into account_links (token_hash, user_id, purpose, change_id, made_at, until) values ($1, $2, $3, $4, $5, $6)",
            link.hash,
            user,
            purpose,
            change,
            now,
            until,
        )

    async def may_mail(self, work: UnitOfWork, user: str, purpose: Purpose, since: datetime) -> bool:
        """Whether a user may have one more link for a purpose. Nobody else mails one before the unit of work ends.

        Links made before `since` are forgotten.
        """
        if not await take_turn(work, user):
            return False
        await work.connection.execute("delete from account_links where user_id = $1 and made_at < $2", user, since)
        sent: int = await work.connection.fetchval("select count(*) from account_links where user_id = $1 and purpose = $2", user, purpose)
        return sent < MAILS

    async def find(self, work: UnitOfWork, hashed: bytes, now: datetime) -> LinkRow | None:
        """A link that is good; it is locked."""
        row = await work.connection.fetchrow(
            "select user_id, purpose, change_id from account_links where token_hash = $1 and used_at is null and until > $2 for update",
            hashed,
            now,
        )
        return rows.optional(LinkRow, row)

    async def use(self, work: UnitOfWork, hashed: bytes, now: datetime) -> None:
        await work.connection.execute("update account_links set used_at = $2 where token_hash = $1", hashed, now)

    async def void(self, work: UnitOfWork, user: str, now: datetime) -> None:
        """All links of a user that were not used: password or address have changed."""
        await work.connection.execute("update account_links set used_at = $2 where user_id = $1 and used_at is null", user, now)

    async def begin_change(self, work: UnitOfWork, id: str, user: str, email: str) -> None:
        """A new address for an account; one that waited before is forgotten, with its links."""
        await work.connection.execute("delete from address_changes where user_id = $1", user)
        await work.connection.execute(
            "insert into address_changes (id, user_id, email_key, email_sealed) values ($1, $2, $3, $4)",
            id,
            user,
            addresses.key(self._vault, email),
            addresses.seal(self._vault, user, email),
        )

    async def confirm(self, work: UnitOfWork, change: str, side: Literal["old", "new"], now: datetime) -> ChangeRow | None:
        column = {"old": "old_confirmed_at", "new": "new_confirmed_at"}[side]
        row = await work.connection.fetchrow(
            f"update address_changes set {column} = $2 where id = $1 returning id, email_sealed, old_confirmed_at, new_confirmed_at",
            change,
            now,
        )
        return rows.optional(ChangeRow, row)

    def email(self, change: ChangeRow, user: str) -> str:
        return addresses.open(self._vault, user, change.email_sealed)
