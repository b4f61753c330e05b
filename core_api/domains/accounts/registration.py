"""Registration: an account begins with the link in a mail.

Who registers an address that has an account is answered like everybody else, in words, in time and in what can be seen afterwards: the
password is hashed, a registration is stored, its name is taken for as long. Only the mailbox tells: "you have an account already".

The setting `registration` says who may: `verified` (by mail), `open` (at once: for a machine that sends no mails; an address can be
found out then, by trying to log in), `closed` (accounts are made by administrators).
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Literal

from core_api.domains.accounts import links
from core_api.domains.accounts.models import Account, Register
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.registration_store import Signup, Signups
from core_api.domains.accounts.store import Accounts
from core_api.router.limits import Limit
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, NotFound
from realtime.security.names import display_name
from realtime.security.tokens import Clock
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

Mode = Literal["verified", "open", "closed"]
REGISTER = Limit("register", 100, 60, per="address")
RESEND = Limit("resend-verification", 60, 3600, per="address")
VERIFY = Limit("verify", 1000, 3600, per="address")
"""A school or a contest hall may register together; tokens of 256 bits are not guessed."""


class AccountRegistration:
    def __init__(self, pool: Pool, vault: Vault, accounts: Accounts, passwords: Passwords, mode: Mode, clock: Clock) -> None:
        self._pool = pool
        self._accounts = accounts
        self._signups = Signups(vault)
        self._passwords = passwords
        self._mode = mode
        self._clock = clock

    async def register(self, wanted: Register) -> Account | None:
        """The new account, where registration is open and the address has none; else None.

        Raises `Invalid`, `Conflict` for a name that is taken, `Forbidden` where registration is closed.
        """
        if self._mode == "closed":
            raise Forbidden("registration is closed: ask the organisers for an account")
        check_strength(wanted.password)
        account = Account(ids.new(), wanted.email.strip().lower(), display_name(wanted.name), ())
        hashed = await self._passwords.hash(wanted.password)
        async with unit_of_work.begin(self._pool) as work:
            now = self._now()
            if await self._signups.is_name_taken(work, account.name, account.email, now):
                raise Conflict("this name cannot be used", field="name")
            if self._mode == "open":
                return account if await self._accounts.add(work, account, hashed) else None
            await self._wait_for_link(work, account, hashed, wanted.language, now)
        return None

    async def _wait_for_link(self, work: UnitOfWork, account: Account, hashed: str, language: str, now: datetime) -> None:
        await self._signups.forget(work, now - links.MAILS_WINDOW)
        if not await self._signups.may_mail(work, account.email, now - links.MAILS_WINDOW):
            log.warning("a mailbox has had its mails for today, or another one is being written: a registration was dropped")
            return
        found = await self._accounts.by_email(account.email, work)
        link = links.new()
        signup = Signup(account.id, account.email, found is not None, account.name, hashed, language)
        await self._signups.add(work, signup, link, now, now + links.VALID)
        if found is None:
            self._mail_link(work, signup, link)
        else:
            work.mail(Mail("already-registered", to=found.account.id, values={"link": links.FORGOT_PATH}))

    async def resend(self, email: str) -> None:
        """Another link for a registration that waits; nothing where there is none, and as if there were."""
        if self._mode != "verified":
            return
        email = email.strip().lower()
        async with links.even_time(), unit_of_work.begin(self._pool) as work:
            now = self._now()
            since = now - links.MAILS_WINDOW
            if not await self._signups.may_mail(work, email, since):
                return
            link = links.new()
            signup = await self._signups.renew(work, email, link, since, now + links.VALID)
            if signup is not None and not signup.known:
                self._mail_link(work, signup, link)

    async def verify(self, token: str) -> None:
        """Makes the account. Again within the quarter of an hour is no error: mail programs open links before people do.

        Raises `NotFound` for a link that is not good, `Conflict` where somebody was faster with the name.
        """
        async with unit_of_work.begin(self._pool) as work:
            signup = await self._signups.confirm(work, links.hash_of(token), self._now())
            if signup is None:
                raise NotFound("this link is not good, or not any more: register again")
            if signup.confirmed_at is not None:
                return
            account = Account(signup.id, self._signups.email(signup), signup.name, ())
            if not await self._accounts.add(work, account, signup.password_hash):
                raise NotFound("this link is not good, or not any more: register again")
            await self._signups.drop_others(work, signup)
        log.info("registered", extra={"user_id": account.id})

    def _mail_link(self, work: UnitOfWork, signup: Signup, link: links.LinkSecret) -> None:
        values = {"link": links.VERIFY_PATH + link.token, "minutes": links.minutes()}
        work.mail(Mail("verify", to=signup.email, language=signup.language, values=values))

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)
