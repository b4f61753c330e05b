"""Filling a gateway's disk by what it logs."""

from __future__ import annotations

import asyncio
import base64
import json
import logging

import aiohttp
import pytest

from gateway.transports import link
from gateway.wire import frames
from realtime.runtime import logs
from tests.security.edge import POLLING, SOCKETIO, UPGRADE, logged, running
from tests.wire.test_frames import masked

DEEP = "[" * 900 + "]" * 900
ROUNDS = 60
"""Enough that a traceback for each would be seen."""
MAX_LOGGED = 20_000

deep_token = base64.urlsafe_b64encode(b"[" * 1450 + b"]" * 1450).decode() + ".e30.c2ln"

SOCKETIO_BOMBS: dict[str, list[str | bytes]] = {
    "an event": [f'42["subscribe",{DEEP}]'],
    "an event's name": [f"42{DEEP}"],
    "what is shown when connecting": [f'40{{"token":{DEEP}}}'],
    "an acknowledgement": [f"431{DEEP}"],
    "a packet with attachments": [f'451-["subscribe",{DEEP}]', b"x"],
    "a token": [json.dumps(["hello", {"token": deep_token}]).join(("42", ""))],
}


@pytest.mark.parametrize("bomb", SOCKETIO_BOMBS)
async def test_by_websocket(bomb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "CLOSE_SECONDS", 0.1)
    with logged() as written:
        async with running() as gateway:
            clients = [await gateway.open(SOCKETIO) for _ in range(ROUNDS)]
            for client in clients:
                client.say("40")
                for part in SOCKETIO_BOMBS[bomb]:
                    client.writer.write(masked(part.encode()) if isinstance(part, str) else masked(part, frames.BINARY))
                client.writer.write(masked(b"no Engine.IO packet"))
            await asyncio.gather(*(client.closed() for client in clients))
        assert len(written.getvalue()) < MAX_LOGGED


@pytest.mark.parametrize("bomb", [*SOCKETIO_BOMBS, "an attachment of nothing"])
async def test_by_polling(bomb: str) -> None:
    parts = SOCKETIO_BOMBS.get(bomb, [b"x"])
    body = "\x1e".join(["40", *(part if isinstance(part, str) else f"b{base64.b64encode(part).decode()}" for part in parts)])
    with logged() as written:
        async with running() as gateway, aiohttp.ClientSession() as http:
            for _ in range(ROUNDS):
                async with http.get(gateway.url + POLLING) as answer:
                    sid = json.loads((await answer.text())[1:])["sid"]
                async with http.post(f"{gateway.url}{POLLING}&sid={sid}", data=body) as answer:
                    assert answer.status in (200, 400)
                await asyncio.sleep(0)
        assert len(written.getvalue()) < MAX_LOGGED


@pytest.mark.parametrize("path", [f"{SOCKETIO}&token={deep_token}", f"/api/v1/contests/c/live?token={deep_token}"])
async def test_a_token_at_the_door(path: str) -> None:
    with logged() as written:
        async with running() as gateway:
            for _ in range(ROUNDS):
                client = await gateway.connect()
                client.writer.write(f"GET {path} HTTP/1.1\r\n{UPGRADE}".encode())
                assert (await client.closed()).startswith(b"HTTP/1.1 401")
        assert len(written.getvalue()) < MAX_LOGGED


@pytest.mark.parametrize(
    "request_sent",
    [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"GET / HTTP/1.1\r\nA: " + b"x" * 9_000 + b"\r\n\r\n"],
)
async def test_requests_that_are_no_http(request_sent: bytes) -> None:
    with logged() as written:
        async with running() as gateway:
            for _ in range(ROUNDS):
                client = await gateway.connect()
                client.writer.write(request_sent)
                assert (await client.closed()).startswith(b"HTTP/1.")
        assert len(written.getvalue()) < MAX_LOGGED


async def test_who_sends_nonsense_costs_nobody_else_his_lines() -> None:
    """A statement that warns too often is silent for a while and says how much is missing; others are not touched."""
    with logged() as written:
        logger = logging.getLogger("test")
        record = logger.makeRecord("test", logging.WARNING, "one.py", 1, "the same", (), None)
        for _ in range(10_000):
            logger.handle(record)
        other = logger.makeRecord("test", logging.WARNING, "other.py", 1, "x" * 1_000_000, (), None)
        logger.handle(other)
        later = logger.makeRecord("test", logging.WARNING, "one.py", 1, "the same", (), None)
        later.created = record.created + 10
        logger.handle(later)
        everything = [json.loads(line) for line in written.getvalue().splitlines()]
    lines = [line for line in everything if line["logger"] == "test"]  # what other tests left behind may be logged meanwhile
    assert len(lines) == logs.BURST + 2
    assert len(lines[-2]["msg"]) < 2 * logs.MAX_TEXT
    assert lines[-1]["left_out"] == 10_000 - logs.BURST
