"""Reads the head of a connection's first request and gives the connection to the lane it belongs to, all on one port.

A WebSocket that is opened as such goes to the fast lane. Everything else (pages, REST, long-polling and its upgrades) goes to
aiohttp, with the bytes that have come so far.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

from gateway.edge.context import EdgeContext, Opener
from gateway.edge.counters import TURNED_AWAY
from gateway.edge.error_documents import raw_error_document
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import HeadTooLarge, Malformed, PodiumError

HEAD_SECONDS = 10.0
"""How long a client may take to send the head of its first request."""


class Dispatcher(asyncio.Protocol):
    """A connection whose first request is not known yet."""

    __slots__ = ("_context", "_data", "_peer", "_slot", "_transport")

    def __init__(self, context: EdgeContext) -> None:
        self._context = context
        self._data = b""
        self._transport: asyncio.Transport
        self._slot = 0
        self._peer = ""
        """Its address, for as long as the connection is counted as one without a head."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is a subclass in all but name
        context = self._context
        self._slot = context.wheel.add(self, HEAD_SECONDS)
        context.make_room_for_head()
        context.heads[self] = None
        self._peer = sys.intern(str((transport.get_extra_info("peername") or ("-",))[0]))
        context.admission.entered(self._peer)

    def _leave(self) -> str:
        """It has sent its head, or is gone. Returns its address."""
        peer, self._peer = self._peer, ""
        if peer:
            self._context.heads.pop(self, None)
            self._context.wheel.remove(self, self._slot)
            self._context.admission.left(peer)
        return peer

    def data_received(self, data: bytes) -> None:
        if not self._peer:
            return  # it has been turned away
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            if len(self._data) > handshake.MAX_HEAD:
                TURNED_AWAY.labels("head").inc()
                self._turn_away(HeadTooLarge(f"the head of a request may have {handshake.MAX_HEAD} bytes"))
            return
        peer = self._leave()
        head = handshake.parse(self._data[: end + 4])
        rest = self._data[end + 4 :]
        opener = self._context.lane_of(head) if head is not None and handshake.wants_websocket(head) else None
        if head is not None and opener is not None:
            self._open(head, peer, opener, rest)
        else:
            self._hand_over(peer)

    def _open(self, head: Head, peer: str, opener: Opener, rest: bytes) -> None:
        context = self._context
        if why := handshake.fault(head):
            TURNED_AWAY.labels("handshake").inc()
            self._turn_away(Malformed(why), {"Sec-WebSocket-Version": "13"})
            return
        address = context.address(peer, head.headers.get("x-forwarded-for"))
        try:
            claims = context.admit(head, address)
        except PodiumError as error:
            self._turn_away(error)
            return
        link = context.open(opener, self._transport, head, claims)
        link.enter(context.admission, address)
        self._transport.set_protocol(link)
        if rest:
            link.data_received(rest)

    def _hand_over(self, peer: str) -> None:
        try:
            self._context.admit_http(peer)
        except PodiumError as error:
            self._turn_away(error)
            return
        self._context.http.take(self._transport, peer, self._data)

    def _turn_away(self, error: PodiumError, headers: dict[str, str] | None = None) -> None:
        self._leave()
        self._transport.write(raw_error_document(error, headers or {}))
        self._transport.close()

    def beat(self) -> None:
        """The head did not come in time."""
        TURNED_AWAY.labels("slow").inc()
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
