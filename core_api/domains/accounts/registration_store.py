"""Registrations that wait for the link in a mail, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.accounts.links import MAILS, LinkSecret, take_turn
from core_api.storage import addresses, rows
from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.names import skeleton
from realtime.security.vault import Vault


class SignupRow(msgspec.Struct, frozen=True):
    id: str
    email_sealed: bytes
    name: str
    password_hash: str
    language: str
    confirmed_at: datetime | None


class Signup(msgspec.Struct, frozen=True):
    """`id` is that of the account to come; `known`: the address has one already."""

    id: str
    email: str
    known: bool
    name: str
    password_hash: str
    language: str


class Signups:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault.only("address")

    async def add(self, work: UnitOfWork, signup: Signup, link: LinkSecret, now: datetime, until: datetime) -> None:
        await work.connection.execute(
            "insert into signups (id, token_hash, email_key, email_sealed, known, name, name_key, password_hash, language, made_at, until)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            signup.id,
            link.hash,
            addresses.key(self._vault, signup.email),
            addresses.seal(self._vault, signup.id, signup.email),
            signup.known,
            signup.name,
            skeleton(signup.name),
            signup.password_hash,
            signup.language,
            now,
            until,
        )

    async def forget(self, work: UnitOfWork, before: datetime) -> None:
        await work.connection.execute("delete from signups where made_at < $1", before)

    async def is_name_taken(self, work: UnitOfWork, name: str, email: str, now: datetime) -> bool:
        """Whether somebody has a name, or one that looks like it, or waits for one with another address."""
        return bool(
            await work.connection.fetchval(
                "select exists (select from users where name_key = $1)"
                " or exists (select from signups where name_key = $1 and email_key <> $2 and until > $3)",
                skeleton(name),
                addresses.key(self._vault, email),
                now,
            )
        )

    async def may_mail(self, work: UnitOfWork, email: str, since: datetime) -> bool:
        """Whether an address may have one more mail for its registrations. Nobody else mails it before the unit of work ends."""
        key = addresses.key(self._vault, email)
        if not await take_turn(work, key):
            return False
        sent: int = await work.connection.fetchval(
            "select coalesce(sum(mails), 0) from signups where email_key = $1 and made_at > $2", key, since
        )
        return sent < MAILS

    async def renew(self, work: UnitOfWork, email: str, link: LinkSecret, since: datetime, until: datetime) -> Signup | None:
        """Gives the newest registration of an address that waits another link, counted as a mail. None: there is none since then:
        mails for older ones are not counted any more.
        """
        row = await work.connection.fetchrow(
            "update signups set token_hash = $2, until = $3, mails = mails + 1 where id ="
            " (select id from signups where email_key = $1 and confirmed_at is null and made_at > $4 order by made_at desc limit 1)"
            " returning id, known, name, password_hash, language",
            addresses.key(self._vault, email),
            link.hash,
            until,
            since,
        )
        return None if row is None else Signup(row["id"], email, row["known"], row["name"], row["password_hash"], row["language"])

    async def confirm(self, work: UnitOfWork, hashed: bytes, now: datetime) -> SignupRow | None:
        """The registration of a link, confirmed; `confirmed_at` says when it had been before. None: the link is not good."""
        row = await work.connection.fetchrow(
            "select id, email_sealed, name, password_hash, language, confirmed_at from signups"
            " where token_hash = $1 and until > $2 and not known for update",
            hashed,
            now,
        )
        if row is not None:
            await work.connection.execute(
                "update signups set confirmed_at = $2, password_hash = '' where id = $1 and confirmed_at is null", row["id"], now
            )
        return rows.optional(SignupRow, row)

    async def drop_others(self, work: UnitOfWork, signup: SignupRow) -> None:
        """Registrations of the same address whose links were not used."""
        await work.connection.execute(
            "delete from signups where email_key = (select email_key from signups where id = $1) and id <> $1", signup.id
        )

    def email(self, signup: SignupRow) -> str:
        return addresses.open(self._vault, signup.id, signup.email_sealed)
