"""Engine.IO v4 over HTTP: long-polling, and its upgrade to a WebSocket. The full lane's transport, beneath python-socketio.

It takes the place of the library's own server, which the protocol's test suite finds fault with in half of its cases (see
docs/adr/0004), and whose queues have no bound.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

import engineio
from aiohttp import web
from engineio import packet as eio

from gateway.transports.heartbeat import Beats
from gateway.transports.link import PROTOCOL_ERRORS
from gateway.transports.polling_session import SEPARATOR, Session, Wire
from gateway.transports.siblings import SEPARATOR as SEPARATOR_OF_NAME
from gateway.transports.siblings import Here, Siblings
from gateway.transports.timing_wheel import Wheel
from gateway.wire import packets
from gateway.wire.frames import ProtocolError
from realtime.runtime.errors import PodiumError, Unavailable, UnsupportedEncoding

MAX_PACKETS = 64
"""Packets of one request."""
BODY_SECONDS = 30.0
"""How long a client may take to send the packets of one request."""
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type", "Cache-Control": "no-store"}
"""Boards are public; private rooms need a token, which no browser sends by itself."""


Admit = Callable[[web.Request], Callable[[], None]]
"""Lets a session in; what it returns is called when the session has ended. Raises `PodiumError`."""


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
        admit: Admit = lambda _: _nothing,
        **options: Any,
    ) -> None:
        """`name`: of this gateway; `check` raises `ProtocolError` for a text message that ends the session."""
        super().__init__(**options, max_http_buffer_size=max_message, monitor_clients=False)
        self.wheel = wheel
        self.beats = beats
        self.sessions: dict[str, Session] = {}
        self._max = max_message
        self._check = check
        self._admit = admit
        self.name = name
        self.siblings: Siblings | None = None
        """Where other gateways are found."""

    async def handle_request(self, request: web.Request) -> web.StreamResponse:
        try:
            return await self._serve(request)
        except ProtocolError as error:
            PROTOCOL_ERRORS.labels(error.code).inc()
            return web.Response(status=400, text=str(error), headers=CORS)
        except PodiumError as error:
            headers = {**CORS, "Retry-After": str(round(error.retry_after or 1))}
            return web.Response(status=error.status, text=json.dumps(error.problem()), headers=headers)

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
        if method == "POST" and request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedEncoding("packets are taken as they are, without Content-Encoding", field="Content-Encoding")
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
        sent = await self._body(request)
        try:
            status, body = await siblings.fetch(there, request.method, request.path_qs, sent)
        except Unavailable as error:
            raise ProtocolError(1011, error.message) from None
        return web.Response(status=status, body=body, content_type="text/plain", headers=CORS)

    async def _open(self, request: web.Request, transport: str) -> web.StreamResponse:
        session = Session(self, f"{self.name}{SEPARATOR_OF_NAME}", polls=transport == "polling", left=self._admit(request))
        self.sessions[session.sid] = session
        upgrades = ("websocket",) if session.polls else ()
        hello = packets.opening(session.sid, upgrades, self.beats.interval, self.beats.timeout, self._max).decode()
        await self._trigger_event("connect", session.sid, {"aiohttp.request": request}, run_async=False)
        if session.polls:
            return web.Response(text=hello, headers=CORS)
        session.put(hello)
        return await self._websocket(request, session)

    async def _websocket(self, request: web.Request, session: Session | None) -> web.StreamResponse:
        socket = web.WebSocketResponse(timeout=2.0, max_msg_size=self._max, compress=False)
        if not socket.can_prepare(request):
            if session is not None and not session.polls:
                self.end(session, "transport error")
            raise ProtocolError(1008, "this is no WebSocket")
        await socket.prepare(request)
        if session is not None:
            await session.upgrade(socket)
        await socket.close()
        return socket

    async def _body(self, request: web.Request) -> bytes:
        """Bounded in size, also by the application's `client_max_size`, and in time."""
        if (request.content_length or 0) > self._max:
            raise ProtocolError(1009, "the payload is too large")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await request.read()
        except TimeoutError:
            raise ProtocolError(1008, f"the payload must come within {BODY_SECONDS:.0f} s") from None

    async def _post(self, request: web.Request, session: Session) -> None:
        sent = await self._body(request)
        try:
            parts = sent.decode().split(SEPARATOR)
            if len(parts) > MAX_PACKETS:
                raise ProtocolError(1008, "too many packets at once")
            for part in parts:
                await session.take(base64.b64decode(part[1:], validate=True) if part.startswith("b") else part)
        except (ProtocolError, UnicodeDecodeError, binascii.Error) as error:
            self.end(session, "malformed")
            raise ProtocolError(1008, str(error)) from None

    async def message(self, session: Session, data: Wire) -> None:
        if isinstance(data, str):
            self._check(data)
        try:
            await self.handlers["message"](session.sid, data)
        except Exception as error:  # the library's way of refusing a packet; it would log each with a traceback
            raise ProtocolError(1008, f"the packet cannot be handled: {type(error).__name__}") from None

    def end(self, session: Session, reason: str, *, tell: bool = True) -> None:
        """Closes a session; with `tell`, the client learns it by its poll or socket."""
        if session.closed:
            return
        if tell and not session.upgraded:
            session.put(packets.SHUT)
        session.end()
        self.sessions.pop(session.sid, None)
        self.start_background_task(self._trigger_event, "disconnect", session.sid, reason)

    # what python-socketio calls

    async def send(self, sid: str, data: Wire) -> None:
        if (session := self.sessions.get(sid)) is not None:
            session.put(packets.MESSAGE + data if isinstance(data, str) else data)

    async def send_packet(self, sid: str, pkt: eio.Packet) -> None:
        if (session := self.sessions.get(sid)) is not None:
            session.put(pkt.encode())

    async def disconnect(self, sid: str | None = None) -> None:
        """One session; without `sid`, all."""
        for session in [self.sessions[sid]] if sid in self.sessions else [] if sid else list(self.sessions.values()):
            self.end(session, "server disconnect")

    async def shutdown(self) -> None:
        await self.disconnect()


def _nothing() -> None:
    pass
