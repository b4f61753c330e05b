"""REST client of the commands that use a running platform through its public API."""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

import aiohttp
import msgspec

from deploy.local.running import API_KEY, Administrator
from realtime.runtime.errors import PodiumError, Unavailable

PATIENCE_SECONDS = 30.0
"""How long a platform may be away: a part that was killed is back within seconds, on a busy machine within some ten."""
MAX_WAIT = 15.0
"""Seconds between two tries, whatever the platform asks for."""
REQUEST_SECONDS = 30
LIVE_HEARTBEAT = 10.0
"""Seconds between two pings of a WebSocket: a connection that is dead is found out."""
BLOCK = 1 << 16
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Refused(PodiumError):
    """The platform answered with an error; `status` is its HTTP status."""

    code = "refused"

    def __init__(self, message: str, status: int, document: Mapping[str, Any]) -> None:
        """`document`: what RFC 9457 says of it; empty where there is none."""
        super().__init__(message)
        self.status = status
        self.document = document


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
        """With a second factor, asks for its code on the terminal. Raises as `send` does."""
        try:
            answer: dict[str, Any] = await self.call("POST", "/auth/login", {"email": email, "password": password})
        except Refused as error:
            if "challenge" not in error.document:
                raise
            step = {"challenge": error.document["challenge"], "code": await _code(email)}
            answer = await self.call("POST", "/auth/login/second-factor", step)
        self.token = answer["access_token"]
        return answer

    async def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        """Sends JSON; returns the response's. Retries and raises as `send` does."""
        content = None if body is None else msgspec.json.encode(body)
        return await self.send(method, path, content, {"Content-Type": "application/json", **(headers or {})})

    async def send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Any:
        """The response's JSON. Tries again while the platform is away or says it is busy; raises `Refused` or `Unavailable`.

        A POST is carried out once: it has a key, which is the same with each try.
        """
        if method == "POST":
            headers = {"Idempotency-Key": uuid.uuid4().hex, **headers}
        until = time.monotonic() + PATIENCE_SECONDS
        for attempt in itertools.count(1):
            try:
                async with self._request(method, path, data=content, headers=headers) as response:
                    received = await response.read()
                    if response.status < 400:
                        return msgspec.json.decode(received) if received else None
                    why = _reason(response.status, received)
                    if response.status not in (429, 503):
                        raise Refused(f"{method} {path}: {why}", response.status, _problem(received))
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
                    content = await response.read()
                    raise Refused(f"GET {path}: {_reason(response.status, content)}", response.status, _problem(content))
                async for block in response.content.iter_chunked(BLOCK):
                    yield block
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"{self.url} cannot be used: {str(error) or type(error).__name__}") from None

    def live(self, contest: str) -> Any:
        """A plain WebSocket to a contest's rooms, to be used in `async with`; see docs/live-api.md."""
        return self._session.ws_connect(f"{self.url}/api/v1/contests/{contest}/live", heartbeat=LIVE_HEARTBEAT, max_msg_size=0)

    def _request(self, method: str, path: str, *, headers: Mapping[str, str] = NO_HEADERS, **options: Any) -> Any:
        sent = {**headers, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        return self._session.request(method, f"{self.url}/api/v1{path}", headers=sent, **options)


def _problem(content: bytes) -> Mapping[str, Any]:
    """The error document of an answer; empty where it has none."""
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return {}


def _reason(status: int, content: bytes) -> str:
    body = _problem(content)
    field = f" (field {body['field']})" if body.get("field") else ""
    return f"{body.get('detail') or body.get('code')}{field}" if body else f"HTTP {status}"


async def _code(email: str) -> str:
    """Raises `Unavailable` where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Unavailable(f"the account {email} has a second factor: set {API_KEY} to an API key of its, or run this on a terminal")
    return await asyncio.to_thread(input, f"code of the second factor of {email}: ")


@asynccontextmanager
async def administrating(target: Administrator) -> AsyncIterator[Client]:
    """A platform's administrator, logged in or with an API key. Raises as `Client.send` does."""
    async with Client(target.url, target.key) as client:
        if not target.key:
            await client.login(target.email, target.password)
        yield client
