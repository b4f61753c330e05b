"""Logins with OpenID Connect."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.cookies import RefreshCookie
from core_api.domains.accounts.models import Tokens
from core_api.domains.oidc import service
from core_api.domains.oidc.models import AccountExists, AddressNotVerified, BeginLink, Begun, Finish, Identity, OidcProvider
from core_api.domains.oidc.provider_client import NotUnderstood
from core_api.domains.oidc.service import LOGIN, OidcService
from core_api.router.client import Client
from core_api.router.endpoint import BASE, endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden, Limited, NotFound, Unauthenticated
from realtime.security.tokens import Claims

OIDC = Limit("oidc", 1000, 3600, per="address")
COOKIE = "podium-oidc"
ON_ITS_WAY = "a login on its way, which changes nothing yet"
LOGINS = "logins of administrators and jury leave a row; a new link leaves one too"
_encode = msgspec.json.Encoder().encode


class OidcRoutes:
    """OpenID Connect: logging in with an account of a university or a company.

    The page begins a login, goes to `authorization_url`, is sent back to `/?sign-in={provider}`, and finishes with `code` and `state`.
    """

    def __init__(self, oidc: OidcService, cookie: RefreshCookie) -> None:
        self._oidc = oidc
        self._cookie = cookie

    @endpoint("GET /auth/oidc", Policy.ANYONE, cache_control="public, max-age=60")
    async def providers(self) -> list[OidcProvider]:
        """Providers that one can log in with."""
        return self._oidc.providers()

    @endpoint("POST /auth/oidc/{provider}/begin", Policy.ANYONE, limits=(OIDC,), errors=(NotFound,), audit=ON_ITS_WAY)
    async def begin(self, provider: str, client: Client) -> Encoded[Begun]:
        """Begins a login: gives the address at the provider to send the browser to, within ten minutes.

        A page sends `X-Podium-Session: cookie`: the secret of the second step is then in a cookie that no script can read.
        """
        return _begun(await self._oidc.begin(provider), client)

    @endpoint(
        "POST /auth/oidc/{provider}/finish",
        Policy.ANYONE,
        limits=(OIDC,),
        errors=(AccountExists, AddressNotVerified, Forbidden, NotFound, NotUnderstood, Unauthenticated),
        audit=LOGINS,
    )
    async def finish(self, provider: str, body: Finish, client: Client) -> Encoded[Tokens]:
        """Begins a session, with the parameters that the provider sent the browser back with.

        Who has no account gets one, if the provider has verified the e-mail address. 409 `account-exists`: the address has an account, and
        an address alone never opens it: log in to it, then link it. 401 `second-factor-needed`: as with a password.
        """
        tokens = await self._oidc.finish(provider, body, body.secret or _secret(client), client)
        return self._cookie.answer(tokens, client)

    @endpoint("GET /auth/oidc/identities", Policy.SIGNED_IN)
    async def identities(self, caller: Claims) -> list[Identity]:
        """Providers that the own account is linked with."""
        return await self._oidc.of(caller.sub)

    @endpoint(
        "POST /auth/oidc/{provider}/link/begin",
        Policy.SIGNED_IN,
        limits=(OIDC,),
        errors=(Forbidden, Limited, NotFound),
        audit=ON_ITS_WAY,
        repeatable=True,
    )
    async def begin_link(self, provider: str, body: BeginLink, caller: Claims, client: Client) -> Encoded[Begun]:
        """Begins to link the own account with a provider, as a login begins. Who has no password asks for one by mail."""
        return _begun(await self._oidc.begin_link(provider, caller, body.password, client.address), client)

    @endpoint("POST /auth/oidc/{provider}/link", Policy.SIGNED_IN, limits=(OIDC,), errors=(Conflict, NotFound, NotUnderstood))
    async def link(self, provider: str, body: Finish, caller: Claims, client: Client) -> list[Identity]:
        """Links the own account with the one at the provider: from then on it can be logged in to with it."""
        return await self._oidc.link(provider, body, body.secret or _secret(client), caller)

    @endpoint("DELETE /auth/oidc/{provider}", Policy.SIGNED_IN, errors=(NotFound,))
    async def unlink(self, provider: str, caller: Claims) -> None:
        """Ends the link with a provider. Who has no password asks for one by mail."""
        await self._oidc.unlink(provider, caller)


def _begun(begun: service.Begun, client: Client) -> Encoded[Begun]:
    if not client.uses_cookie:
        return Encoded(_encode(Begun(begun.authorization_url, begun.secret)))
    attributes = f"Path={BASE}/auth/oidc; HttpOnly; SameSite=Strict; Max-Age={int(LOGIN.total_seconds())}"
    return Encoded(_encode(Begun(begun.authorization_url, None)), {"Set-Cookie": f"{COOKIE}={begun.secret}; {attributes}"})


def _secret(client: Client) -> str | None:
    return client.cookies.get(COOKIE) if client.uses_cookie else None
