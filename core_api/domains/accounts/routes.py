"""`/auth` and the own profile."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.models import Account, JsonWebKeys, Login, Register, Registered, Tokens
from core_api.domains.accounts.service import LOGIN, REGISTER, Auth
from core_api.router.endpoint import Address, endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Invalid, Limited, Unauthenticated, Unavailable
from realtime.security.tokens import Claims, Verifier


class AccountRoutes:
    """Accounts: registration, login, the own profile."""

    def __init__(self, auth: Auth, verifier: Verifier) -> None:
        self._auth = auth
        self._verifier = verifier

    @endpoint("POST /auth/register", Policy.ANYONE, status=201, limits=(REGISTER,), errors=(Conflict, Invalid, Unavailable))
    async def register(self, body: Register) -> Registered:
        """Registers an account.

        The password needs 8 characters, a digit and a special character. The name must not be taken, nor look like one that is. An e-mail
        address that has an account already gets the same answer, and nothing changes.
        """
        await self._auth.register(body)
        return Registered()

    @endpoint("POST /auth/login", Policy.ANYONE, limits=(LOGIN,), errors=(Limited, Unauthenticated, Unavailable))
    async def login(self, body: Login, address: Address) -> Tokens:
        """Gives an access token (RS256, one hour) for e-mail address and password.

        After 5 failures from one network (IPv4 /24, IPv6 /48) the next attempt there has to wait, 30 s first and twice as long each
        time, up to 15 minutes; other networks do not.
        """
        return await self._auth.login(body, address)

    @endpoint("POST /auth/logout", Policy.SIGNED_IN)
    async def logout(self, caller: Claims) -> None:
        """Revokes the access token, on every role at once."""
        await self._auth.logout(caller)

    @endpoint("GET /auth/jwks", Policy.ANYONE, cache_control="public, max-age=300")
    async def jwks(self) -> JsonWebKeys:
        """The public key that access tokens are signed with, as a JSON Web Key Set."""
        return msgspec.convert(self._verifier.jwks(), JsonWebKeys)

    @endpoint("GET /users/profile", Policy.SIGNED_IN)
    async def profile(self, caller: Claims) -> Account:
        """The own account."""
        return await self._auth.account(caller.sub)
