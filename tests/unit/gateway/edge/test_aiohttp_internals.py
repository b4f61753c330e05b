"""What `aiohttp_internals` reads is what its functions say, in the version that is installed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from gateway.edge import aiohttp_internals
from tests.conftest import eventually

SMALL = b"POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"
UPGRADE = b"GET /held HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"


class Connection:
    """A connection of a client, and the protocol that aiohttp has for it."""

    def __init__(self, http: web.RequestHandler, writer: asyncio.StreamWriter) -> None:
        self.http = http
        self.writer = writer
        self.go_on = asyncio.Event()

    async def held(self, _: web.Request) -> web.Response:
        await self.go_on.wait()
        return web.Response()


@pytest.fixture
async def connection() -> AsyncIterator[Connection]:
    app = web.Application()
    made: list[Connection] = []

    async def held(request: web.Request) -> web.Response:
        return await made[0].held(request)

    app.router.add_route("*", "/held", held)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    assert runner.server is not None
    protocols: list[web.RequestHandler] = []

    def protocol() -> web.RequestHandler:
        protocols.append(runner.server())  # type: ignore[misc]
        return protocols[-1]

    listening = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", listening.sockets[0].getsockname()[1])
    await eventually(lambda: protocols)
    made.append(Connection(protocols[0], writer))
    yield made[0]
    made[0].go_on.set()  # a handler that is still held would be waited for
    writer.close()
    listening.close()
    await runner.cleanup()


async def test_a_connection_waits_until_a_request_comes_and_again_when_it_is_answered(connection: Connection) -> None:
    http = connection.http
    await eventually(lambda: aiohttp_internals.waits(http))
    assert (aiohttp_internals.received(http), aiohttp_internals.queued(http)) == (0, 0)
    connection.writer.write(SMALL + b"{}")
    await eventually(lambda: aiohttp_internals.received(http) == 1)
    assert not aiohttp_internals.waits(http)
    connection.go_on.set()
    await eventually(lambda: aiohttp_internals.waits(http))


async def test_requests_behind_the_one_that_is_answered_are_queued_with_their_bodies(connection: Connection) -> None:
    http = connection.http
    connection.writer.write((SMALL + b"{}") * 4 + SMALL)
    await eventually(lambda: aiohttp_internals.queued(http) == 4)
    assert aiohttp_internals.received(http) == 5
    body = aiohttp_internals.newest_body(http)
    assert body is not None
    assert not body.is_eof()
    connection.writer.write(b"{}")
    await eventually(body.is_eof)
    connection.go_on.set()
    await eventually(lambda: aiohttp_internals.waits(http))
    assert (aiohttp_internals.queued(http), aiohttp_internals.newest_body(http)) == (0, None)


async def test_an_upgrade_is_known(connection: Connection) -> None:
    assert not aiohttp_internals.upgraded(connection.http)
    connection.writer.write(UPGRADE)
    await eventually(lambda: aiohttp_internals.upgraded(connection.http))
