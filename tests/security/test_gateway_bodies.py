"""Bodies at the gateway: large ones without a token, many at once, slow ones, compressed ones, and those of long-polling."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from gateway.edge import upload
from gateway.edge.proxy import Proxy
from realtime.protocol.client_messages import MAX_MESSAGE
from realtime.security.addresses import Trusted
from tests.conftest import eventually
from tests.security.edge import POLLING, Gateway, running

TOKEN = {"Authorization": "Bearer x"}


class Api:
    """Reads bodies when it is told to."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers: dict[str, str] = {}
        self.body = b""
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def serve(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        await self.go_on.wait()
        self.body = await request.read()
        return web.json_response({"received": len(self.body)})


@asynccontextmanager
async def proxied() -> AsyncIterator[tuple[Gateway, Api]]:
    async with AsyncExitStack() as stack:
        api = Api()
        upstream = web.Application(client_max_size=2**30)
        upstream.router.add_route("*", "/{tail:.*}", api.serve)
        runner = web.AppRunner(upstream, access_log=None, auto_decompress=False)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        proxy = Proxy(f"http://127.0.0.1:{runner.addresses[0][1]}", Trusted())
        stack.push_async_callback(proxy.close)
        app = web.Application(client_max_size=MAX_MESSAGE)
        gateway = await stack.enter_async_context(running(app=app))
        app.router._frozen = False
        app.router.add_route("*", "/api/{tail:.*}", proxy.serve)
        yield gateway, api


async def endless(pieces: int = 10_000) -> AsyncIterator[bytes]:
    for _ in range(pieces):
        yield b"x" * 16_384


async def test_without_a_token_a_body_is_small() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        url = f"{gateway.url}/api/v1/problems"
        async with http.post(url, data=b"x" * upload.SMALL) as answer:
            assert answer.status == 200
        async with http.post(url, data=b"x" * (upload.SMALL + 1)) as answer:
            assert (answer.status, (await answer.json())["code"]) == (401, "unauthenticated")
        async with http.post(url, data=endless(5)) as answer:
            assert (answer.status, (await answer.json())["code"]) == (413, "too-large")
        async with http.post(url, data=b"x" * (upload.SMALL + 1), headers=TOKEN) as answer:
            assert answer.status == 200


async def test_large_bodies_have_places_and_small_ones_still_pass() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        api.go_on.clear()
        url = f"{gateway.url}/api/v1/problems"
        sending = [asyncio.ensure_future(http.post(url, data=b"x" * 2**20, headers=TOKEN)) for _ in range(upload.STREAMS)]
        await eventually(lambda: api.asked == upload.STREAMS)
        async with http.post(url, data=b"x" * 2**20, headers=TOKEN) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "unavailable")
            assert answer.headers["Retry-After"]
        api.go_on.set()
        async with http.post(url, data=b"small") as answer:
            assert answer.status == 200
        assert {(await answer).status for answer in sending} == {200}
        async with http.post(url, data=b"x" * 2**20, headers=TOKEN) as answer:
            assert answer.status == 200


async def test_who_sends_slowly_holds_no_connection_to_the_api() -> None:
    async with proxied() as (gateway, api), aiohttp.ClientSession() as http:
        for _ in range(20):
            client = await gateway.connect()
            client.writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        async with http.post(f"{gateway.url}/api/v1/auth/login", data=b"{}") as answer:
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
            async with http.post(url, data=b"4" * (MAX_MESSAGE + 1) if kind == "large" else endless(3)) as answer:
                assert answer.status in (400, 413)
