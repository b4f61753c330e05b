"""HTTP connections of aiohttp's: counted, closed when they are idle or make no progress, and the first to go when a gateway is full.

A WebSocket upgrade later on one hands it to the fast lane.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice

from aiohttp import StreamReader, web

from gateway.edge import aiohttp_internals
from gateway.edge.counters import TURNED_AWAY
from gateway.transports.link import ConnectionCount
from gateway.transports.timing_wheel import Wheel
from gateway.wire.handshake import MAX_HEAD
from realtime.security.addresses import counted_as

IDLE_SECONDS = 30.0
"""How long a connection may stay without a request, or with one whose head does not end."""
MAX_QUEUED = 8
"""Requests that may wait behind the one that is answered (pipelining)."""
MAX_UNREAD = 2**20
"""Bytes of answers that a client may leave unread while it sends more."""
LOOK_SECONDS = 10.0
"""Between two looks whether a client reads."""
LOOKS = 3
"""Looks at which it had read nothing of what waits for it, before it is cut off."""
LOOKED_AT = 200
"""Connections, of those that were used least recently, that are looked at for an idle one."""


class HttpConnections:
    """All of a gateway, the least recently used first."""

    def __init__(self, http: Callable[[], web.RequestHandler], count: ConnectionCount, wheel: Wheel) -> None:
        """`http` makes aiohttp's protocol for a connection."""
        self._http = http
        self.count = count
        self.wheel = wheel
        self._by_use: dict[HttpConnection, None] = {}

    def take(self, transport: asyncio.Transport, address: str, data: bytes) -> None:
        """Gives a connection to aiohttp, with what has come of it so far."""
        connection = HttpConnection(self._http(), self, transport, address)
        transport.set_protocol(connection)
        connection.connection_made(transport)
        connection.data_received(data)

    def used(self, connection: HttpConnection) -> None:
        self._by_use.pop(connection, None)
        self._by_use[connection] = None

    def lost(self, connection: HttpConnection) -> None:
        self._by_use.pop(connection, None)

    def shed(self, address: str | None = None) -> bool:
        """Closes an idle connection, of an address if one is given, to make room for a new request."""
        counted = None if address is None else counted_as(address)
        for connection in islice(self._by_use, LOOKED_AT):
            if connection.is_idle and counted in (None, counted_as(connection.address)):
                TURNED_AWAY.labels("shed").inc()
                self.lost(connection)
                connection.abort()
                return True
        return False


class HttpConnection(asyncio.Protocol):
    __slots__ = (
        "_all",
        "_body",
        "_ended",
        "_has_read",
        "_head",
        "_http",
        "_inner",
        "_looks",
        "_requests",
        "_slot",
        "_transport",
        "_unread",
        "address",
    )

    def __init__(self, http: web.RequestHandler, connections: HttpConnections, transport: asyncio.Transport, address: str) -> None:
        self._http = http
        self._inner: asyncio.Protocol = http
        self._all = connections
        self._transport = transport
        self.address = address
        self._ended: asyncio.Future[None] | None = None
        self._requests = 0
        """Requests that aiohttp has read from it."""
        self._body: StreamReader | None = None
        """Body of the last of them."""
        self._head = 0
        """Bytes that came of a head that is not complete."""
        self._unread = self._looks = 0
        self._has_read = False
        self._slot = connections.wheel.add(self, LOOK_SECONDS)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self._ended is None and aiohttp_internals.waits(self._http)

    def abort(self) -> None:
        self._transport.abort()

    async def become(self, link: asyncio.Protocol) -> None:
        """Gives what comes from now on to `link`; returns when the connection has ended."""
        self._all.wheel.remove(self, self._slot)  # the link has its own
        self._all.lost(self)
        self._inner = link
        self._ended = asyncio.get_running_loop().create_future()
        await self._ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._all.count.entered(self.address)
        self._all.used(self)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        is_head = self._body is not None and self._body.is_eof()
        self._inner.data_received(data)
        if self._inner is self._http and not aiohttp_internals.upgraded(self._http):
            self._all.used(self)
            self._bound(len(data) if is_head else 0)

    def _bound(self, of_head: int) -> None:
        """What aiohttp does not: a later head's size, requests in a row, and answers that nobody reads."""
        http = self._http
        if (received := aiohttp_internals.received(http)) != self._requests:
            self._requests, self._head, of_head = received, 0, 0
            self._body = aiohttp_internals.newest_body(http)
        self._head += of_head
        if self._head > MAX_HEAD or aiohttp_internals.queued(http) > MAX_QUEUED:
            TURNED_AWAY.labels("head").inc()
            self.abort()
        elif self._transport.get_write_buffer_size() > MAX_UNREAD:
            TURNED_AWAY.labels("unread").inc()
            self.abort()

    def beat(self) -> None:
        """Whether the client reads, or at least has nothing to read."""
        unread = self._transport.get_write_buffer_size()
        self._looks = self._looks + 1 if 0 < unread >= self._unread and not self._has_read else 0
        self._unread, self._has_read = unread, False
        if self._looks >= LOOKS:
            TURNED_AWAY.labels("unread").inc()
            self.abort()
        self._slot = self._all.wheel.add(self, LOOK_SECONDS)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._has_read = True
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.wheel.remove(self, self._slot)
        self._all.lost(self)
        self._all.count.left(self.address)
        self._inner.connection_lost(exc)
        if self._ended is not None:
            self._http.connection_lost(exc)
            if not self._ended.done():
                self._ended.set_result(None)
