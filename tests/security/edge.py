"""A gateway in the process of the test, over loopback, and an attacker's raw connections to it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.edge.admission import Admission
from gateway.edge.server import Server, new_app
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic, PrivacySource
from gateway.hub.sessions import Sessions
from gateway.wire import frames
from realtime.backbone import Answerer, Message, Reply
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.questions import packed
from realtime.runtime import logs
from realtime.security.tokens import Signer
from tests.wire.test_frames import masked

SIGNER = Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))
CONTEST = "c"
UPGRADE = (
    "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
PLAIN = f"/api/v1/contests/{CONTEST}/live"
SOCKETIO = "/socket.io/?EIO=4&transport=websocket"
POLLING = "/socket.io/?EIO=4&transport=polling"


@dataclass
class Gateway:
    port: int
    server: Server
    hub: Hub
    backbone: MemoryBackbone
    admission: Admission
    app: web.Application
    sessions: Sessions
    clients: list[Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def connect(self) -> Client:
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port))
        self.clients.append(client)
        return client

    async def open(self, path: str = PLAIN) -> Client:
        """A WebSocket."""
        client = await self.connect()
        client.writer.write(f"GET {path} HTTP/1.1\r\n{UPGRADE}".encode())
        assert b" 101 " in await client.reader.readuntil(b"\r\n\r\n")
        return client


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def say(self, text: str | bytes) -> None:
        self.writer.write(masked(text.encode() if isinstance(text, str) else text))

    async def hear(self) -> dict[str, Any]:
        """The next message of a plain WebSocket; its close code as `{"closed": …}`."""
        opcode, payload = await self.frame()
        if opcode == frames.CLOSE:
            return {"closed": int.from_bytes(payload[:2], "big")}
        said: dict[str, Any] = msgspec.json.decode(payload)
        return said

    async def frame(self) -> tuple[int, bytes]:
        async with asyncio.timeout(10):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2), "big")
            return first & 0x0F, await self.reader.readexactly(size)

    async def closed(self) -> bytes:
        """What comes until the other side closes."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    def close(self) -> None:
        self.writer.close()


async def nobody(_: Message) -> Reply:
    """Nobody is in a team."""
    return Reply(packed([]), {})


@asynccontextmanager
async def running(
    admission: Admission | None = None,
    app: web.Application | None = None,
    *,
    teams: Answerer | None = nobody,
    private: PrivacySource | None = None,
    **options: Any,
) -> AsyncIterator[Gateway]:
    """With one contest, whose rooms are answered for by an engine that knows only whole frames. `teams`: says who is in which team."""
    async with AsyncExitStack() as stack:
        backbone = MemoryBackbone()
        await backbone.append(subjects.log(CONTEST), b"created")

        async def whole(_: Message) -> Reply:
            return Reply(b'{"whole":true}', {"epoch": "1", "seq": "1", "whole": "1"})

        for subject in subjects.snapshots_of(CONTEST):
            await backbone.answer(subject, whole)
        if teams is not None:
            await backbone.answer(subjects.ASK_TEAMS, teams)
        hub = Hub(backbone, private or AllPublic())
        stack.push_async_callback(hub.close)
        sessions = Sessions(hub, SIGNER.verifier)
        admission = admission or Admission()
        app = app if app is not None else new_app()
        server = Server(app, sessions, sessions, admission=admission, **options)
        gateway = Gateway(await server.start(stack, "127.0.0.1", 0), server, hub, backbone, admission, app, sessions)
        yield gateway
        for client in gateway.clients:
            client.close()  # they answer no close frame: the gateway would wait for each until its time was up


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What a role would write to its log meanwhile."""
    written = io.StringIO()
    handler = logs.make_handler("gateway", written)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield written
    finally:
        root.removeHandler(handler)
