"""Bodies at the gateway: large ones with an invented token or elsewhere, many at once, slow ones, compressed ones, and those of long-polling."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from gateway.edge import proxy, upload
from gateway.edge.proxy import Proxy
from gateway.edge.server import new_app
from realtime.protocol import body_limits
from realtime.protocol.client_messages import MAX_MESSAGE
from realtime.runtime import expect
from realtime.security.addresses import Trusted
from tests.conftest import eventually
from tests.security.edge import POLLING, Gateway, running

TOKEN = {"Authorization": "Bearer good"}
INVENTED = {"Authorization": "Bearer x"}
PACKAGE = "/api/v1/problems/p/package"
"""Takes 64 MiB."""
SUBMIT = "/api/v1/submissions"
"""Takes 604 KiB."""
LOGIN = "/api/v1/auth/login"


class Api:
    """Looks at the token before it asks for a body, and reads bodies when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.sent = 0
        """Bytes of bodies that came, read or not."""
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def serve(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        if request.headers.get("Authorization") == INVENTED["Authorization"]:
            await asyncio.sleep(0.2)  # the gateway has time to send what it will not be asked for
            self.sent += request.content.total_bytes
            return web.json_response({"code": "unauthenticated"}, status=401)
        await self.go_on.wait()
        await expect.want_body(request)
        self.body = await request.read()
        self.sent += len(self.body)
        return web.json_response({"received": len(self.body)})


@asynccontextmanager
async def proxied() -> AsyncIterator[tuple[Gateway, Api]]:
    async with AsyncExitStack() as stack:
        api = Api()
        upstream = web.Application(client_max_size=2**30)
        upstream.router.add_route("*", "/{tail:.*}", api.serve, expect_handler=expect.continue_later)
        runner = web.AppRunner(upstream, access_log=None, auto_decompress=False)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        passing_on = Proxy(f"http://127.0.0.1:{runner.addresses[0][1]}", Trusted())
        stack.push_async_callback(passing_on.close)
        app = new_app()
        gateway = await stack.enter_async_context(running(app=app))
        app.router._frozen = False
        passing_on.add_routes(app)
        yield gateway, api


PIECES = 10_000
"""Of 16 KiB: 160 MB."""


async def endless(pieces: int = PIECES) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b"x" * 16_384


async def counted(sent: list[int]) -> AsyncIterator[bytes]:
    async for piece in endless():
        sent.append(len(piece))
        yield piece


@pytest.mark.parametrize("path", [LOGIN, "/api/v1/contests/c", "/api/v1/nowhere", f"{PACKAGE}/x", PACKAGE.replace("/p/", "/%2F/p/")])
async def test_a_token_buys_no_large_body_where_no_endpoint_takes_one(path: str) -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        url = f"{gateway.url}{path}"
        async with http.put(url, data=b"x" * body_limits.DEFAULT, headers=TOKEN) as answer:
            assert answer.status == 200
        asked = api.asked
        for body in (b"x" * (body_limits.DEFAULT + 1), endless(5)):
            async with http.put(url, data=body, headers=TOKEN) as answer:
                assert (answer.status, (await answer.json())["code"]) == (413, "too-large")
        assert api.asked == asked


async def test_every_endpoint_has_its_own_limit_at_the_gateway() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        for method, template, size in body_limits.LIMITS:
            url = gateway.url + re.sub("{.*?}", "x", template)
            async with http.request(method, url, data=b"x" * size, headers=TOKEN) as answer:
                assert await answer.json() == {"received": size}
            asked = api.asked
            async with http.request(method, url, data=b"x" * (size + 1), headers=TOKEN) as answer:
                assert answer.status == 413
            assert api.asked == asked
            async with http.request("PATCH", url, data=b"x" * (body_limits.DEFAULT + 1), headers=TOKEN) as answer:
                assert answer.status == 413, "of another method"


@pytest.mark.parametrize("chunked", [False, True])
async def test_no_byte_of_a_large_body_is_taken_for_an_invented_token(chunked: bool) -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        body = endless(40) if chunked else b"x" * (40 * 16_384)
        async with http.put(f"{gateway.url}{PACKAGE}", data=body, headers=INVENTED) as answer:
            assert (answer.status, (await answer.json())["code"]) == (401, "unauthenticated")
        assert (api.asked, api.sent) == (1, 0)
        async with http.put(f"{gateway.url}{PACKAGE}", data=b"x" * 2**20, headers=TOKEN) as answer:
            assert await answer.json() == {"received": 2**20}, "the connection to the api is not left with half a body"


async def test_who_waits_with_a_large_body_is_asked_for_it_once_the_api_wants_it() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        async with http.put(f"{gateway.url}{PACKAGE}", data=b"x" * 2**20, headers=TOKEN, expect100=True) as answer:
            assert await answer.json() == {"received": 2**20}
        client = await gateway.connect()
        head = f"PUT {PACKAGE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n"
        client.writer.write(head.encode())
        assert (await client.reader.readline()).startswith(b"HTTP/1.1 401"), "without a 100 before it"
        client.close()


async def test_an_api_that_neither_wants_a_body_nor_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "ANSWER_SECONDS", 0.3)
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        api.go_on.clear()
        async with http.put(f"{gateway.url}{PACKAGE}", data=b"x" * 2**20, headers=TOKEN) as answer:
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        api.go_on.set()


