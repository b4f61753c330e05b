"""The conformance server over real sockets: both lanes, and clients that mean no good."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
import socketio

from tests.conftest import ROOT, eventually
from tests.wire.test_frames import masked


@pytest.fixture(scope="module", params=["fast", "full"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    command = [sys.executable, "tests/wire/conformance_server.py", "0", "--lane", request.param]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().split()[-1]}"
    process.terminate()
    process.wait(10)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize("transports", [None, ["polling"], ["websocket"]])
async def test_the_stock_client_by_every_transport(server: str, transports: list[str] | None) -> None:
    client, got = socketio.AsyncClient(reconnection=False), asyncio.Queue[Any]()

    async def heard(event: str, *arguments: Any) -> None:
        await got.put((event, *arguments))

    client.on("*", heard, namespace="/custom")
    await client.connect(server, transports=transports, namespaces=["/custom"], auth={"token": "x"})
    assert await asyncio.wait_for(got.get(), 5) == ("auth", {"token": "x"})
    await client.emit("message", ("text", b"bytes", {"deep": [b"er"]}), namespace="/custom")
    assert await asyncio.wait_for(got.get(), 5) == ("message-back", "text", b"bytes", {"deep": [b"er"]})
    assert await client.call("message-with-ack", (1, b"2"), namespace="/custom", timeout=5) == (1, b"2")
    client.on("question", lambda *arguments: (*arguments, "yes"), namespace="/custom")
    await client.emit("ask-me", ("well", b"?"), namespace="/custom")
    assert await asyncio.wait_for(got.get(), 5) == ("answered", "well", b"?", "yes")
    if transports is None:
        assert client.transport() == "websocket"
    await asyncio.sleep(0.7)  # two heartbeats
    assert client.connected
    await client.disconnect()


async def test_a_namespace_that_is_not_there(server: str) -> None:
    client = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(server, namespaces=["/nothing"])
    await client.disconnect()


async def opened(server: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.rsplit(":", 1)[1]))
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\x00" * 100,
        masked(b"40") + masked(b"42" + b"[" * 3000),
        masked(b"\xff\xff"),
        masked(b"9what"),
        masked(b"452-[1]"),
        bytes((0x81, 0xFF)) + (2**62).to_bytes(8, "big") + bytes(8),
        masked(b"40") * 3,
        masked(b'42["before","connect"]'),
    ],
)
async def test_nonsense_ends_the_connection_and_nothing_else(server: str, bytes_sent: bytes, http: aiohttp.ClientSession) -> None:
    reader, writer = await opened(server)
    writer.write(bytes_sent)
    await asyncio.wait_for(reader.read(), 10)  # to the end
    writer.close()
    async with http.get(f"{server}/socket.io/?EIO=4&transport=polling") as answer:
        assert answer.status == 200


async def test_a_request_in_pieces_and_two_in_one_go(server: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.rsplit(":", 1)[1]))
    request = b"GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n"
    for number in range(len(request)):
        writer.write(request[number : number + 1])
        await asyncio.sleep(0)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    opening = json.loads((await reader.readexactly(length))[1:])
    assert opening["upgrades"] == ["websocket"]
    writer.write(request * 2)
    for _ in range(2):
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        await reader.readexactly(length)
    writer.close()


async def test_a_head_that_never_ends_is_refused(server: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.rsplit(":", 1)[1]))
    writer.write(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000)
    assert (await asyncio.wait_for(reader.read(), 10)).startswith(b"HTTP/1.1 431")
    writer.close()


async def test_two_polls_at_once_end_the_session(server: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{server}/engine.io/?EIO=4&transport=polling") as answer:
        sid = json.loads((await answer.text())[1:])["sid"]
    url = f"{server}/engine.io/?EIO=4&transport=polling&sid={sid}"

    async def poll() -> tuple[int, str]:
        async with http.get(url) as answer:
            return answer.status, await answer.text()

    answers = await asyncio.gather(poll(), poll())
    assert sorted(status for status, _ in answers) == [200, 400]
    assert "1" in [text for status, text in answers if status == 200]

    async def gone() -> bool:
        return (await poll())[0] == 400

    await eventually(gone)
