"""Both lanes on one port."""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import secrets
from collections.abc import Callable
from contextlib import AsyncExitStack

import msgspec
from aiohttp import web

from gateway.edge import http_upgrade
from gateway.edge.admission import Admission
from gateway.edge.context import EdgeContext, Opener
from gateway.edge.counters import TURNED_AWAY
from gateway.edge.dispatcher import Dispatcher
from gateway.edge.http_connection import IDLE_SECONDS, HttpConnections
from gateway.edge.http_logger import http_logger
from gateway.hub.handlers import Handlers
from gateway.hub.outgoing import Outgoing
from gateway.hub.sessions import Sessions
from gateway.hub.viewer import Viewer
from gateway.transports.heartbeat import Beats
from gateway.transports.link import CLOSE_SECONDS, Lane
from gateway.transports.plain_link import PlainLink
from gateway.transports.siblings import Here, Siblings
from gateway.transports.socketio_lane import SocketIoLane
from gateway.transports.socketio_link import SocketIoLink
from gateway.transports.timing_wheel import Wheel
from gateway.wire.handshake import Head
from realtime.backbone import Backbone
from realtime.protocol import client_messages
from realtime.protocol.client_messages import MAX_MESSAGE
from realtime.runtime import service
from realtime.security.addresses import Trusted

log = logging.getLogger(__name__)

LIVE = re.compile(r"/api/v1/contests/[A-Za-z0-9_-]{1,64}/live")
BACKLOG = 4096
MAX_HEADERS = 64
"""Of one request; each may have 8 KiB."""
READ_BUFFER = 64 * 1024
"""Bytes of a body that are buffered for its handler; at twice as many, reading from the client pauses."""
DRAIN_SLICE = 100
"""Connections closed in one go when a gateway stops."""
DRAIN_SECONDS = 4.0
"""Over which a gateway spreads its viewers to others."""
NOTICE_SECONDS = 1.0
"""Between the word that a connection will be closed and its end: a client opens another one meanwhile, and misses nothing."""
LOOKED_AT = 10_000
"""Connections that are looked at for an anonymous one to close."""


def new_app() -> web.Application:
    """Of a gateway. The bound is on bodies that are read whole, those of long-polling: the proxy streams."""
    return web.Application(client_max_size=MAX_MESSAGE)


def is_engineio(head: Head, path: str) -> bool:
    """Whether a WebSocket opens an Engine.IO session of its own, not one that began with polling."""
    query = head.query
    return head.path.rstrip("/") == path and query.get("EIO") == "4" and query.get("transport") == "websocket" and "sid" not in query