async def test_large_bodies_have_places_and_small_ones_still_pass() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        api.go_on.clear()
        url = f"{gateway.url}{PACKAGE}"
        sending = [asyncio.ensure_future(http.put(url, data=b"x" * 2**20, headers=TOKEN)) for _ in range(upload.STREAMS)]
        await eventually(lambda: api.asked == upload.STREAMS)
        async with http.put(url, data=b"x" * 2**20, headers=TOKEN) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "unavailable")
            assert answer.headers["Retry-After"]
        api.go_on.set()
        async with http.put(url, data=b"small") as answer:
            assert answer.status == 200
        assert {(await answer).status for answer in sending} == {200}
        async with http.put(url, data=b"x" * 2**20, headers=TOKEN) as answer:
            assert answer.status == 200


async def test_who_sends_slowly_holds_no_connection_to_the_api() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        slow = []
        for framing in [b"Content-Length: 100\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"] * 10:
            slow.append(client := await gateway.connect())
            client.writer.write(f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\n".encode() + framing)
        async with http.post(f"{gateway.url}{LOGIN}", data=b"{}") as answer:
            assert answer.status == 200
        assert api.asked == 1


async def test_compressed_bodies_are_passed_on_as_they_are() -> None:
    bomb = gzip.compress(b"\0" * 20 * 2**20)
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        async with http.post(f"{gateway.url}/api/v1/x", data=bomb, headers={"Content-Encoding": "gzip"}) as answer:
            assert answer.status == 200
        assert api.body == bomb
        assert api.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("kind", ["large", "chunked", "compressed"])
async def test_bodies_of_long_polling_are_bounded_before_they_are_read(kind: str) -> None:
    async with proxied() as (gateway, _), aiohttp.ClientSession() as http:
        async with http.get(gateway.url + POLLING) as answer:
            sid = json.loads((await answer.text())[1:])["sid"]
        url = f"{gateway.url}{POLLING}&sid={sid}"
        if kind == "compressed":
            bomb = gzip.compress(b"4" * 2**20)
            assert len(bomb) < MAX_MESSAGE
            async with http.post(url, data=bomb, headers={"Content-Encoding": "gzip"}) as answer:
                assert answer.status == 415
        else:
            sent: list[int] = []
            body = b"4" * (MAX_MESSAGE + 1) if kind == "large" else counted(sent)
            async with http.post(url, data=body) as answer:
                assert answer.status in (400, 413)
                assert len(sent) < PIECES / 2, "the rest is not waited for"
