"""The cookie in which pages keep their refresh token."""

from __future__ import annotations

import msgspec

from core_api.domains.accounts.models import Tokens
from core_api.router.client import Client
from core_api.router.endpoint import BASE
from core_api.router.responses import Encoded

_encode = msgspec.json.Encoder().encode


class RefreshCookie:
    def __init__(self, secure: bool) -> None:
        """`secure`: browsers send it over HTTPS only; without, the platform is reached by plain HTTP."""
        self._name = "__Secure-podium-refresh" if secure else "podium-refresh"
        self._attributes = f"Path={BASE}/auth; HttpOnly; SameSite=Strict" + ("; Secure" if secure else "")

    def of(self, client: Client) -> str | None:
        return client.cookies.get(self._name) if client.uses_cookie else None

    def answer(self, tokens: Tokens, client: Client) -> Encoded[Tokens]:
        """The refresh token in a cookie where the client is a page that asks for it, else in the answer."""
        if not client.uses_cookie:
            return Encoded(_encode(tokens))
        cookie = f"{self._name}={tokens.refresh_token}; Max-Age={tokens.refresh_expires_in}; {self._attributes}"
        return Encoded(_encode(msgspec.structs.replace(tokens, refresh_token=None)), {"Set-Cookie": cookie})

    def removed(self, client: Client) -> Encoded[None]:
        return Encoded(None, {"Set-Cookie": f"{self._name}=; Max-Age=0; {self._attributes}"} if client.uses_cookie else {})