class Server:
    """Socket.IO for `handlers`, and the plain WebSocket for `sessions` where there are some."""

    def __init__(
        self,
        app: web.Application,
        handlers: Handlers,
        sessions: Sessions | None = None,
        *,
        beats: Beats | None = None,
        max_message: int = MAX_MESSAGE,
        admission: Admission | None = None,
        trusted: Trusted | None = None,
        backbone: Backbone | None = None,
        fast: bool = True,
    ) -> None:
        """`backbone`: where other gateways are found. Without `fast`, the full lane takes everything it can."""
        beats = beats or Beats()
        self.wheel = Wheel(min(0.25, beats.interval / 8, beats.timeout / 8))
        self.events = Lane("socketio", self.wheel, beats, max_message)
        self.plain = Lane("websocket", self.wheel, beats, max_message)
        self._handlers = handlers
        self._sessions = sessions
        self._fast = fast
        self._trusted = trusted or Trusted()
        self._name = secrets.token_hex(4)
        self._backbone = backbone
        self._full = SocketIoLane(handlers, app, self.wheel, beats, max_message, self._name, self._admit_polling)
        # a handler is cancelled when its client goes away: a poll that nobody reads any more, a request at the api
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=http_logger(),
            handle_signals=False,
            shutdown_timeout=3,
            handler_cancellation=True,
            keepalive_timeout=IDLE_SECONDS,
            max_headers=MAX_HEADERS,
            read_bufsize=READ_BUFFER,
            auto_decompress=False,  # the api and long-polling refuse what is compressed: a bomb is never unpacked
        )
        self._admission = admission or Admission()
        self._listening: asyncio.Server | None = None
        self._context: EdgeContext
        if sessions is not None:
            app.router.add_get("/api/v1/contests/{contest}/live", self._upgrade)

    async def start(self, stack: AsyncExitStack, host: str, port: int, inner_host: str = "127.0.0.1") -> int:
        """Serves until the stack is closed; returns the port. Raises `BadPort` for one that is taken.

        Other gateways pass requests on to a port of their own, on `inner_host`.
        """
        await self._runner.setup()
        stack.push_async_callback(self._runner.cleanup)
        stack.push_async_callback(self._full.close)
        service.background(stack, self.wheel.run(), "wheel")
        assert self._runner.server is not None
        context = self._context = EdgeContext(
            http=HttpConnections(self._runner.server, self._admission, self.wheel),
            lane_of=self.lane_of,
            wheel=self.wheel,
            admission=self._admission,
            trusted=self._trusted,
            sessions=self._sessions,
            shed=self._shed,
        )
        loop = asyncio.get_running_loop()
        if self._backbone is not None:
            inner = await loop.create_server(lambda: Dispatcher(context), inner_host, 0, backlog=BACKLOG)
            stack.callback(inner.close)
            me = Here(self._name, inner_host, int(inner.sockets[0].getsockname()[1]))
            siblings = self._full.server.eio.siblings = Siblings(self._backbone, me)
            service.background(stack, siblings.run(), "siblings")
        try:
            self._listening = await loop.create_server(lambda: Dispatcher(context), host, port, reuse_port=True, backlog=BACKLOG)
        except OSError as error:
            raise service.BadPort(f"cannot listen on {host}:{port}: {error.strerror or error}; choose another port") from None
        stack.push_async_callback(self._drain)
        bound = int(self._listening.sockets[0].getsockname()[1])
        log.info("listening", extra={"host": host, "port": bound})
        return bound

    def lane_of(self, head: Head) -> Opener | None:
        """The fast lane's opener for a WebSocket; None: the full lane takes it."""
        if self._sessions is not None and LIVE.fullmatch(head.path):
            return self._plain_link
        if self._fast and is_engineio(head, "/socket.io"):
            return lambda transport, deflated: SocketIoLink(self.events, transport, deflated, self._handlers)
        return None

    def _shed(self) -> bool:
        """Closes one anonymous viewer, if there is one among the first."""
        for lane in (self.events, self.plain):
            for link in itertools.islice(lane.links, LOOKED_AT):
                if link.claims is None and not link.is_closing:
                    TURNED_AWAY.labels("shed").inc()
                    link.close(client_messages.FULL, client_messages.CLOSE_CODES[client_messages.FULL])
                    return True
        return False

    async def _upgrade(self, request: web.Request) -> web.StreamResponse:
        return await http_upgrade.serve(request, self._context, self._plain_link)

    def _admit_polling(self, request: web.Request) -> Callable[[], None]:
        return self._context.admit_polling(request)

    def _plain_link(self, transport: asyncio.Transport, deflated: bool) -> PlainLink:
        assert self._sessions is not None  # nobody is sent here else
        return PlainLink(self.plain, transport, deflated, self._sessions)

    async def _drain(self) -> None:
        """Nobody new comes in; who is here is told to open another connection, at some other gateway, and sent away in slices."""
        if self._listening is not None:
            self._listening.close()
        viewers: list[Viewer] = [*self.events.links, *self.plain.links, *self._full.peers.values()]
        leaving = Outgoing(msgspec.json.encode(client_messages.Leaving(NOTICE_SECONDS)))
        loop = asyncio.get_running_loop()
        pause = min(0.1, DRAIN_SECONDS * DRAIN_SLICE / max(1, len(viewers)))
        for start in range(0, len(viewers), DRAIN_SLICE):
            told = viewers[start : start + DRAIN_SLICE]
            for viewer in told:
                viewer.send(leaving)
            loop.call_later(NOTICE_SECONDS, _send_away, told)
            await asyncio.sleep(pause)
        until = loop.time() + NOTICE_SECONDS + CLOSE_SECONDS
        while (self.events.links or self.plain.links or self._full.peers) and loop.time() < until:
            await asyncio.sleep(0.01)


def _send_away(viewers: list[Viewer]) -> None:
    for viewer in viewers:
        if not viewer.gone:
            viewer.close(1001, "the gateway is stopping")
