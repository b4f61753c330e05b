"""`/auth` and the own profile."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.models import Account, JsonWebKeys, Login, Register, Tokens
from core_api.domains.accounts.service import LOGIN, REGISTER, Auth
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Invalid, Unauthenticated
from realtime.security.tokens import Claims, Verifier


class AccountRoutes:
    """Accounts: registration, login, the own profile."""

    def __init__(self, auth: Auth, verifier: Verifier) -> None:
        self._auth = auth
        self._verifier = verifier

    @endpoint("POST /auth/register", Policy.ANYONE, status=201, limits=(REGISTER,), errors=(Conflict, Invalid))
    async def register(self, body: Register) -> Account:
        """Registers an account.

        The password needs 8 characters, a digit and a special character. E-mail address and name must not be taken.
        """
        return await self._auth.register(body)

    @endpoint("POST /auth/login", Policy.ANYONE, limits=(LOGIN,), errors=(Unauthenticated,))
    async def login(self, body: Login) -> Tokens:
        """Gives an access token (RS256, one hour) for e-mail address and password.

        An account is locked after 5 failed logins, until the day (UTC) is over.
        """
        return await self._auth.login(body)

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
