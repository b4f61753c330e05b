"""Login and sessions."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.cookies import RefreshCookie
from core_api.domains.accounts.models import JsonWebKeys, Login, LoginSession, Refresh, Tokens
from core_api.domains.accounts.service import LOGIN, REFRESH, Auth
from core_api.router.client import Client
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden, Limited, NotFound, Unauthenticated, Unavailable
from realtime.security.tokens import Claims, Verifier

OWN_SESSION = "one's own session: its row says when and how it ended"


class AccountRoutes:
    """Accounts: login, sessions."""

    def __init__(self, auth: Auth, verifier: Verifier, cookie: RefreshCookie) -> None:
        self._auth = auth
        self._verifier = verifier
        self._cookie = cookie

    @endpoint(
        "POST /auth/login",
        Policy.ANYONE,
        limits=(LOGIN,),
        errors=(Forbidden, Limited, Unauthenticated, Unavailable),
        audit="logins of administrators and jury leave a row, others change nothing of anybody else",
    )
    async def login(self, body: Login, client: Client) -> Encoded[Tokens]:
        """Begins a session for e-mail address and password: an access token (RS256, one hour) and a refresh token.

        A page sends `X-Podium-Session: cookie`: its refresh token is then in a cookie that no script can read, and not in the answer.

        After 5 failures from one network (IPv4 /24, IPv6 /48) the next attempt there has to wait, 30 s first and twice as long each
        time, up to 15 minutes; other networks do not.
        """
        return self._cookie.answer(await self._auth.login(body, client), client)

    @endpoint(
        "POST /auth/refresh",
        Policy.ANYONE,
        limits=(REFRESH,),
        errors=(Conflict, Forbidden, Limited, Unauthenticated),
        audit="one's own session; a replayed token leaves a row",
    )
    async def refresh(self, body: Refresh | None, client: Client) -> Encoded[Tokens]:
        """Gives a new access token and a new refresh token for a refresh token, which is good once and for 24 hours.

        From the body, or from the cookie with `X-Podium-Session: cookie`. A refresh token that comes a second time ends its session.
        Who got no answer sends the same token with the same `attempt` again, within a minute. 409: another tab with the same cookie was
        faster, use the cookie it was given. At most 10 an hour for a session, and 30 days from login to login.
        """
        given = body or Refresh()
        tokens = await self._auth.sessions.refresh(given.refresh_token or self._cookie.of(client), given.attempt, client)
        return self._cookie.answer(tokens, client)

    @endpoint("POST /auth/logout", Policy.SIGNED_IN, repeatable=True, audit=OWN_SESSION)
    async def logout(self, caller: Claims, client: Client) -> Encoded[None]:
        """Ends the session: its refresh token and all its access tokens, on every role at once."""
        await self._auth.logout(caller)
        return self._cookie.removed(client)

    @endpoint("GET /auth/sessions", Policy.SIGNED_IN)
    async def sessions(self, caller: Claims) -> list[LoginSession]:
        """The own sessions, the newest first."""
        return await self._auth.sessions.of(caller.sub, caller.sid)

    @endpoint("DELETE /auth/sessions", Policy.SIGNED_IN, audit=OWN_SESSION)
    async def end_sessions(self, caller: Claims, client: Client) -> Encoded[None]:
        """Logs out everywhere: ends all own sessions, the caller's too."""
        await self._auth.logout_everywhere(caller)
        return self._cookie.removed(client)

    @endpoint("DELETE /auth/sessions/{session}", Policy.SIGNED_IN, errors=(NotFound,), audit=OWN_SESSION)
    async def end_session(self, session: str, caller: Claims) -> None:
        """Ends one of the own sessions."""
        await self._auth.end_session(caller, session)

    @endpoint("GET /auth/jwks", Policy.ANYONE, cache_control="public, max-age=300")
    async def jwks(self) -> JsonWebKeys:
        """The public keys of access tokens, as a JSON Web Key Set. A new one stands here minutes before it signs."""
        return msgspec.convert(self._verifier.jwks(), JsonWebKeys)
