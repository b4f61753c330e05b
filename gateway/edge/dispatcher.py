"""The front door: reads the head of a request and gives the connection to the lane it belongs to, all on one port.

A WebSocket that is opened as one goes to the fast lane. Everything else (pages, REST, long-polling and its upgrades) goes to
aiohttp, with the bytes that have come so far. Under pressure, whoever shows a token is let in before whoever only watches.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from prometheus_client import Counter

from gateway.edge.admission import Admission
from gateway.transports.link import Link
from gateway.transports.timing_wheel import Wheel
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.security.addresses import Trusted

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
    trusted: Trusted
    knows: Callable[[str], bool]
    """Whether an access token is good."""
    shed: Callable[[], bool]
    """Sends one viewer away, if there is one, to make room for somebody who is known."""

    def refuses(self, head: Head, address: str) -> tuple[str, bool]:
        """Why a WebSocket is not let in now, nothing when it is; and whether it has shown a good token: then it is let in longer."""
        token = _token(head)
        known = bool(token) and self.knows(token)
        why = self.admission.refuses(address, asyncio.get_running_loop().time(), known=known)
        if why == "full" and known and self.shed():
            why = ""
        return why, known


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
        why, known = house.refuses(head, address)
        if why:
            wait = random.randint(1, 10)  # so that they do not all come back at once
            self._turn_away("503 Service Unavailable", "come back later", why, f"Retry-After: {wait}\r\n")
            return
        house.wheel.remove(self, self._slot)
        deflated = handshake.deflates(head)
        transport.write(handshake.accept(head, deflated=deflated))
        OPENED.inc()
        link = opener(transport, deflated)
        link.known = known
        link.enter(house.admission, address)
        transport.set_protocol(link)
        if rest:
            link.data_received(rest)

    def _address(self, head: Head) -> str:
        return sys.intern(self._house.trusted.client(self._peer(), head.headers.get("x-forwarded-for"))[:64])

    def _peer(self) -> str:
        return str((self._transport.get_extra_info("peername") or ("-",))[0])

    def _hand_over(self) -> None:
        house, transport, peer = self._house, self._transport, self._peer()
        # a load balancer's connections are of many clients
        if peer not in house.trusted and house.admission.open[peer] >= house.admission.per_address:
            self._turn_away("503 Service Unavailable", "too many connections from one address", "address", "Retry-After: 10\r\n")
            return
        house.wheel.remove(self, self._slot)
        protocol = Http(house.http(), house.admission, peer)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
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


class Http(asyncio.Protocol):
    """aiohttp's connection, counted as long as it lasts. A later request on it may make it one of the fast lane."""

    def __init__(self, inner: asyncio.Protocol, admission: Admission, address: str) -> None:
        self._inner = self._http = inner
        self._admission = admission
        self._address = address
        self._ended: asyncio.Future[None] | None = None

    async def become(self, link: asyncio.Protocol) -> None:
        """Returns when the connection has ended."""
        self._inner = link
        self._ended = asyncio.get_running_loop().create_future()
        await self._ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._admission.entered(self._address)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._admission.left(self._address)
        self._inner.connection_lost(exc)
        if self._ended is not None:
            self._http.connection_lost(exc)
            if not self._ended.done():
                self._ended.set_result(None)


def _token(head: Head) -> str:
    """An access token shown at the door: as a header, or by browsers, which cannot send one with a WebSocket, in the query."""
    scheme, _, token = head.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else head.query.get("token", "")
