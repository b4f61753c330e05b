"""Registration, login and logout."""

from __future__ import annotations

import asyncio
import logging

import bcrypt
import msgspec

from core_api.domains.accounts.models import Account, Login, Register, Tokens
from core_api.domains.accounts.store import Accounts
from core_api.router.limits import Limit, Limits
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.runtime import ids
from realtime.runtime.errors import Invalid, Unauthenticated, Unavailable
from realtime.security.revocations import Revoked
from realtime.security.tokens import ACCESS, Claims, Signer

log = logging.getLogger(__name__)

COST = 12
"""bcrypt's work factor: 0.2 s of a core for each password."""
REGISTER = Limit("register", 100, 60, per="address")
LOGIN = Limit("login", 1000, 3600, per="address")
FAILURES = Limit("login-failed", 5, 24 * 3600, per="e-mail")
"""Failed logins of one account before it is locked, until the day is over."""


class Auth:
    def __init__(self, accounts: Accounts, signer: Signer, limits: Limits, backbone: Backbone, cost: int = COST) -> None:
        self._backbone = backbone
        self._accounts = accounts
        self._signer = signer
        self._limits = limits
        self._cost = cost
        self._nobody = bcrypt.hashpw(b"", bcrypt.gensalt(cost)).decode()

    async def register(self, wanted: Register) -> Account:
        _check_password(wanted.password)
        account = Account(ids.new(), wanted.email.strip().lower(), wanted.name.strip(), ())
        if not account.name:
            raise Invalid("name must not be blank", field="name")
        await self._accounts.add(account, await self._hash(wanted.password))
        log.info("registered", extra={"user_id": account.id})
        return account

    async def login(self, given: Login) -> Tokens:
        email = given.email.strip().lower()
        await self._limits.check(FAILURES, email)
        found = await self._accounts.by_email(email)
        # an unknown address costs the same time as a wrong password
        known = found.password_hash if found else self._nobody
        if not await asyncio.to_thread(bcrypt.checkpw, given.password.encode()[:72], known.encode()) or found is None:
            await self._limits.take(FAILURES, email)
            raise Unauthenticated("e-mail address or password is wrong")
        account = found.account
        token = self._signer.sign(account.id, account.name, account.roles)
        return Tokens(token, "Bearer", int(ACCESS.total_seconds()), account)

    async def logout(self, claims: Claims) -> None:
        """Takes the access token back, everywhere: who is offline for the moment hears of it within seconds."""
        revoked = Revoked(claims.jti, claims.sub, claims.exp)
        await self._accounts.revoke(revoked)
        try:
            await self._backbone.publish(subjects.REVOKED, msgspec.json.encode((revoked,)))
        except Unavailable as error:
            log.warning("a logout is not told at once: %s", error.message)
        log.info("logged out", extra={"user_id": claims.sub})

    async def revoked(self, _: Message) -> Reply:
        """Answers roles that check tokens."""
        return Reply(msgspec.json.encode(await self._accounts.revoked()), {})

    async def account(self, id: str) -> Account:
        found = await self._accounts.by_id(id)
        if found is None:
            raise Unauthenticated("this account does not exist any more")
        return found.account

    async def ensure_admin(self, email: str, password: str) -> None:
        """Makes the first administrator, or gives an account with this address the role and password."""
        email, hashed = email.strip().lower(), await self._hash(password)
        if not await self._accounts.make_admin(email, hashed):
            await self._accounts.add(Account(ids.new(), email, f"admin {email}"[:60], ("admin", "creator")), hashed)

    async def _hash(self, password: str) -> str:
        return (await asyncio.to_thread(bcrypt.hashpw, password.encode()[:72], bcrypt.gensalt(self._cost))).decode()


def _check_password(password: str) -> None:
    if len(password.encode()) > 72:
        raise Invalid("password must have at most 72 bytes", field="password")
    if not any(c.isdigit() for c in password) or all(c.isalnum() for c in password):
        raise Invalid("password needs a digit and a special character", field="password")
