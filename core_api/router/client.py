"""The client of a request, for endpoints that begin or go on with a session.

**Pages** keep their refresh token in a cookie that no script can read. A cookie is sent with every request, also with those that another
site has the browser make; so it is looked at, and set, only for requests with the header `X-Podium-Session: cookie`. Another site cannot
have a browser send it: that needs a permission (CORS) which this API never gives. `SameSite=Strict` and `Sec-Fetch-Site` hold too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aiohttp import web

from core_api.router import values
from realtime.runtime.errors import Forbidden, Malformed

HEADER = "X-Podium-Session"
COOKIE = "cookie"
"""The header's only value."""


class Client(NamedTuple):
    address: str
    """As a gateway we trust says it."""
    agent: str
    """User-Agent; empty: it sent none."""
    cookies: Mapping[str, str]
    uses_cookie: bool
    """Whether it has its refresh token in a cookie, and is a page of this site."""


def client_of(request: web.Request, address: str) -> Client:
    """Raises `Malformed`, or `Forbidden` for a page of another site."""
    mode = values.header(request, HEADER)
    if mode not in (None, COOKIE):
        raise Malformed(f"the only value is {COOKIE!r}", field=HEADER)
    if mode is not None and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forbidden("pages of other sites may not use this site's cookies")
    return Client(address, values.header(request, "User-Agent") or "", request.cookies, mode is not None)
