"""Registration, login and logout."""

from __future__ import annotations

import logging

import msgspec

from core_api.domains.accounts.attempts import Attempts
from core_api.domains.accounts.models import Account, Login, Register, Tokens
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.store import Accounts
from core_api.router.limits import Limit
from realtime.backbone import Backbone, Message, Reply
from realtime.protocol import subjects
from realtime.runtime import ids
from realtime.runtime.errors import Unauthenticated, Unavailable
from realtime.security.names import display_name
from realtime.security.revocations import Revoked
from realtime.security.tokens import ACCESS, Claims, Signer

log = logging.getLogger(__name__)

REGISTER = Limit("register", 100, 60, per="address")
LOGIN = Limit("login", 1000, 3600, per="address")


class Auth:
    def __init__(self, accounts: Accounts, signer: Signer, backbone: Backbone, passwords: Passwords, attempts: Attempts) -> None:
        self._backbone = backbone
        self._accounts = accounts
        self._signer = signer
        self._passwords = passwords
        self._attempts = attempts

    async def register(self, wanted: Register) -> Account | None:
        """A new account; None, after the same time, when the e-mail address has one already. Raises `Conflict` for a name that is taken."""
        check_strength(wanted.password)
        account = Account(ids.new(), wanted.email.strip().lower(), display_name(wanted.name), ())
        hashed = await self._passwords.hash(wanted.password)
        if not await self._accounts.add(account, hashed):
            log.info("registered again: nothing was changed")
            return None
        log.info("registered", extra={"user_id": account.id})
        return account

    async def login(self, given: Login, address: str) -> Tokens:
        """Raises `Unauthenticated`, or `Limited` after too many failures from the network of `address`."""
        email = given.email.strip().lower()
        await self._attempts.begin(email, address)
        found = await self._accounts.by_email(email)
        if not await self._passwords.matches(given.password, found.password_hash if found else None) or found is None:
            raise Unauthenticated("e-mail address or password is wrong")
        await self._attempts.succeeded(email, address)
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
        email, hashed = email.strip().lower(), await self._passwords.hash(password)
        if not await self._accounts.make_admin(email, hashed):
            id = ids.new()  # names are public: nothing of the address stands in one
            await self._accounts.add(Account(id, email, f"admin {id[-6:]}", ("admin", "creator")), hashed)
