"""REST through the gateway over real sockets: what passes, what is cut off, and what is compressed."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.edge import body_limits, proxy, upload
from gateway.edge.proxy import SMALL, Proxy
from gateway.edge.server import Server
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from realtime.backbone.memory import MemoryBackbone
from realtime.runtime import service
from realtime.security.addresses import Trusted
from realtime.security.tokens import Verifier
from tests.conftest import eventually

TOKEN = {"Authorization": "Bearer x"}
UPLOAD = "/api/v1/problems/p/package"
"""An endpoint of large bodies."""
PIECE = os.urandom(64 * 1024)
JSON = b"[" + b'{"n": 1}, ' * 20_000 + b"{}]"


class Api:
    """An api that answers what a test needs, and remembers what reached it."""

    def __init__(self) -> None:
        self.headers: list[dict[str, str]] = []
        self.received = 0
        self.sent = 0
        self.cancelled = 0
        self.go_on = asyncio.Event()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        answer: web.StreamResponse = await getattr(self, request.path.rsplit("/", 1)[1])(request)
        return answer

    async def package(self, request: web.Request) -> web.Response:
        self.received = 0
        async for piece in request.content.iter_any():
            self.received += len(piece)
        return web.json_response({"received": self.received})

    async def events(self, _: web.Request) -> web.Response:
        return web.json_response({"code": "forbidden"}, status=403)

    async def endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/octet-stream"})
        await response.prepare(request)
        try:
            while True:
                await response.write(PIECE)
                self.sent += len(PIECE)
        finally:
            self.cancelled += 1

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """A line, and another one when it is told to."""
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        await response.write(b'{"n":1}\n')
        await self.go_on.wait()
        await response.write(b'{"n":2}\n')
        return response

    async def broken(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain", "Content-Length": "1000000"})
        await response.prepare(request)
        await response.write(b"a beginning")
        assert request.transport is not None
        request.transport.abort()
        return response

    async def never(self, _: web.Request) -> web.Response:
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled += 1
        raise AssertionError

    async def board(self, request: web.Request) -> web.Response:
        headers = {"ETag": '"v1"', "X-Private": "1", "Connection": "X-Private"}
        if '"v1"' in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        return web.Response(body=JSON, content_type="application/json", headers=headers)

    async def small(self, _: web.Request) -> web.Response:
        return web.Response(body=JSON[: SMALL // 2], content_type="application/json", headers={"ETag": '"v1"'})


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
async def url(api: Api) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        upstream = web.Application(client_max_size=2**30)
        upstream.router.add_route("*", "/api/{tail:.*}", api.serve)
        runner = web.AppRunner(upstream, handler_cancellation=True, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        passing_on = Proxy(f"http://127.0.0.1:{runner.addresses[0][1]}", Trusted("127.0.0.1"))
        stack.push_async_callback(passing_on.close)
        app = web.Application()
        passing_on.add_routes(app)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
        sessions = Sessions(Hub(MemoryBackbone(), AllPublic()), Verifier(key))
        yield f"http://127.0.0.1:{await Server(app, sessions, sessions).start(stack, '127.0.0.1', 0)}"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """As plain curl: asks for nothing by itself."""
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=("Accept-Encoding", "User-Agent", "Accept")) as session:
        yield session


async def pieces(number: int, pause: float = 0.0) -> AsyncIterator[bytes]:
    for _ in range(number):
        yield PIECE
        await asyncio.sleep(pause)


async def test_a_large_body_streams_through(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=pieces(320)) as answer:  # 20 MiB, of no length that is said
        assert await answer.json() == {"received": 320 * len(PIECE)}
    assert "content-length" not in api.headers[-1]
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=PIECE * 3) as answer:
        assert await answer.json() == {"received": 3 * len(PIECE)}
    assert api.headers[-1]["content-length"] == str(3 * len(PIECE))


async def test_a_body_is_counted_while_it_streams(url: str, api: Api, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limits, "limit", lambda *_: 10 * len(PIECE))
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=b"x" * (10 * len(PIECE) + 1)) as answer:
        assert (answer.status, (await answer.json())["code"]) == (413, "too-large")
    assert api.headers == [], "its length alone says that it is too large"
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=pieces(11)) as answer:
        assert (answer.status, (await answer.json())["code"]) == (413, "too-large")
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=pieces(10)) as answer:
        assert answer.status == 200


async def test_a_body_that_drips_is_cut_off_and_one_that_flows_is_not(
    url: str, api: Api, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "BODY_SECONDS", 0.3)
    async with http.put(f"{url}{UPLOAD}", headers=TOKEN, data=pieces(12, pause=0.05)) as answer:  # longer than that in all, at a fair pace
        assert answer.status == 200
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(b"POST /api/v1/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")

    async def drip() -> None:
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.02)

    dripping = asyncio.create_task(drip())
    assert b"408" in await asyncio.wait_for(reader.readline(), 10)
    dripping.cancel()
    writer.close()


async def test_an_answer_before_the_end_of_the_body(url: str, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{url}/api/v1/contests/c/events", headers=TOKEN, data=pieces(4)) as answer:
        assert (answer.status, await answer.json()) == (403, {"code": "forbidden"})


async def test_an_answer_longer_than_memory_streams_and_waits_for_its_reader(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{url}/api/v1/endless") as answer:
        await answer.content.readexactly(20 * len(PIECE))
        seen = -1
        while seen != api.sent:  # until the buffers on the way are full
            seen = api.sent
            await asyncio.sleep(0.2)
        assert api.sent < 48 * 2**20, "what the kernel holds of two connections, and no more"
        await answer.content.readexactly(200 * len(PIECE))
        answer.close()
    await eventually(lambda: api.cancelled == 1)


async def test_a_client_that_does_not_read_is_cut_off(
    url: str, api: Api, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "READ_SECONDS", 0.3)
    async with http.get(f"{url}/api/v1/endless") as answer:
        await eventually(lambda: api.cancelled == 1)
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_who_goes_away_while_the_api_thinks_cancels_it(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    asking = asyncio.ensure_future(http.get(f"{url}/api/v1/never"))
    await eventually(lambda: api.headers)
    asking.cancel()
    await eventually(lambda: api.cancelled == 1)


async def test_half_an_answer_does_not_look_whole(url: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{url}/api/v1/broken") as answer:
        with pytest.raises(aiohttp.ClientError):
            await answer.read()


async def test_an_api_that_says_nothing(url: str, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as stack:
        silent = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        stack.callback(silent.close)
        monkeypatch.setattr(proxy, "ANSWER_SECONDS", 0.2)
        passing_on = Proxy(f"http://127.0.0.1:{silent.sockets[0].getsockname()[1]}", Trusted())
        stack.push_async_callback(passing_on.close)
        app = web.Application()
        passing_on.add_routes(app)
        port = await service.listen(stack, app, "127.0.0.1", 0)
        async with http.get(f"http://127.0.0.1:{port}/api/v1/x") as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


async def test_who_asks_for_no_compression_gets_none(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{url}/api/v1/board") as answer:
        assert (await answer.read(), answer.headers.get("Content-Encoding")) == (JSON, None)
        assert (answer.headers["ETag"], answer.headers["Vary"], answer.headers["Content-Length"]) == (
            '"v1"',
            "Accept-Encoding",
            str(len(JSON)),
        )
    assert api.headers[-1]["accept-encoding"] == "identity"


@pytest.mark.parametrize("path", ["board", "small"])
async def test_who_asks_for_gzip_gets_it_with_a_weak_tag(url: str, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"{url}/api/v1/{path}", headers={"Accept-Encoding": "br, gzip"}) as answer:
        body = await answer.read()
        assert (answer.headers["Content-Encoding"], answer.headers["ETag"]) == ("gzip", 'W/"v1"')
    assert JSON.startswith(gzip.decompress(body))
    assert len(body) < len(JSON) / 5
    async with http.get(f"{url}/api/v1/board", headers={"Accept-Encoding": "gzip", "If-None-Match": 'W/"v1"'}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")


async def test_a_head_says_what_a_get_would(url: str, http: aiohttp.ClientSession) -> None:
    async with http.head(f"{url}/api/v1/board") as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(JSON)))


async def test_a_compressed_feed_is_readable_as_it_comes(url: str, api: Api) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/api/v1/feed", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert await asyncio.wait_for(answer.content.readline(), 5) == b'{"n":1}\n'
        api.go_on.set()
        assert await asyncio.wait_for(answer.content.readline(), 5) == b'{"n":2}\n'
        assert await answer.content.read() == b""


async def test_headers_of_one_connection_stay_there(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    headers = {"Connection": "keep-alive, X-Secret", "X-Secret": "1", "X-Kept": "2", "TE": "trailers", "X-Forwarded-For": "192.0.2.7"}
    async with http.get(f"{url}/api/v1/board", headers=headers) as answer:
        assert "X-Private" not in answer.headers
    reached = api.headers[-1]
    assert reached["x-kept"] == "2"
    assert not {"x-secret", "te"} & reached.keys()
    assert reached["x-forwarded-for"] == "192.0.2.7"
    assert reached["x-request-id"]


async def test_a_clients_own_line_before_that_of_a_load_balancer_is_not_believed(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    """Many add a line of theirs, and leave those that came."""
    headers = [("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "192.0.2.7")]
    async with http.get(f"{url}/api/v1/board", headers=headers):
        assert api.headers[-1]["x-forwarded-for"] == "192.0.2.7"
