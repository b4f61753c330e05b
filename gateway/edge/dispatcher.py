"""Reads the head of a connection's first request and gives the connection to the lane it belongs to, all on one port.

A WebSocket that is opened as such goes to the fast lane. Everything else (pages, REST, long-polling and its upgrades) goes to
aiohttp, with the bytes that have come so far.
"""

from __future__ import annotations

import asyncio
from typing import cast

from gateway.edge.context import TURNED_AWAY, EdgeContext, Opener
from gateway.edge.error_documents import raw_error_document
from gateway.edge.http_connection import HttpConnection
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import Malformed, PodiumError, Unavailable

HEAD_SECONDS = 10.0
"""How long a client may take to send the head of its first request."""


class HeadTooLarge(PodiumError):
    """The head of a request is larger than any client of ours sends."""

    code = "head-too-large"
    status = 431


class Dispatcher(asyncio.Protocol):
    """A connection whose first request is not known yet."""

    __slots__ = ("_context", "_data", "_slot", "_transport")

    def __init__(self, context: EdgeContext) -> None:
        self._context = context
        self._data = b""
        self._transport: asyncio.Transport
        self._slot = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is a subclass in all but name
        self._slot = self._context.wheel.add(self, HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            if len(self._data) > handshake.MAX_HEAD:
                TURNED_AWAY.labels("head").inc()
                self._turn_away(HeadTooLarge(f"the head of a request may have {handshake.MAX_HEAD} bytes"))
            return
        head = handshake.parse(self._data[: end + 4])
        rest = self._data[end + 4 :]
        opener = self._context.lane_of(head) if head is not None and handshake.wants_websocket(head) else None
        if head is not None and opener is not None:
            self._open(head, opener, rest)
        else:
            self._hand_over()

    def _open(self, head: Head, opener: Opener, rest: bytes) -> None:
        context = self._context
        if why := handshake.fault(head):
            TURNED_AWAY.labels("handshake").inc()
            self._turn_away(Malformed(why), {"Sec-WebSocket-Version": "13"})
            return
        address = context.address(self._peer(), head.headers.get("x-forwarded-for"))
        try:
            claims = context.admit(head, address)
        except PodiumError as error:
            self._turn_away(error)
            return
        context.wheel.remove(self, self._slot)
        link = context.open(opener, self._transport, head, claims)
        link.enter(context.admission, address)
        self._transport.set_protocol(link)
        if rest:
            link.data_received(rest)

    def _peer(self) -> str:
        return str((self._transport.get_extra_info("peername") or ("-",))[0])

    def _hand_over(self) -> None:
        context, transport, peer = self._context, self._transport, self._peer()
        # a load balancer's connections are of many clients
        if peer not in context.trusted and context.admission.open[peer] >= context.admission.per_address:
            TURNED_AWAY.labels("address").inc()
            self._turn_away(Unavailable("too many connections from one address", retry_after=10))
            return
        context.wheel.remove(self, self._slot)
        connection = HttpConnection(context.http(), context.admission, peer)
        transport.set_protocol(connection)
        connection.connection_made(transport)
        connection.data_received(self._data)

    def _turn_away(self, error: PodiumError, headers: dict[str, str] | None = None) -> None:
        self._transport.write(raw_error_document(error, headers or {}))
        self._transport.close()

    def beat(self) -> None:
        """The head did not come in time."""
        TURNED_AWAY.labels("slow").inc()
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._context.wheel.remove(self, self._slot)
