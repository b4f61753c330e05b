"""Administrators, made and looked after by commands on the database: over REST only an administrator could make one, and there may be none.

`podium administrator …` calls these. Roles hear within seconds of what has changed: they ask the role `api`, which asks the database.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from core_api.domains.accounts.models import Account
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.session_store import SessionStore
from core_api.domains.accounts.store import Accounts
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import NotFound
from realtime.security.names import display_name
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

ROLES = ("admin", "creator")


class Administrators:
    def __init__(self, pool: Pool, vault: Vault, passwords: Passwords | None = None) -> None:
        self._pool = pool
        self._accounts = Accounts(pool, vault)
        self._sessions = SessionStore(pool)
        self._passwords = passwords or Passwords()

    async def ensure(self, email: str, password: str) -> None:
        """The administrator whom the settings name, made where the address has no account. One that exists keeps its password."""
        if await self.add(email, "", password):
            log.info("the first administrator was made")

    async def add(self, email: str, name: str, password: str) -> bool:
        """A new administrator, whose address counts as confirmed. False: an account has the address; it has the role now, and its password.

        `name`: empty: one is made, which shows nothing of the address, because names are public. Raises `Invalid`, or `Conflict` for a
        name that is taken.
        """
        email = email.strip().lower()
        async with unit_of_work.begin(self._pool) as work:
            if (found := await self._accounts.by_email(email, work)) is not None:
                await self._accounts.make_admin(work, found.account.id)
                return False
        check_strength(password)
        id = ids.new()
        account = Account(id, email, display_name(name) if name else f"admin {id[-6:]}", ROLES)
        hashed = await self._passwords.hash(password)
        async with unit_of_work.begin(self._pool) as work:
            return await self._accounts.add(work, account, hashed)

    async def set_password(self, email: str, password: str) -> None:
        """Of any account; ends its sessions. Raises `NotFound`, or `Invalid`."""
        check_strength(password)
        hashed = await self._passwords.hash(password)
        async with unit_of_work.begin(self._pool) as work:
            found = await self._found(work, email)
            await self._accounts.set_password(work, found.id, hashed)
            work.audit("user", found.id, after={"changed": "password"})
            now = datetime.now(UTC)
            running = await self._sessions.running(work, found.id, now)
            await self._sessions.end(work, found.id, running, now, "password set by a command")

    async def all(self) -> list[Account]:
        """Accounts with the role `admin`, the oldest first."""
        return await self._accounts.administrators()

    async def _found(self, work: UnitOfWork, email: str) -> Account:
        found = await self._accounts.by_email(email.strip().lower(), work)
        if found is None:
            raise NotFound(f"no account has the address {email}", field="email")
        return found.account
