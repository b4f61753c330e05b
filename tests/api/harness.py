"""The REST API in one process: real PostgreSQL and Redis, memory for everything else, and callers of every role."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from core_api.app import make_app
from core_api.domains.accounts.attempts import Attempts, RedisCounter
from core_api.domains.accounts.models import Register
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.service import Auth
from core_api.domains.accounts.store import Accounts
from core_api.platform import Platform
from core_api.router.limits import Limits
from core_api.storage.pool import Pool
from realtime.backbone.memory import MemoryBackbone
from realtime.runtime.settings import Settings
from realtime.security.addresses import Trusted
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import MemoryDocuments
from realtime.storage.judge_queue import MemoryJudgeQueue
from realtime.storage.redis import Redis
from tests.logs import SECRET_KEY, TRUST

FAST = 4
"""bcrypt's smallest work factor."""
PASSWORD = "correct horse 1!"
SERVICE_TOKEN = "a token that services show"


class Caller(NamedTuple):
    """Somebody who calls the API; without a token, anonymously."""

    token: str = ""
    id: str = ""
    name: str = ""


ANONYMOUS = Caller()


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.content)


class Api:
    """One API with its own memory stores. Tables are shared with other tests: every test makes ids of its own."""

    def __init__(self, pool: Pool, redis: Redis, signer: Signer, documents: MemoryDocuments | None = None, **changes: str) -> None:
        settings = Settings(service_token=SERVICE_TOKEN, trusted_proxies="127.0.0.1", **changes)  # type: ignore[arg-type]
        self.backbone, self.documents, self.judge_queue = MemoryBackbone(), documents or MemoryDocuments(), MemoryJudgeQueue()
        vault, limits, trusted = Vault(SECRET_KEY), Limits(redis), Trusted(settings.trusted_proxies)
        self.platform = Platform(
            settings, pool, redis, self.backbone, self.documents, vault, signer, limits, trusted, self.judge_queue, TRUST
        )
        passwords, attempts = Passwords(FAST), Attempts(RedisCounter(redis))
        self.auth = Auth(Accounts(pool, vault), signer, self.backbone, passwords, attempts)
        self._client = TestClient(TestServer(make_app(self.platform, self.auth)))
        self.address = f"2001:db8::{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}"
        """Where calls seem to come from: limits of an address are this test's alone."""

    async def start(self) -> None:
        await self._client.start_server()

    async def close(self) -> None:
        await self._client.close()

    async def caller(self, *roles: str) -> Caller:
        """A new account with these roles, logged in."""
        name = fresh("user")
        account = await self.auth.register(Register(f"{name}@example.org", PASSWORD, name))
        assert account is not None
        await self.platform.pool.execute("update users set roles = $2 where id = $1", account.id, list(roles))
        return Caller(self.platform.signer.sign(account.id, name, roles), account.id, name)

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: Caller = ANONYMOUS,
        data: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """`path` behind /api/v1; `body` goes as JSON, `data` as it is."""
        sent = {"X-Forwarded-For": self.address, **headers}
        if by.token:
            sent["Authorization"] = f"Bearer {by.token}"
        if body is not None:
            data, sent["Content-Type"] = msgspec.json.encode(body), "application/json"
        url = self._client.make_url("/").join(URL(f"/api/v1{path}", encoded=path.isascii()))
        async with self._client.session.request(method, url, data=data, headers=sent) as answer:
            return Answer(answer.status, answer.headers, await answer.read())

    async def raw(self, method: str, path: str, headers: Mapping[str, bytes], body: bytes = b"") -> Answer:
        """With headers of any bytes, which no HTTP client sends, on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._client.port)
        sent = {"Host": b"localhost", "Connection": b"close", "Content-Length": str(len(body)).encode(), **headers}
        head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in sent.items())
        writer.write(f"{method} /api/v1{path} HTTP/1.1\r\n".encode() + head + b"\r\n" + body)
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        head, _, content = answer.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        return Answer(int(status.split()[1]), dict(line.split(": ", 1) for line in lines), content)

    async def made(self, path: str, body: Any = None, *, by: Caller) -> Any:
        """What a POST made. Fails when it was refused."""
        answer = await self.call("POST", path, body, by=by)
        assert answer.status in (200, 201, 202), answer.content
        return answer.json


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:10]}"
