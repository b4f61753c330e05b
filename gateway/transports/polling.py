"""Engine.IO v4 over HTTP: long-polling, and its upgrade to a WebSocket. The full lane's transport, beneath python-socketio.

It takes the place of the library's own server, which the protocol's test suite finds fault with in half of its cases (see
docs/adr/0004), and whose queues have no bound.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from collections import deque
from collections.abc import Callable
from typing import Any

import engineio
from aiohttp import WSMsgType, web
from engineio import packet as eio

from gateway.hub.viewer import CONNECTIONS, TOO_SLOW
from gateway.transports.link import Beats
from gateway.transports.siblings import SEPARATOR as SEPARATOR_OF_NAME
from gateway.transports.siblings import Here, Siblings
from gateway.transports.timing_wheel import Wheel
from gateway.wire import packets
from gateway.wire.frames import ProtocolError
from realtime.runtime.errors import Unavailable

QUEUE = 512
"""Packets that may wait for one client."""
SEPARATOR = "\x1e"
MAX_PACKETS = 64
"""Packets of one request."""
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type", "Cache-Control": "no-store"}
"""Boards are public; private rooms need a token, which no browser sends by itself."""

Wire = str | bytes
"""A packet as it travels: text with its type in front, or the bytes of a binary message."""


class Session:
    """A client of the full lane: polling, in the middle of an upgrade, or on its WebSocket."""

    def __init__(self, server: EngineIo) -> None:
        self.sid = f"{server.name}{SEPARATOR_OF_NAME}{secrets.token_urlsafe(15)}"
        self.closed = False
        self.upgraded = False
        self._server = server
        self._waiting: deque[Wire] = deque()
        self._news = asyncio.Event()
        self._polls = 0
        self._upgrading = False
        self._writer: asyncio.Task[None] | None = None
        self._awaits_pong = False
        self._due = asyncio.get_running_loop().time() + server.beats.interval
        """When the next ping is to be sent, or the last one was."""
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
        if self._polls:
            self._waiting.clear()
            self._waiting.append(packets.SHUT)
            self._news.set()
            self._server.end(self, "polled twice", tell=False)
            raise ProtocolError(1008, "another poll is open")
        if self._is_upgrading():
            return packets.NOOP
        self._polls += 1
        try:
            await self._news.wait()
            self._news.clear()
            if self._is_upgrading():
                return packets.NOOP
            parts = [one if isinstance(one, str) else "b" + base64.b64encode(one).decode() for one in self._waiting]
            self._waiting.clear()
            return SEPARATOR.join(parts) or packets.NOOP
        finally:
            self._polls -= 1

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
                self._awaits_pong = False
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
        if self._server.started_polling(self):
            if await _text(socket) != "2probe":
                return
            self._upgrading = True
            self._news.set()  # whoever polls goes away with a noop
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
        """A ping, and after the timeout a look whether it was answered."""
        if self.closed:
            return
        beats = self._server.beats
        self._awaits_pong = True
        self.put(packets.PING)
        self._server.wheel.add(_Check(self), beats.timeout)

    def check(self) -> None:
        """The answer to a ping is due."""
        beats = self._server.beats
        if self.overdue():
            self._server.end(self, "ping timeout")
        elif not self.closed:
            rest = max(0.0, beats.interval - beats.timeout)
            self._due = asyncio.get_running_loop().time() + rest
            self._server.wheel.add(self, rest)

    def overdue(self) -> bool:
        """Whether the answer to a ping has not come in time."""
        return self._awaits_pong and asyncio.get_running_loop().time() >= self._due + self._server.beats.timeout

    def end(self) -> None:
        self.closed = True
        self._news.set()
        CONNECTIONS.labels("polling").dec()


class _Check:
    """Lets a session stand in the wheel for a second purpose."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def beat(self) -> None:
        self._session.check()


