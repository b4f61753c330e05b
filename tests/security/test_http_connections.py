"""HTTP connections that take a gateway's room or memory: idle ones, heads that do not end, requests in a row, answers that nobody reads."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from gateway.edge import context, http_connection, server
from gateway.edge.admission import Admission
from tests.conftest import eventually
from tests.security.edge import SIGNER, Client, Gateway, running

GET = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"


async def idle(gateway: Gateway) -> Client:
    """Has been answered once, and stays."""
    client = await gateway.connect()
    client.writer.write(GET)
    assert b"404" in await client.reader.readuntil(b"\r\n\r\n")
    return client


async def test_idle_connections_make_room_for_viewers() -> None:
    async with running(Admission(at_once=100, per_address=1000)) as gateway:
        held = [await idle(gateway) for _ in range(120)]
        viewers = [await gateway.open() for _ in range(80)]
        for viewer in viewers:
            viewer.say('{"type":"subscribe","rooms":[{"room":"clock.c"}]}')
            assert await viewer.hear() == {"whole": True}
        assert gateway.admission.total <= 100
        assert len(held) == 120, "a client that nobody holds closes its connection"


async def test_an_address_that_is_full_of_idle_ones_lets_its_viewers_in() -> None:
    async with running(Admission(at_once=1000, per_address=30)) as gateway:
        held = [await idle(gateway) for _ in range(40)]
        held += [await gateway.open() for _ in range(25)]
        assert gateway.admission.open["127.0.0.1"] <= 31


async def test_nobody_keeps_all_others_out_by_default() -> None:
    assert Admission(at_once=20_000).per_address == 5_000


async def test_silent_connections_count_and_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "HEADS_WHEN_FULL", 10)
    async with running(Admission(at_once=50, per_address=1000)) as gateway:
        silent = [await gateway.connect() for _ in range(200)]
        await eventually(lambda: gateway.admission.total <= 50)
        assert gateway.admission.total >= 10
        token = SIGNER.sign("u1", "Ann", ())
        await gateway.open(f"/api/v1/contests/c/live?token={token}")
        assert silent[0].reader.at_eof() or isinstance(silent[0].reader.exception(), ConnectionError)


@pytest.mark.parametrize("more", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"], ids=["nothing", "half a head"])
async def test_an_idle_connection_is_closed(monkeypatch: pytest.MonkeyPatch, more: bytes) -> None:
    assert http_connection.IDLE_SECONDS == 30
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.3)
    async with running() as gateway:
        client = await idle(gateway)
        client.writer.write(more)
        await client.closed()


async def test_a_later_head_may_not_be_larger_than_the_first() -> None:
    async with running() as gateway:
        client = await idle(gateway)
        client.writer.write(b"GET / HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            async with asyncio.timeout(10):
                for number in range(60):
                    client.writer.write(b"X-%d: %s\r\n" % (number, b"x" * 4000))
                    await client.writer.drain()
                    await asyncio.sleep(0.01)
        await eventually(lambda: gateway.admission.total == 0)


async def stuck(request: web.Request) -> web.Response:
    await asyncio.Event().wait()
    raise AssertionError


async def test_requests_in_a_row_are_few() -> None:
    app = web.Application()
    app.router.add_get("/stuck", stuck)
    async with running(app=app) as gateway:
        client = await gateway.connect()
        client.writer.write(b"GET /stuck HTTP/1.1\r\nHost: x\r\n\r\n" * 30)
        await client.closed()
        await eventually(lambda: gateway.admission.total == 0)


async def test_answers_that_nobody_reads_end_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small ones, asked for one behind the other."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 60_000)

    app = web.Application()
    app.router.add_get("/answer", answer)
    async with running(app=app) as gateway:
        client = await gateway.connect()
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        with pytest.raises(ConnectionError):
            async with asyncio.timeout(20):
                while True:
                    client.writer.write(b"GET /answer HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
                    await client.writer.drain()
                    await asyncio.sleep(0)
        await eventually(lambda: gateway.admission.total == 0)


async def test_who_leaves_a_large_answer_unread_may_not_send_more() -> None:
    async def large(_: web.Request) -> web.Response:
        return web.Response(body=b"x" * 16 * 2**20)

    app = web.Application()
    app.router.add_get("/large", large)
    async with running(app=app) as gateway:
        client = await gateway.connect()
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.5)  # what the kernel takes of it has been taken
        assert gateway.admission.total == 1
        client.writer.write(GET)
        await eventually(lambda: gateway.admission.total == 0)


async def test_one_answer_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_connection, "LOOK_SECONDS", 0.1)
    ended = asyncio.Event()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 100_000)
        finally:
            ended.set()

    app = web.Application()
    app.router.add_get("/endless", endless)
    async with running(app=app) as gateway:
        client = await gateway.connect()
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        client.writer.write(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.wait_for(ended.wait(), 20)
        await eventually(lambda: gateway.admission.total == 0)
