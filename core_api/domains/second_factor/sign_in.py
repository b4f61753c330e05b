"""The last step of every login: begins the session, or asks for the second factor of accounts that have one.

password or OIDC ──▶ sign_in ──▶ no second factor: tokens
                            └──▶ 401 second-factor-needed with a challenge ──code──▶ tokens

A password takes a quarter of a second to check, seconds where many wait. So the account is looked at again, and held, in the transaction
that begins the session: whoever knows a password that was replaced meanwhile would otherwise get a session that outlives it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from core_api.domains.accounts import links
from core_api.domains.accounts.models import Account, Tokens
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.second_factor import places
from core_api.domains.second_factor.models import SecondFactorNeeded
from core_api.domains.second_factor.store import ChallengeRow, SecondFactors
from core_api.router.client import Client
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Unauthenticated
from realtime.security.addresses import network
from realtime.security.tokens import Clock

CHALLENGE = timedelta(minutes=5)
"""How long somebody may look for the phone."""
TOKEN_BYTES = 32
MAX_AGENT = 100
"""Characters of a User-Agent in a mail."""


class SignIn:
    def __init__(self, factors: SecondFactors, sessions: LoginSessions, clock: Clock) -> None:
        self.factors = factors
        self.sessions = sessions
        self.clock = clock

    async def finish(self, user: Account, client: Client, methods: Sequence[str], password_hash: str | None = None) -> Tokens:
        """A new session. `methods`: how the user has shown who they are so far; `password_hash`: of the password that was right.

        Raises `SecondFactorNeeded`, and `Unauthenticated` where account or password are not what they were.
        """
        async with unit_of_work.begin(self.factors.pool) as work:
            held = await self.sessions.hold(work, user.id)
            if password_hash is not None and held != password_hash:
                raise Unauthenticated("the password was changed a moment ago: log in with the new one")
            factor = await self.factors.lock(work, user.id)
            if factor is None or factor.confirmed_at is None:
                return await self._begin(work, user, client, methods)
            challenge, now = secrets.token_urlsafe(TOKEN_BYTES), self.now()
            row = ChallengeRow(user.id, tuple(methods), now + CHALLENGE, 0)
            await self.factors.add_challenge(work, hashed(challenge), row, now)
        raise SecondFactorNeeded(challenge)

    async def finish_challenge(self, challenge: str, user: Account, client: Client, methods: Sequence[str]) -> Tokens:
        """A new session, once for each challenge. Raises `Unauthenticated` for one that a new password has ended."""
        async with unit_of_work.begin(self.factors.pool) as work:
            await self.sessions.hold(work, user.id)
            if not await self.factors.end_challenge(work, hashed(challenge)):
                raise Unauthenticated("this login was finished already, or the password was changed: log in again")
            return await self._begin(work, user, client, methods)

    async def _begin(self, work: UnitOfWork, user: Account, client: Client, methods: Sequence[str]) -> Tokens:
        """A new session of somebody who needs no further step; one from a network that is new to the account is told by mail."""
        now = self.now()
        if await places.is_new(work, user.id, network(client.address), now):
            agent = "".join(character for character in client.agent if character.isprintable())[:MAX_AGENT]
            seen = links.told(now, client.address)
            work.mail(Mail("new-sign-in", user.id, values=seen | {"agent": agent or "an unknown program"}))
        return await self.sessions.begin(work, user, client, methods)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def hashed(challenge: str) -> bytes:
    return hashlib.sha256(challenge.encode(errors="surrogatepass")).digest()
