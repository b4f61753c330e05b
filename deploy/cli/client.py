"""A small REST client for the commands that use a running platform as anybody else would."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import msgspec

from realtime.runtime.errors import PodiumError, Unavailable

TRIES = 8


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
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def login(self, email: str, password: str) -> dict[str, Any]:
        answer: dict[str, Any] = await self.call("POST", "/auth/login", {"email": email, "password": password})
        self.token = answer["access_token"]
        return answer

    async def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """The answer's JSON. Tries again while the platform is away or says it is busy; raises `Refused` or `Unavailable`."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else msgspec.json.encode(body)
        why = ""
        for attempt in range(TRIES):
            try:
                async with self._session.request(method, f"{self.url}/api/v1{path}", data=data, headers=sent) as answer:
                    content = await answer.read()
                    if answer.status < 400:
                        return msgspec.json.decode(content) if content else None
                    why = _reason(answer.status, content)
                    if answer.status not in (429, 503):
                        raise Refused(f"{method} {path}: {why}", answer.status)
                    wait = float(answer.headers.get("Retry-After", "1"))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                why, wait = str(error) or type(error).__name__, 0.3 * (attempt + 1)
            await asyncio.sleep(min(wait, 15))
        raise Unavailable(f"{self.url} cannot be used: {why}")


def _reason(status: int, content: bytes) -> str:
    try:
        body = msgspec.json.decode(content)
        field = f" (field {body['field']})" if body.get("field") else ""
        return f"{body.get('detail') or body.get('code')}{field}"
    except (msgspec.DecodeError, AttributeError):
        return f"HTTP {status}"