class EngineIo(engineio.AsyncServer):  # type: ignore[misc]  # the library is not typed
    """What python-socketio expects of an Engine.IO server: handlers by `on`, `send_packet`, `send`, `disconnect`, `attach`."""

    def __init__(
        self,
        *,
        wheel: Wheel,
        beats: Beats,
        max_message: int,
        name: str = "",
        check: Callable[[str], object] = lambda _: None,
        **options: Any,
    ) -> None:
        """`name`: of this gateway; `check` raises `ProtocolError` for a text message that ends the session."""
        super().__init__(**options, max_http_buffer_size=max_message, monitor_clients=False)
        self.wheel = wheel
        self.beats = beats
        self.sessions: dict[str, Session] = {}
        self._max = max_message
        self._check = check
        self.name = name
        self.siblings: Siblings | None = None
        """Where other gateways are found."""
        self._polled: set[str] = set()

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._serve(request)
        except ProtocolError as error:
            return web.Response(status=400, text=str(error), headers=CORS)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        query, method = request.query, request.method
        if method == "OPTIONS":
            return web.Response(headers=CORS)
        sid, transport = query.get("sid"), query.get("transport")
        if transport not in ("polling", "websocket") or (sid is None and query.get("EIO") != "4"):
            raise ProtocolError(1008, "this is Engine.IO 4, over polling or websocket")
        if sid is None:
            if method != "GET":
                raise ProtocolError(1008, "a session is opened with GET")
            return await self._open(request, transport)
        session = self.sessions.get(sid)
        if session is None and self.siblings is not None and (there := self.siblings.of(sid)) is not None:
            return await self._elsewhere(request, transport, self.siblings, there)
        if session is not None and session.overdue():
            self.end(session, "ping timeout")
        if transport == "websocket":
            return await self._websocket(request, session)
        if session is None or session.upgraded or session.closed:
            raise ProtocolError(1008, "there is no such session")
        if method == "GET":
            return web.Response(text=await session.poll(), headers=CORS)
        if method == "POST":
            await self._post(request, session)
            return web.Response(text="ok", headers=CORS)
        raise ProtocolError(1008, "GET or POST")

    async def _elsewhere(self, request: web.Request, transport: str, siblings: Siblings, there: Here) -> web.StreamResponse:
        """A session of another gateway is served there."""
        if transport == "websocket":
            socket = web.WebSocketResponse(timeout=2.0, max_msg_size=self._max, compress=False)
            await socket.prepare(request)
            await siblings.bridge(there, request.path_qs, socket)
            await socket.close()
            return socket
        if (request.content_length or 0) > self._max:
            raise ProtocolError(1009, "the payload is too large")
        try:
            status, body = await siblings.fetch(there, request.method, request.path_qs, await request.read())
        except Unavailable as error:
            raise ProtocolError(1011, error.message) from None
        return web.Response(status=status, body=body, content_type="text/plain", headers=CORS)

    async def _open(self, request: web.Request, transport: str) -> web.StreamResponse:
        session = Session(self)
        self.sessions[session.sid] = session
        upgrades = ("websocket",) if transport == "polling" else ()
        hello = packets.opening(session.sid, upgrades, self.beats.interval, self.beats.timeout, self._max).decode()
        await self._trigger_event("connect", session.sid, {"aiohttp.request": request}, run_async=False)
        if transport == "polling":
            self._polled.add(session.sid)
            return web.Response(text=hello, headers=CORS)
        session.put(hello)
        return await self._websocket(request, session)

    async def _websocket(self, request: web.Request, session: Session | None) -> web.StreamResponse:
        socket = web.WebSocketResponse(timeout=2.0, max_msg_size=self._max, compress=False)
        if not socket.can_prepare(request):
            if session is not None and not self.started_polling(session):
                self.end(session, "transport error")
            raise ProtocolError(1008, "this is no WebSocket")
        await socket.prepare(request)
        if session is not None:
            await session.upgrade(socket)
        await socket.close()
        return socket

    async def _post(self, request: web.Request, session: Session) -> None:
        if (request.content_length or 0) > self._max:
            raise ProtocolError(1009, "the payload is too large")
        try:
            async with asyncio.timeout(30):
                body = (await request.read()).decode()
            parts = body.split(SEPARATOR)
            if len(parts) > MAX_PACKETS:
                raise ProtocolError(1008, "too many packets at once")
            for part in parts:
                await session.take(base64.b64decode(part[1:], validate=True) if part.startswith("b") else part)
        except (ProtocolError, UnicodeDecodeError, binascii.Error, TimeoutError) as error:
            self.end(session, "malformed")
            raise ProtocolError(1008, str(error)) from None

    def started_polling(self, session: Session) -> bool:
        return session.sid in self._polled

    async def message(self, session: Session, data: Wire) -> None:
        if isinstance(data, str):
            self._check(data)
        await self._trigger_event("message", session.sid, data, run_async=False)

    def end(self, session: Session, reason: str, *, tell: bool = True) -> None:
        """Closes a session; with `tell`, the client learns it by its poll or socket."""
        if session.closed:
            return
        if tell and not session.upgraded:
            session.put(packets.SHUT)
        session.end()
        self.sessions.pop(session.sid, None)
        self._polled.discard(session.sid)
        self.start_background_task(self._trigger_event, "disconnect", session.sid, reason)

    # what python-socketio calls

    async def send(self, sid: str, data: Wire) -> None:
        if (session := self.sessions.get(sid)) is not None:
            session.put(packets.MESSAGE + data if isinstance(data, str) else data)

    async def send_packet(self, sid: str, pkt: eio.Packet) -> None:
        if (session := self.sessions.get(sid)) is not None:
            session.put(pkt.encode())

    async def disconnect(self, sid: str | None = None) -> None:
        for one in [self.sessions[sid]] if sid in self.sessions else [] if sid else list(self.sessions.values()):
            self.end(one, "server disconnect")

    async def shutdown(self) -> None:
        await self.disconnect()


async def _text(socket: web.WebSocketResponse) -> str:
    """The next text message of an upgrade; nothing when there is none in time."""
    try:
        message = await socket.receive(timeout=10)
    except TimeoutError:
        return ""
    return str(message.data) if message.type == WSMsgType.TEXT else ""
