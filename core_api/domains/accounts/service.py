"""Login and logout."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence

from core_api.domains.accounts.attempts import Attempts
from core_api.domains.accounts.confirmation import is_password
from core_api.domains.accounts.models import Account, Login, Tokens
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.accounts.store import Accounts, Found
from core_api.router.client import Client
from core_api.router.limits import Limit
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from realtime.runtime.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)

LOGIN = Limit("login", 1000, 3600, per="address")
REFRESH = Limit("refresh", 3000, 3600, per="address")
"""Of a school or a contest hall together; what one session may is counted by itself."""
Finish = Callable[[Account, Client, Sequence[str], str], Awaitable[Tokens]]
"""Begins the session of somebody whose password, with this hash, was right, or asks for a second factor:
`core_api.domains.second_factor.sign_in`.
"""


class Auth:
    def __init__(
        self, pool: Pool, accounts: Accounts, sessions: LoginSessions, passwords: Passwords, attempts: Attempts, finish: Finish
    ) -> None:
        self._pool = pool
        self._accounts = accounts
        self.sessions = sessions
        self._passwords = passwords
        self._attempts = attempts
        self._finish = finish

    async def login(self, given: Login, client: Client) -> Tokens:
        """Raises `Unauthenticated`, or `Limited` after too many failures from the client's network."""
        self._passwords.check_room()  # a login that is not looked at is no failed one
        email = given.email.strip().lower()
        await self._attempts.begin(email, client.address)
        found = await self._accounts.by_email(email)
        if not await self._passwords.matches(given.password, found.password_hash if found else None) or found is None:
            raise Unauthenticated("e-mail address or password is wrong")
        await self._attempts.succeeded(email, client.address)
        if found.disabled:
            raise Unauthenticated("this account is disabled")
        password_hash = await self._rehash(found, given.password)
        return await self._finish(found.account, client, ("password",), password_hash)

    async def logout(self, claims: Claims) -> None:
        """Ends the session: who is offline for the moment hears of it within seconds."""
        async with unit_of_work.begin(self._pool) as work:
            with contextlib.suppress(NotFound):  # it has ended a moment ago
                await self.sessions.end(work, claims.sub, claims.sid, "logout")
        log.info("logged out", extra={"user_id": claims.sub})

    async def logout_everywhere(self, claims: Claims) -> None:
        async with unit_of_work.begin(self._pool) as work:
            await self.sessions.end_all(work, claims.sub, "logout everywhere")
        log.info("logged out everywhere", extra={"user_id": claims.sub})

    async def end_session(self, claims: Claims, session: str) -> None:
        """Raises `NotFound`."""
        async with unit_of_work.begin(self._pool) as work:
            await self.sessions.end(work, claims.sub, session, "ended by its user")

    async def account(self, id: str) -> Account:
        found = await self._accounts.by_id(id)
        if found is None or found.disabled:
            raise Unauthenticated("this account does not exist any more, or is disabled")
        return found.account

    async def confirm_password(self, user: str, password: str, address: str) -> None:
        """Of somebody who is logged in. Raises `Forbidden` for a wrong one, `Limited` after too many from one network."""
        found = await self._accounts.by_id(user)
        if found is None:
            raise Unauthenticated("this account does not exist any more")
        if not await is_password(found, password, address, self._passwords, self._attempts):
            raise Forbidden("the password is wrong", field="password")

    async def _rehash(self, found: Found, password: str) -> str:
        """Brings a hash of an earlier cost to the cost of now, when there is time for it; returns the one that the account has then.

        Raises `Unauthenticated` where the password was changed meanwhile.
        """
        if not self._passwords.is_outdated(found.password_hash):
            return found.password_hash
        try:
            hashed = await self._passwords.hash(password)
        except Unavailable:
            return found.password_hash
        async with unit_of_work.begin(self._pool) as work:
            if await self._accounts.rehash(work, found.account.id, hashed, instead_of=found.password_hash):
                return hashed
        # a team logs in three times at once with the account that it was given: another login was faster with the same password
        now = await self._accounts.by_id(found.account.id)
        if now is None or not await self._passwords.matches(password, now.password_hash):
            raise Unauthenticated("e-mail address or password is wrong")
        return now.password_hash
