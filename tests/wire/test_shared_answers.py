"""Answers that are the same for everybody, through the gateway over real sockets: shared, never stale, never somebody's own."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from gateway.edge.proxy import SMALL, Proxy
from realtime.runtime import service
from realtime.security.addresses import Trusted
from tests.conftest import eventually


class Api:
    """A board with a version, an account, and a page that says what headers it was asked with."""

    def __init__(self) -> None:
        self.version = 1
        self.size = 2000
        self.cache_control = "public, no-cache"
        self.asked: list[tuple[str, str]] = []
        """Path and `If-None-Match` of each request."""
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path.rsplit("/", 1)[1], request.headers.get("If-None-Match", "")))
        tag, seen = f'"v{self.version}"', self.version
        await self.go_on.wait()
        headers = {"ETag": tag, "Cache-Control": self.cache_control, "X-Request-Id": request.headers["X-Request-Id"]}
        if "Authorization" in request.headers:
            headers["Cache-Control"] = self.cache_control.replace("public", "private")
        if tag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        told = {name: value for name, value in request.headers.items() if name.startswith("X-Evil") or name == "Authorization"}
        return web.Response(text=f"{seen} {told} ".ljust(self.size, "x"), headers=headers)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
async def url(api: Api) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        upstream, app = web.Application(), web.Application()
        upstream.router.add_route("*", "/api/{tail:.*}", api.serve)
        passing_on = Proxy(f"http://127.0.0.1:{await service.listen(stack, upstream, '127.0.0.1', 0)}", Trusted())
        stack.push_async_callback(passing_on.close)
        passing_on.add_routes(app)
        yield f"http://127.0.0.1:{await service.listen(stack, app, '127.0.0.1', 0)}/api/v1"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=("Accept-Encoding",)) as session:
        yield session


async def read(http: aiohttp.ClientSession, url: str, **headers: str) -> str:
    async with http.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()}) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_kept_answer_is_validated_with_each_request(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    for _ in range(4):
        assert (await read(http, f"{url}/board")).startswith("1 {}")
    assert api.asked == [("board", ""), ("board", ""), ("board", '"v1"'), ("board", '"v1"')]
    api.version = 2
    assert (await read(http, f"{url}/board")).startswith("2 {}")
    assert (await read(http, f"{url}/board?start=50")).startswith("2 {}")


async def test_many_who_come_together_ask_once_and_see_what_is_true_then(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    for _ in range(3):
        await read(http, f"{url}/board")
    api.go_on.clear()
    first = asyncio.create_task(read(http, f"{url}/board"))
    await eventually(lambda: len(api.asked) == 4)
    api.version = 2
    others = [asyncio.create_task(read(http, f"{url}/board")) for _ in range(20)]
    others[0].cancel()  # a client that goes away
    await asyncio.sleep(0.1)
    assert len(api.asked) == 4
    api.go_on.set()
    assert (await first).startswith("1 ")
    assert {text[0] for text in await asyncio.gather(*others[1:])} == {"2"}
    assert len(api.asked) <= 6


async def test_an_answer_to_somebody_with_a_token_is_theirs_alone(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    for _ in range(3):
        assert "Bearer ada" in await read(http, f"{url}/board", Authorization="Bearer ada")
    assert "Bearer" not in await read(http, f"{url}/board")
    assert "Bearer" not in await read(http, f"{url}/board")
    assert "Bearer ada" in await read(http, f"{url}/board", Authorization="Bearer ada")
    assert len(api.asked) == 6


async def test_nobody_chooses_what_others_see(url: str, http: aiohttp.ClientSession) -> None:
    for _ in range(3):
        await read(http, f"{url}/board", X_Evil="1")
        assert "X-Evil" not in await read(http, f"{url}/board")


async def test_an_id_of_ones_own_is_answered_with_it(url: str, http: aiohttp.ClientSession) -> None:
    for _ in range(3):
        async with http.get(f"{url}/board") as answer:
            assert answer.headers["X-Request-Id"]
    async with http.get(f"{url}/board", headers={"X-Request-Id": "my-own-id"}) as answer:
        assert answer.headers["X-Request-Id"] == "my-own-id"


async def test_private_answers_are_asked_for_each_time(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    for _ in range(3):
        await read(http, f"{url}/board")
    api.cache_control = "private, no-cache"
    api.version = 2
    for _ in range(3):
        assert (await read(http, f"{url}/board")).startswith("2 ")
    assert api.asked[-2:] == [("board", ""), ("board", "")]


async def test_a_shared_answer_in_each_form(url: str, api: Api, http: aiohttp.ClientSession) -> None:
    api.size = 5 * SMALL + 7
    whole = await read(http, f"{url}/board")
    for _ in range(3):
        async with http.get(f"{url}/board") as answer:
            assert (await answer.text(), answer.headers["Content-Length"]) == (whole, str(len(whole)))
            assert (answer.headers["Vary"], answer.headers["ETag"]) == ("Accept-Encoding", '"v1"')
            assert "Content-Encoding" not in answer.headers
        async with http.get(f"{url}/board", headers={"Accept-Encoding": "gzip"}) as answer:
            assert gzip.decompress(await answer.read()).decode() == whole
            assert (answer.headers["ETag"], answer.headers["Content-Encoding"]) == ('W/"v1"', "gzip")
        async with http.get(f"{url}/board", headers={"If-None-Match": 'W/"v1"'}) as answer:
            assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", '"v1"')
            assert "Content-Type" not in answer.headers
        async with http.head(f"{url}/board") as answer:
            assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(whole)))


async def test_no_answer_is_shared_while_the_api_is_away(http: aiohttp.ClientSession, api: Api) -> None:
    async with AsyncExitStack() as stack:
        upstream, app, running = web.Application(), web.Application(), AsyncExitStack()
        upstream.router.add_route("*", "/api/{tail:.*}", api.serve)
        port = await service.listen(running, upstream, "127.0.0.1", 0)
        stack.push_async_callback(running.aclose)
        passing_on = Proxy(f"http://127.0.0.1:{port}", Trusted())
        stack.push_async_callback(passing_on.close)
        passing_on.add_routes(app)
        url = f"http://127.0.0.1:{await service.listen(stack, app, '127.0.0.1', 0)}/api/v1/board"
        for _ in range(3):
            await read(http, url)
        await running.aclose()
        async with http.get(url) as answer:
            assert (answer.status, (await answer.json(content_type=None))["code"]) == (503, "unavailable")
