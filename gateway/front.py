"""The front door: reads the head of a request and gives the connection to the lane it belongs to, all on one port.

A WebSocket that is opened as one goes to the fast lane. Everything else (pages, REST, long-polling and its upgrades) goes to
aiohttp, with the bytes that have come so far.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from prometheus_client import Counter

from gateway.admission import Admission
from gateway.link import Link
from gateway.wheel import Wheel
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime import addresses

HEAD_SECONDS = 10.0
"""How long a client may take to say what it wants."""
OPENED = Counter("podium_gateway_opened_total", "WebSockets opened in the fast lane")
TURNED_AWAY = Counter("podium_gateway_turned_away_total", "Connections that were not let in", ["why"])


Opener = Callable[[asyncio.Transport, bool], Link]
"""Makes the connection of a lane from its transport; the flag: whether compression was negotiated."""


@dataclass
class House:
    """What is behind the door."""

    http: Callable[[], asyncio.Protocol]
    """Makes aiohttp's protocol for a connection."""
    fast: Callable[[Head], Opener | None]
    """Who takes a WebSocket in the fast lane; None: it is not for that lane."""
    wheel: Wheel
    admission: Admission
    trusted: frozenset[str] = frozenset()
    """Load balancers whose X-Forwarded-For is believed."""


class Front(asyncio.Protocol):
    """A connection that has not said yet what it wants."""

    __slots__ = ("_data", "_house", "_slot", "_transport")

    def __init__(self, house: House) -> None:
        self._house = house
        self._data = b""
        self._transport: asyncio.Transport
        self._slot = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
        self._slot = self._house.wheel.add(self, HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            if len(self._data) > handshake.MAX_HEAD:
                self._turn_away("431 Request Header Fields Too Large", "the request's head is too large", "head")
            return
        head = handshake.parse(self._data[: end + 4])
        rest = self._data[end + 4 :]
        opener = self._house.fast(head) if head is not None and handshake.wants_websocket(head) else None
        if head is not None and opener is not None:
            self._open(head, opener, rest)
        else:
            self._hand_over()

    def _open(self, head: Head, opener: Opener, rest: bytes) -> None:
        house, transport = self._house, self._transport
        if why := handshake.fault(head):
            self._turn_away("400 Bad Request", why, "handshake", "Sec-WebSocket-Version: 13\r\n")
            return
        address = self._address(head)
        if why := house.admission.refuses(address, asyncio.get_running_loop().time()):
            wait = random.randint(1, 10)  # so that they do not all come back at once
            self._turn_away("503 Service Unavailable", "come back later", why, f"Retry-After: {wait}\r\n")
            return
        house.wheel.remove(self, self._slot)
        deflated = handshake.deflates(head)
        transport.write(handshake.accept(head, deflated=deflated))
        OPENED.inc()
        link = opener(transport, deflated)
        link.enter(house.admission, address)
        transport.set_protocol(link)
        if rest:
            link.data_received(rest)

    def _address(self, head: Head) -> str:
        peer = str((self._transport.get_extra_info("peername") or ("-",))[0])
        return sys.intern(addresses.client(peer, head.headers.get("x-forwarded-for"), self._house.trusted)[:64])

    def _hand_over(self) -> None:
        self._house.wheel.remove(self, self._slot)
        protocol = self._house.http()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(self._data)

    def _turn_away(self, status: str, text: str, why: str, headers: str = "") -> None:
        TURNED_AWAY.labels(why).inc()
        self._transport.write(handshake.refusal(status, text, headers))
        self._transport.close()

    def beat(self) -> None:
        """It took too long."""
        TURNED_AWAY.labels("slow").inc()
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._house.wheel.remove(self, self._slot)
