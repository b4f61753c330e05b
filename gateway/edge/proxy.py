"""REST on the gateway's port: handed on to the role `api`, answer and body as they come."""

from __future__ import annotations

import asyncio

import aiohttp
from aiohttp import web

from gateway.edge.error_documents import problem
from realtime.runtime import ids
from realtime.security.addresses import Trusted

HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
    "host", "x-forwarded-for", "content-length", "content-encoding",
}  # fmt: skip
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=5)
MAX_BODY = 64 * 2**20
"""A problem with its tests; everything else has a limit of its own in the role `api`."""
BODY_SECONDS = 30.0
"""How long a client may take to send a body."""


class Proxy:
    def __init__(self, url: str, trusted: Trusted) -> None:
        self._url = url.rstrip("/")
        self._trusted = trusted
        connector = aiohttp.TCPConnector(limit=256)
        self._session = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT, auto_decompress=False)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if ".." in request.path or not request.raw_path.startswith("/api/"):
            raise web.HTTPNotFound
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
        headers.append(("X-Forwarded-For", self._client(request)))
        if "X-Request-Id" not in request.headers:
            headers.append(("X-Request-Id", ids.new()))
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read() if request.can_read_body else None
        except TimeoutError:
            return problem(408, "request-timeout", f"the body did not come within {BODY_SECONDS:.0f} s", {"Connection": "close"})
        try:
            async with self._session.request(
                request.method, f"{self._url}{request.raw_path}", headers=headers, data=body, allow_redirects=False
            ) as answer:
                content = await answer.read()
                kept = [
                    (name, value)
                    for name, value in answer.headers.items()
                    if name.lower() not in HOP_BY_HOP or name.lower() == "content-encoding"
                ]
                response = web.Response(status=answer.status, body=content)
                response.headers.clear()
                response.headers.extend(kept)
                return response
        except (TimeoutError, aiohttp.ClientError, OSError):
            return problem(503, "unavailable", "the API is away for the moment", {"Retry-After": "1"})

    def _client(self, request: web.Request) -> str:
        return self._trusted.client(request.remote, request.headers.get("X-Forwarded-For"))

    async def ready(self) -> bool:
        async with self._session.get(f"{self._url}/healthz", timeout=aiohttp.ClientTimeout(total=2)) as answer:
            return answer.status == 200

    async def close(self) -> None:
        await self._session.close()
