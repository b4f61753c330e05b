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

from core_api.account_services import make_account_services
from core_api.app import REFUSALS, make_app
from core_api.domains.accounts.models import Register
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.store import Accounts
from core_api.platform import Platform
from core_api.router.client import Client
from core_api.router.limits import Limits
from core_api.storage import unit_of_work
from core_api.storage.audit import keys as audit_keys
from core_api.storage.caches import Caches
from core_api.storage.caches.shared_store import RedisStore
from core_api.storage.pool import Pool
from core_api.storage.replica import OwnWrites, Reads, Replica
from core_api.storage.rights import RightsChanges
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.runtime.settings import Settings
from realtime.security.addresses import Trusted
from realtime.security.revocations import Revocations
from realtime.security.tokens import Signer
from realtime.security.vault import Vault
from realtime.storage.documents import MemoryDocuments
from realtime.storage.judge_queue import MemoryJudgeQueue
from realtime.storage.redis import Redis
from realtime.storage.search.memory import MemoryIndex
from tests.database import execute
from tests.logs import SECRET_KEY, TRUST

FAST = 4
"""bcrypt's smallest work factor."""
PASSWORD = "correct horse 1!"
SERVICE_TOKEN = "a token that services show"
CLIENT = Client("192.0.2.7", "a test", {}, False)


class Caller(NamedTuple):
    """Somebody who calls the API; without a token, anonymously."""

    token: str = ""
    id: str = ""
    name: str = ""
    session: str = ""


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

    def __init__(
        self,
        pool: Pool,
        redis: Redis,
        signer: Signer,
        documents: MemoryDocuments | None = None,
        replica: Replica | None = None,
        **changes: str,
    ) -> None:
        changes = {"registration": "open", **changes}
        settings = Settings(secret_key=SECRET_KEY, service_token=SERVICE_TOKEN, trusted_proxies="127.0.0.1", **changes)  # type: ignore[arg-type]
        self.backbone, self.documents, self.judge_queue = MemoryBackbone(), documents or MemoryDocuments(), MemoryJudgeQueue()
        self.search = MemoryIndex()
        rights = RightsChanges(pool, self.backbone)
        vault, limits, trusted = Vault(SECRET_KEY), Limits(redis), Trusted(settings.trusted_proxies)
        own_writes = None if replica is None else OwnWrites(redis)
        caches = Caches(RedisStore(redis), self.backbone, vault)
        self.platform = Platform(
            settings,
            pool,
            redis,
            self.backbone,
            self.documents,
            vault,
            signer,
            limits,
            trusted,
            self.judge_queue,
            TRUST,
            rights,
            caches,
            Reads(pool, replica, own_writes),
            own_writes,
            self.search,
        )
        signer.verifier.current = rights.held.current
        self.passwords = Passwords(FAST)
        self.accounts = make_account_services(self.platform, Accounts(pool, vault), self.passwords)
        self.sessions, self.auth, self.sign_in = self.accounts.sessions, self.accounts.auth, self.accounts.sign_in
        self._revocations = signer.verifier.revoked = Revocations(self.backbone)
        app = make_app(self.platform, self.accounts)
        self.refusals, self.keys = app[REFUSALS], audit_keys.held()
        self._client = TestClient(TestServer(app))
        self.address = f"2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}::7"
        """Where calls seem to come from: limits of an address are this test's alone."""

    async def start(self) -> None:
        await self.backbone.subscribe(subjects.REVOKED, self._revocations.heard)
        await self.platform.caches.listen()
        await self._client.start_server()

    @property
    def url(self) -> str:
        return str(self._client.make_url("")).rstrip("/")

    async def close(self) -> None:
        await self._client.close()

    async def caller(self, *roles: str) -> Caller:
        """A new account with these roles, logged in."""
        name = fresh("user")
        account = await self.accounts.registration.register(Register(f"{name}@example.org", PASSWORD, name))
        assert account is not None
        await execute(self.platform.pool, "update users set roles = $2 where id = $1", account.id, list(roles))
        async with unit_of_work.begin(self.platform.pool) as work:
            tokens = await self.sessions.begin(work, msgspec.structs.replace(account, roles=roles), CLIENT, ("password",))
        return Caller(tokens.access_token, account.id, name, self.platform.signer.verifier.check(tokens.access_token).sid)

    async def juror(self, caller: Caller, *contests: str) -> Caller:
        """The same account as jury of these contests, with a new token."""
        for contest in contests:
            await execute(
                self.platform.pool,
                "insert into contest_jury (contest_id, user_id, granted_by) values ($1, $2, $2)",
                contest,
                caller.id,
            )
        return Caller(self.platform.signer.sign(caller.id, caller.name, (), contests), caller.id, caller.name)

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
        """`path` behind /api/v1; `body` goes as JSON, `data` as it is. An update is one of any version, unless `headers` say another."""
        sent = {"X-Forwarded-For": self.address, **({"If-Match": "*"} if method in ("PUT", "PATCH") else {}), **headers}
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

    async def status_of_head(self, method: str, path: str, by: Caller, headers: Mapping[str, str]) -> int:
        """The status that the head of a request gets, without its body."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._client.port)
        sent = {"Host": "localhost", **({"Authorization": f"Bearer {by.token}"} if by.token else {}), **headers}
        writer.write("\r\n".join([f"{method} /api/v1{path} HTTP/1.1", *map(": ".join, sent.items()), "", ""]).encode())
        status = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        return int(status.split()[1])

    async def made(self, path: str, body: Any = None, *, by: Caller) -> Any:
        """What a POST made. Fails when it was refused."""
        answer = await self.call("POST", path, body, by=by)
        assert answer.status in (200, 201, 202), answer.content
        return answer.json


def fresh(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:10]}"
