"""A gateway that is full, that stops, and clients that take their time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
import pytest
import socketio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.edge import dispatcher
from gateway.edge.admission import Admission
from gateway.edge.proxy import Proxy
from gateway.edge.server import Server
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from gateway.wire import frames
from realtime.backbone.memory import MemoryBackbone
from realtime.security.addresses import Trusted
from realtime.security.tokens import Signer
from tests.conftest import eventually
from tests.wire.test_frames import masked

SIGNER = Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))


@dataclass
class Gateway:
    url: str
    admission: Admission
    stop: AsyncExitStack

    @property
    def live(self) -> str:
        return f"{self.url}/api/v1/contests/c/live"


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """Room for ten, one of them kept for who shows a token."""
    async with AsyncExitStack() as stack:
        sessions = Sessions(Hub(MemoryBackbone(), AllPublic()), SIGNER.verifier)
        admission = Admission(at_once=10, per_address=12)
        app = web.Application()
        passing_on = Proxy("http://127.0.0.1:9", Trusted())
        stack.push_async_callback(passing_on.close)
        passing_on.add_routes(app)
        server = Server(app, sessions, sessions, admission=admission)
        yield Gateway(f"http://127.0.0.1:{await server.start(stack, '127.0.0.1', 0)}", admission, stack)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_viewers_make_room_for_contestants(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    viewers = [await http.ws_connect(gateway.live) for _ in range(9)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(gateway.live)
    assert refused.value.status == 503
    assert refused.value.headers is not None
    assert 1 <= int(refused.value.headers["Retry-After"]) <= 10
    token = SIGNER.sign("u1", "Ann", ())
    contestants = [await http.ws_connect(gateway.live, headers={"Authorization": f"Bearer {token}"})]
    contestants.append(await http.ws_connect(f"{gateway.live}?token={token}"))  # as browsers have to
    for contestant in contestants:
        await contestant.send_json({"type": "hello", "token": token})
    told = [asyncio.create_task(viewer.receive(10)) for viewer in viewers]
    done, waiting = await asyncio.wait(told, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result().data for task in done] == [4013]
    for task in waiting:
        task.cancel()
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await http.ws_connect(f"{gateway.live}?token=nonsense")


async def test_http_connections_count_too_and_idle_ones_make_room(gateway: Gateway) -> None:
    held = []
    for _ in range(20):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"404" in await reader.readline()
        held.append(writer)
    assert gateway.admission.total <= 10
    for writer in held:
        writer.close()
    await eventually(lambda: gateway.admission.total == 0)


async def test_a_head_that_does_not_come(monkeypatch: pytest.MonkeyPatch, gateway: Gateway) -> None:
    monkeypatch.setattr(dispatcher, "HEAD_SECONDS", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))
    writer.write(b"GET /nothing HTTP/1.1\r\n")
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 10)
    writer.close()


async def test_who_is_connected_is_told_before_the_gateway_goes(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    plain = await http.ws_connect(gateway.live)
    frames: dict[str, list[str]] = {"websocket": [], "polling": []}
    clients = []
    for transport, heard in frames.items():
        client = socketio.AsyncClient(reconnection=False)
        client.on("frame", lambda frame, heard=heard: heard.append(frame["type"]))
        client.on("disconnect", lambda *_, heard=heard: heard.append("gone"))
        await client.connect(gateway.url, transports=[transport])
        clients.append(client)
    stopping = asyncio.create_task(gateway.stop.aclose())
    leaving = json.loads((await plain.receive(5)).data)
    assert (leaving["type"], leaving["code"]) == ("leaving", "server-restart")
    assert leaving["seconds"] > 0
    assert (await plain.receive(5)).data == 1001
    await eventually(lambda: all(heard == ["leaving", "gone"] for heard in frames.values()))
    await stopping
    for client in clients:
        await client.disconnect()


async def test_a_websocket_on_a_connection_that_carried_requests_before(gateway: Gateway) -> None:
    """As clients with a pool of connections and load balancers do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))
    path = b"/api/v1/contests/c/live HTTP/1.1\r\nHost: x\r\n"
    upgrade = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    writer.write(b"GET " + path + b"\r\n")
    answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 426")
    await reader.readexactly(int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    writer.write(b"GET " + path + upgrade + b"\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    writer.write(masked(b'{"type":"subscribe","rooms":[{"room":"nonsense"}]}'))
    frame = await asyncio.wait_for(reader.read(1000), 5)
    assert b'"code":"invalid"' in frame
    assert gateway.admission.total == 1
    writer.write(masked((1000).to_bytes(2, "big"), frames.CLOSE))
    assert (await asyncio.wait_for(reader.read(), 5))[2:4] == (1000).to_bytes(2, "big")
    writer.close()
    await eventually(lambda: gateway.admission.total == 0)


async def opened(gateway: Gateway) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.url.rsplit(":", 1)[1]))
    writer.write(
        b"GET /api/v1/contests/c/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_a_flood_of_pings_from_a_client_that_never_reads(gateway: Gateway) -> None:
    """Its answers may pile up to a limit, not beyond."""
    reader, writer = await opened(gateway)
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    flood = masked(b"p" * 125, frames.PING) * 1000
    with pytest.raises(ConnectionError):
        async with asyncio.timeout(20):
            while True:
                writer.write(flood)
                await writer.drain()
    await eventually(lambda: gateway.admission.total == 0)
    del reader


async def test_a_frame_that_says_it_has_ten_megabytes(gateway: Gateway) -> None:
    reader, writer = await opened(gateway)
    writer.write(bytes((0x81, 0xFF)) + (10_000_000).to_bytes(8, "big") + bytes(4))
    assert (await asyncio.wait_for(reader.readexactly(4), 5))[2:] == (1009).to_bytes(2, "big")
    writer.close()
