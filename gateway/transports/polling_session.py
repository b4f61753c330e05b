"""One Engine.IO session of the full lane: long-polling, in the middle of an upgrade, or on the WebSocket it was upgraded to."""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections import deque
from collections.abc import Callable
from typing import Protocol

from aiohttp import WSMsgType, web

from gateway.hub.viewer import CONNECTIONS, TOO_SLOW
from gateway.transports.heartbeat import Beats, Ping
from gateway.transports.timing_wheel import Wheel
from gateway.wire import packets
from gateway.wire.frames import ProtocolError

QUEUE = 512
"""Packets that may wait for one client."""
SEPARATOR = "\x1e"
"""Between the packets of one payload."""
PROBE_SECONDS = 10.0
"""How long each step of an upgrade may take."""

Wire = str | bytes
"""A packet as it travels: text with its type in front, or the bytes of a binary message."""


class Owner(Protocol):
    """The server that a session belongs to."""

    wheel: Wheel
    beats: Beats

    async def message(self, session: Session, data: Wire) -> None:
        """The client sent a message. Raises `ProtocolError`."""

    def end(self, session: Session, reason: str, *, tell: bool = True) -> None:
        """Closes a session; with `tell`, the client learns it by its poll or socket."""


class Session:
    def __init__(self, server: Owner, sid_prefix: str, *, polls: bool, left: Callable[[], None]) -> None:
        """`polls`: it begins with long-polling, not on a WebSocket; `left` is called when it has ended."""
        self.sid = f"{sid_prefix}{secrets.token_urlsafe(15)}"
        self.polls = polls
        self._left = left
        self.closed = False
        self.upgraded = False
        self._server = server
        self._waiting: deque[Wire] = deque()
        self._news = asyncio.Event()
        self._open_polls = 0
        self._upgrading = False
        self._writer: asyncio.Task[None] | None = None
        self._ping = Ping.NONE
        self._pinged = 0.0
        """When the last ping was sent."""
        server.wheel.add(self, server.beats.interval)
        CONNECTIONS.labels("polling").inc()

    def put(self, wire: Wire) -> None:
        """Never blocks; a client that takes nothing is closed."""
        if self.closed:
            return
        if len(self._waiting) >= QUEUE:
            TOO_SLOW.inc()
            self._server.end(self, "too slow")
            return
        self._waiting.append(wire)
        self._news.set()

    async def poll(self) -> str:
        """What waits, as one payload. Raises `ProtocolError` for a poll beside another, which ends the session."""
        if self._open_polls:
            self._waiting.clear()
            self._waiting.append(packets.SHUT)
            self._news.set()
            self._server.end(self, "polled twice", tell=False)
            raise ProtocolError(1008, "another poll is open")
        if self._is_upgrading():
            return packets.NOOP
        self._open_polls += 1
        try:
            await self._news.wait()
            self._news.clear()
            if self._is_upgrading():
                return packets.NOOP
            parts = [wire if isinstance(wire, str) else "b" + base64.b64encode(wire).decode() for wire in self._waiting]
            self._waiting.clear()
            return SEPARATOR.join(parts) or packets.NOOP
        finally:
            self._open_polls -= 1

    def _is_upgrading(self) -> bool:
        return self._upgrading

    async def take(self, wire: Wire) -> None:
        """A packet of the client. Raises `ProtocolError`."""
        if self.closed:
            return
        if isinstance(wire, bytes):
            await self._server.message(self, wire)
            return
        match wire[:1]:
            case packets.MESSAGE:
                await self._server.message(self, wire[1:])
            case packets.PONG:
                self._ping = Ping.ANSWERED
            case packets.SHUT:
                self._waiting.clear()
                self._server.end(self, "client disconnect", tell=False)
                self._news.set()
            case packets.PING if wire == "2probe" or not self._upgrading:
                self.put(packets.PONG + wire[1:])
            case packets.NOOP:
                pass
            case _:
                raise ProtocolError(1008, "an unknown Engine.IO packet")

    async def upgrade(self, socket: web.WebSocketResponse) -> None:
        """Serves the session on a WebSocket until that ends."""
        if self.upgraded or self._upgrading or self.closed:
            return
        if self.polls:
            if await _text(socket) != "2probe":
                return
            self._upgrading = True
            self._news.set()  # an open poll ends with a noop
            await socket.send_str("3probe")
            if await _text(socket) != packets.UPGRADE:
                self._upgrading = False
                return
        self.upgraded, self._upgrading = True, False
        self._writer = asyncio.create_task(self._write(socket))
        try:
            async for message in socket:
                if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                    break
                await self.take(message.data)
        except ProtocolError:
            pass
        finally:
            self._server.end(self, "transport close")
            self._writer.cancel()

    async def _write(self, socket: web.WebSocketResponse) -> None:
        try:
            while not socket.closed:
                while self._waiting:
                    wire = self._waiting.popleft()
                    await (socket.send_str(wire) if isinstance(wire, str) else socket.send_bytes(wire))
                if self.closed:
                    await socket.close()
                    return
                await self._news.wait()
                self._news.clear()
        except (ConnectionError, RuntimeError):
            self._server.end(self, "transport error")

    def beat(self) -> None:
        """A ping, then a look whether it was answered, then a rest until the next ping."""
        if self.closed:
            return
        wheel, beats = self._server.wheel, self._server.beats
        if self._ping is Ping.AWAITED:
            self._server.end(self, "ping timeout")
        elif self._ping is Ping.ANSWERED and beats.rest:
            self._ping = Ping.NONE
            wheel.add(self, beats.rest)
        else:
            self._ping, self._pinged = Ping.AWAITED, asyncio.get_running_loop().time()
            self.put(packets.PING)
            wheel.add(self, beats.timeout)

    def overdue(self) -> bool:
        """Whether the answer to a ping has not come in time: known before the wheel says so, which turns in steps."""
        return self._ping is Ping.AWAITED and asyncio.get_running_loop().time() >= self._pinged + self._server.beats.timeout

    def end(self) -> None:
        self.closed = True
        self._news.set()
        self._left()
        CONNECTIONS.labels("polling").dec()


async def _text(socket: web.WebSocketResponse) -> str:
    """The next text message of an upgrade; nothing when there is none in time."""
    try:
        message = await socket.receive(timeout=PROBE_SECONDS)
    except TimeoutError:
        return ""
    return str(message.data) if message.type == WSMsgType.TEXT else ""
