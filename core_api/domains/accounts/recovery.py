"""Forgotten and changed passwords, and changed e-mail addresses.

A password that changes ends sessions: all of them where it was forgotten, all others where it was changed. Links that wait are void then.
Who asks for a new password is answered alike, and after the same time, whether or not the address has an account.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from core_api.domains.accounts import links
from core_api.domains.accounts.attempts import Attempts
from core_api.domains.accounts.confirmation import is_password
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.recovery_store import AccountLinks, Purpose
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.accounts.store import Accounts, Found
from core_api.router.client import Client
from core_api.router.limits import Limit
from core_api.storage import acting, unit_of_work
from core_api.storage.mail import Mail, Template
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid, Unauthenticated
from realtime.security.tokens import Claims, Clock
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

FORGOT = Limit("forgot-password", 60, 3600, per="address")
USE_LINK = Limit("account-links", 300, 3600, per="address")


class Recovery:
    def __init__(
        self, pool: Pool, vault: Vault, accounts: Accounts, sessions: LoginSessions, passwords: Passwords, attempts: Attempts, clock: Clock
    ) -> None:
        self._pool = pool
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._attempts = attempts
        self._clock = clock
        self._links = AccountLinks(vault)

    async def forgot(self, email: str) -> None:
        """Mails a link for a new password, where the address has an account."""
        async with links.even_time(), unit_of_work.begin(self._pool) as work:
            found = await self._accounts.by_email(email.strip().lower(), work)
            if found is not None and not found.disabled:
                await self._mail_link(work, found.account.id, "reset password", links.RESET_PATH)

    async def hand_out(self, work: UnitOfWork, user: str) -> tuple[str, datetime]:
        """A link for a new password that an administrator gives somebody, and until when it is good. Links that wait are void.

        Its path on the page. The caller writes the audit row.
        """
        now, link = self._now(), links.new()
        await self._links.void(work, user, now)
        await self._links.add(work, link, user, "reset password", now, now + links.HANDED_OUT)
        return links.RESET_PATH + link.token, now + links.HANDED_OUT

    async def reset(self, token: str, password: str, client: Client) -> None:
        """Sets the password of a link's account and ends all its sessions. Raises `Invalid` for a link that is not good."""
        check_strength(password)
        hashed_token = links.hash_of(token)
        async with unit_of_work.begin(self._pool, unaudited="looks at the link") as work:
            await self._good_link(work, hashed_token, "reset password")
        hashed = await self._passwords.hash(password)  # a quarter of a second: no transaction waits for it
        async with unit_of_work.begin(self._pool) as work:
            user = await self._good_link(work, hashed_token, "reset password")
            found = await self._account(work, user)
            await self._set_password(work, found, hashed, client)
            await self._sessions.end_all(work, user, "password reset")
        await self._attempts.succeeded(found.account.email, client.address)  # who was locked out for guessing may log in
        log.info("password reset", extra={"user_id": user})

    async def change_password(self, caller: Claims, old: str, new: str, client: Client) -> None:
        """Raises `Invalid` for a wrong old password, and `Limited` after too many of them. The caller's session goes on."""
        check_strength(new)
        found = await self._confirmed(caller, old, client, "old_password")
        hashed = await self._passwords.hash(new)
        async with unit_of_work.begin(self._pool) as work:
            await self._set_password(work, found, hashed, client)
            await self._sessions.end_all(work, caller.sub, "password changed", keep=caller.sid)
        log.info("password changed", extra={"user_id": caller.sub})

    async def change_email(self, caller: Claims, password: str, email: str, client: Client) -> None:
        """Mails a link to the old address and one to the new address: both are asked. Raises as `change_password` does."""
        found = await self._confirmed(caller, password, client, "password")
        email = email.strip().lower()
        if email == found.account.email:
            raise Invalid("this is the account's address already", field="email")
        async with unit_of_work.begin(self._pool) as work:
            change = ids.new()
            other = await self._accounts.by_email(email, work)
            await self._links.begin_change(work, change, caller.sub, email)
            if not await self._mail_link(work, caller.sub, "old address", links.CONFIRM_PATH, change):
                return
            await self._mail_link(work, caller.sub, "new address", links.CONFIRM_PATH, change, email if other is None else "")
            if other is not None:
                work.mail(Mail("already-registered", to=other.account.id, values={"link": links.FORGOT_PATH}))

    async def confirm_email(self, token: str, client: Client) -> bool:
        """Whether both mailboxes have confirmed, so that the address is changed now.

        Raises `Invalid` for a link that is not good, `Conflict` where somebody has registered the address meanwhile.
        """
        async with unit_of_work.begin(self._pool) as work:
            now, hashed = self._now(), links.hash_of(token)
            link = await self._links.find(work, hashed, now)
            if link is None or link.change_id is None:
                raise _not_good()
            await self._links.use(work, hashed, now)
            change = await self._links.confirm(work, link.change_id, "old" if link.purpose == "old address" else "new", now)
            if change is None or change.old_confirmed_at is None or change.new_confirmed_at is None:
                return False
            found, email = await self._account(work, link.user_id), self._links.email(change, link.user_id)
            if not await self._accounts.set_email(work, link.user_id, email):
                raise Conflict("this address has an account by now", field="token")
            await self._links.void(work, link.user_id, now)
            _note(work, found, "address")
            work.mail(Mail("e-mail-changed", to=found.account.email, values=links.told(self._now(), client.address)))
        log.info("e-mail address changed", extra={"user_id": link.user_id})
        return True

    async def _confirmed(self, caller: Claims, password: str, client: Client, field: str) -> Found:
        """The caller's account, whose password is right. Raises `Invalid` naming `field`, and as `is_password` does."""
        found = await self._account(None, caller.sub)
        if not await is_password(found, password, client.address, self._passwords, self._attempts):
            raise Invalid("this is not the account's password", field=field)
        return found

    async def _set_password(self, work: UnitOfWork, found: Found, hashed: str, client: Client) -> None:
        await self._accounts.set_password(work, found.account.id, hashed)
        await self._links.void(work, found.account.id, self._now())
        _note(work, found, "password")
        work.mail(Mail("password-changed", to=found.account.id, values=links.told(self._now(), client.address)))

    async def _mail_link(
        self, work: UnitOfWork, user: str, purpose: Purpose, path: str, change: str | None = None, to: str | None = None
    ) -> bool:
        """False: the account has had its mails of this kind for today. `to`: an address instead of the account's; empty: nobody."""
        now = self._now()
        if not await self._links.may_mail(work, user, purpose, now - links.MAILS_WINDOW):
            log.warning("an account has had its mails for today, or another one is being written", extra={"user_id": user})
            return False
        link = links.new()
        await self._links.add(work, link, user, purpose, now, now + links.VALID, change)
        values = {"link": path + link.token, "minutes": links.minutes()}
        template: Template = "reset-password" if purpose == "reset password" else "confirm-e-mail-change"
        if to != "":
            work.mail(Mail(template, to=to or user, values=values))
        return True

    async def _good_link(self, work: UnitOfWork, hashed: bytes, purpose: Purpose) -> str:
        """The user of a link. Raises `Invalid`."""
        link = await self._links.find(work, hashed, self._now())
        if link is None or link.purpose != purpose:
            raise _not_good()
        return link.user_id

    async def _account(self, work: UnitOfWork | None, user: str) -> Found:
        found = await self._accounts.by_id(user, work)
        if found is None or found.disabled:
            raise Unauthenticated("this account is disabled")
        return found

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _note(work: UnitOfWork, found: Found, what: str) -> None:
    """Who has a mailed link acts as its account."""
    work.audit("user", found.account.id, after={"changed": what}, acting_as=replace(acting.current(), user=found.account.id))


def _not_good() -> Invalid:
    return Invalid("this link is not good, or not any more: ask for another one", field="token")
