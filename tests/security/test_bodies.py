"""Request bodies of strangers: large, compressed, many at once, never ending, nested."""

from __future__ import annotations

import asyncio
import gzip
import resource
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from core_api.api import ROUTES
from core_api.router import http
from core_api.router.dispatch import Router
from core_api.router.endpoint import MAX_BODY, endpoint, endpoints
from core_api.router.limits import Limits
from core_api.router.policies import Gate, Policy
from realtime.security.addresses import Trusted
from tests.api.fixtures import Stores
from tests.api.harness import Api

KIB, MIB = 2**10, 2**20
LIMIT = MIB


class Heap(msgspec.Struct):
    text: str
    anything: object = None


class HeapRoutes:
    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.inside = 0

    @endpoint("POST /heaps", Policy.ADMIN, body_limit=LIMIT)
    async def add(self, body: Heap) -> None:
        """Takes a heap."""

    @endpoint("POST /held", Policy.ADMIN, body_limit=LIMIT, audit="it changes nothing")
    async def hold(self, body: Heap) -> None:
        """Answers when the test says so."""
        self.inside += 1
        await self.open.wait()


class Served:
    def __init__(self, stores: Stores) -> None:
        self.routes = HeapRoutes()
        app = web.Application(middlewares=[http.envelope])
        Router(app, Gate(stores.signer.verifier), Limits(stores.redis), Trusted(), stores.keys, bodies_budget=3 * MIB).add(self.routes)
        self.client = TestClient(TestServer(app))
        self.admin = {"Authorization": f"Bearer {stores.signer.sign('u', 'Ada', ('admin',))}"}
        self.contestant = {"Authorization": f"Bearer {stores.signer.sign('v', 'Bob', ())}"}


@pytest_asyncio.fixture(loop_scope="session")
async def served(stores: Stores) -> AsyncIterator[Served]:
    made = Served(stores)
    async with made.client:
        yield made


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b" " * (64 * KIB)


async def raw_answer(served: Served, request: bytes) -> bytes:
    """The head of the answer to bytes that no HTTP client would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.client.port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
    writer.close()
    return answer


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("contestant", 403)])
async def test_a_body_of_somebody_without_the_role_is_never_waited_for(served: Served, who: str, status: int) -> None:
    headers = served.contestant if who == "contestant" else {}
    answer = await asyncio.wait_for(served.client.post("/api/v1/heaps", data=endless(), headers=headers), 10)
    assert answer.status == status
    answer.close()


async def test_the_client_is_told_to_send_its_body_only_when_it_is_wanted(served: Served) -> None:
    head = b"POST /api/v1/heaps HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\nExpect: 100-continue\r\n"
    assert (await raw_answer(served, head + b"\r\n")).startswith(b"HTTP/1.1 401")
    admin = f"Authorization: {served.admin['Authorization']}\r\n\r\n".encode()
    assert await raw_answer(served, head + admin) == b"HTTP/1.1 100 Continue\r\n\r\n"


async def test_a_bomb_is_refused_unopened(served: Served) -> None:
    bomb = gzip.compress(b" " * (32 * MIB))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(5):
        answer = await served.client.post("/api/v1/heaps", data=bomb, headers=served.admin | {"Content-Encoding": "gzip"})
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (415, "unsupported-encoding")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 32 * KIB


async def test_a_body_beyond_the_limit_is_cut_off(served: Served) -> None:
    answer = await served.client.post("/api/v1/heaps", data=endless(), headers=served.admin)
    assert answer.status == 413
    answer.close()
    answer = await served.client.post("/api/v1/heaps", data=b" " * (LIMIT + 1), headers=served.admin)
    assert answer.status == 413


async def test_a_process_has_one_budget_for_all_bodies(served: Served) -> None:
    body = msgspec.json.encode(Heap("x" * (LIMIT - 100)))
    first = asyncio.create_task(served.client.post("/api/v1/held", data=body, headers=served.admin))
    while not served.routes.inside:
        await asyncio.sleep(0.001)
    refused = await served.client.post("/api/v1/held", data=body, headers=served.admin)
    assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
    served.routes.open.set()
    assert (await first).status == 204
    assert (await served.client.post("/api/v1/held", data=body, headers=served.admin)).status == 204


async def test_nested_without_end_and_framed_badly(served: Served) -> None:
    deep = b'{"text": "", "anything": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert (await served.client.post("/api/v1/heaps", data=deep, headers=served.admin)).status == 400
    token = served.admin["Authorization"].encode()
    head = b"POST /api/v1/heaps HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nAuthorization: " + token + b"\r\n\r\n"
    assert (await raw_answer(served, head + b"1\r\n{\r\nzz\r\n\r\n")).split()[1] == b"400"


async def test_small_bodies_are_the_default(api: Api) -> None:
    large = {"email": "a@example.org", "password": "x" * MAX_BODY}
    assert (await api.call("POST", "/auth/login", large)).status == 413
    by_limit = {str(known): known.body_limit for known in endpoints(ROUTES) if known.body is not None and known.body_limit > MAX_BODY}
    assert set(by_limit) == {
        "POST /problems",
        "PUT /problems/{problem}",
        "PUT /problems/{problem}/attachments/{name}",
        "PUT /problems/{problem}/package",
        "POST /testcases/{problem}",
        "PUT /testcases/{testcase}",
        "POST /submissions",
        "POST /contests/{contest}/submissions",
        "PUT /uploads/{upload}/parts/{part}",
        "POST /testcases/validate",
        "POST /submissions/run",
        "POST /contests/{contest}/prints",
        "POST /contests/{contest}/events",
        "POST /contests/{contest}/rejudgings",
        "POST /admin/users/import",
        "POST /contests/{contest}/team-list",
        "PUT /contests/{contest}/registration-settings",
        "PUT /problems/{problem}/statements/{language}",
        "PUT /teams/{team}/picture",
    }


def test_a_larger_body_has_to_be_declared() -> None:
    class Large(msgspec.Struct):
        text: Annotated[str, msgspec.Meta(max_length=MAX_BODY + 1)]

    class Lists(msgspec.Struct):
        names: tuple[str, ...]

    class Undeclared:
        @endpoint("POST /large", Policy.ANYONE)
        async def large(self, body: Large) -> None:
            """Too large for the default."""

    class Unbounded:
        @endpoint("POST /lists", Policy.ADMIN, body_limit=LIMIT)
        async def lists(self, body: Lists) -> None:
            """Any number of names."""

    class FromAnybody:
        @endpoint("POST /anybody", Policy.ANYONE, body_limit=LIMIT)
        async def anybody(self, body: Large) -> None:
            """Large, without a token."""

    for handler in (Undeclared.large, Unbounded.lists, FromAnybody.anybody):  # types of a function's own are not found by their names
        handler.__annotations__["body"] = Lists if handler is Unbounded.lists else Large
    with pytest.raises(TypeError, match="known by a token"):
        endpoints([FromAnybody])
    with pytest.raises(TypeError, match="declare a body_limit"):
        endpoints([Undeclared])
    with pytest.raises(TypeError, match=r"bounds for its lists: Lists\.names"):
        endpoints([Unbounded])
