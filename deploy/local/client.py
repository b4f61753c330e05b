"""REST client of the commands that use a running platform through its public API."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import aiohttp
import msgspec

from deploy.local.running import Administrator
from realtime.runtime.errors import PodiumError, Unavailable

PATIENCE_SECONDS = 30.0
"""How long a platform may be away: a part that was killed is back within seconds, on a busy machine within some ten."""
MAX_WAIT = 15.0
"""Seconds between two tries, whatever the platform asks for."""
REQUEST_SECONDS = 30
BLOCK = 1 << 16
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Refused(PodiumError):
    """The platform answered with an error; `status` is its HTTP status."""

    code = "refused"

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class Client:
    """One user's connection to `url`. Use it in `async with`."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS))

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def login(self, email: str, password: str) -> dict[str, Any]:
        answer: dict[str, Any] = await self.call("POST", "/auth/login", {"email": email, "password": password})
        self.token = answer["access_token"]
        return answer

    async def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Sends JSON; returns the response's. Retries and raises as `send` does."""
        content = None if body is None else msgspec.json.encode(body)
        return await self.send(method, path, content, {"Content-Type": "application/json", **(headers or {})})

    async def send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:
        """The response's JSON. Tries again while the platform is away or says it is busy; raises `Refused` or `Unavailable`."""
        until = time.monotonic() + PATIENCE_SECONDS
        for attempt in itertools.count(1):
            try:
                async with self._request(method, path, data=content, headers=headers) as response:
                    received = await response.read()
                    if response.status < 400:
                        return msgspec.json.decode(received) if received else None
                    why = _reason(response.status, received)
                    if response.status not in (429, 503):
                        raise Refused(f"{method} {path}: {why}", response.status)
                    wait = float(response.headers.get("Retry-After", "1"))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                why, wait = str(error) or type(error).__name__, 0.3 * attempt
            if time.monotonic() > until:
                break
            await asyncio.sleep(min(wait, MAX_WAIT))
        raise Unavailable(f"{self.url} cannot be used: {why}")

    async def download(self, path: str) -> AsyncIterator[bytes]:
        """The response's body in blocks, of any length. Raises `Refused` or `Unavailable`."""
        timeout = aiohttp.ClientTimeout(sock_connect=REQUEST_SECONDS, sock_read=REQUEST_SECONDS)
        try:
            async with self._request("GET", path, timeout=timeout) as response:
                if response.status >= 400:
                    raise Refused(f"GET {path}: {_reason(response.status, await response.read())}", response.status)
                async for block in response.content.iter_chunked(BLOCK):
                    yield block
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"{self.url} cannot be used: {str(error) or type(error).__name__}") from None

    def _request(self, method: str, path: str, *, headers: Mapping[str, str] = NO_HEADERS, **options: Any) -> Any:
        sent = {**headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        return self._session.request(method, f"{self.url}/api/v1{path}", headers=sent, **options)


def _reason(status: int, content: bytes) -> str:
    try:
        body = msgspec.json.decode(content)
        field = f" (field {body['field']})" if body.get("field") else ""
        return f"{body.get('detail') or body.get('code')}{field}"
    except (msgspec.DecodeError, AttributeError):
        return f"HTTP {status}"


@asynccontextmanager
async def administrating(target: Administrator) -> AsyncIterator[Client]:
    """A platform's administrator, logged in. Raises as `Client.send` does."""
    async with Client(target.url) as client:
        await client.login(target.email, target.password)
        yield client
