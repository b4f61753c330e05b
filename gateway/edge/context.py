"""What every connection at the gateway's port shares: who may come in, who takes it, and what a token shown at the door is worth."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from aiohttp import web

from gateway.edge.admission import Admission
from gateway.edge.counters import OPENED, TURNED_AWAY
from gateway.edge.http_connection import HttpConnections
from gateway.hub.sessions import Sessions
from gateway.transports.link import Link
from gateway.transports.timing_wheel import Timed, Wheel
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import PodiumError, Unavailable
from realtime.security.addresses import Trusted, forwarded_for
from realtime.security.tokens import Claims

RETRY_SECONDS = (1, 10)
"""When to come back, drawn at random for each client that is turned away: they must not all come at once."""
HEADS_WHEN_FULL = 400
"""Connections without a head that a full gateway waits for: within the descriptors that are kept beside its connections."""

Opener = Callable[[asyncio.Transport, bool], Link]
"""Makes the connection of a lane from its transport; the flag: whether compression was negotiated."""


@dataclass
class EdgeContext:
    http: HttpConnections
    lane_of: Callable[[Head], Opener | None]
    """The fast lane's opener for a WebSocket; None: the full lane takes it."""
    wheel: Wheel
    admission: Admission
    trusted: Trusted
    sessions: Sessions | None
    """Checks tokens; None: tokens are not checked."""
    shed: Callable[[], bool]
    """Closes one anonymous viewer, if there is one, to make room for a client with a token."""
    heads: dict[Timed, None] = field(default_factory=dict)
    """Connections that have not sent the head of their first request, the oldest first."""

    def make_room_for_head(self) -> None:
        """Of those that have not said what they want, the one that has not for longest goes when the gateway is full."""
        if len(self.heads) >= HEADS_WHEN_FULL and self.admission.is_full:
            oldest = next(iter(self.heads))
            del self.heads[oldest]
            oldest.beat()

    def admit_http(self, address: str) -> None:
        """Lets an HTTP connection in; the addresses of load balancers are those of many clients. Raises `Unavailable`."""
        admission = self.admission
        if address not in self.trusted and admission.is_crowded(address) and not self.http.shed(address):
            self._turn_away("address")
        if admission.is_full and not self.http.shed():
            self._turn_away("full")

    def admit(self, head: Head, address: str) -> Claims | None:
        """Lets a WebSocket in; returns who its token says it is. Whoever shows a good token is let in longest.

        Raises `Unauthenticated` for a bad token, `Limited` for a user with too many connections, `Unavailable` when there is no room now.
        """
        claims = self._claims(handshake.bearer_token(head.headers, head.query))
        self._let_in(address, known=claims is not None)
        return claims

    def admit_polling(self, request: web.Request) -> Callable[[], None]:
        """Lets a long-polling session in and counts it; to be called when it has ended. Raises `Unavailable`.

        A bad token only means that it is not let in longest: Socket.IO has words of its own for it, when the client connects.
        """
        address = self.address(request.remote, forwarded_for(request.headers))
        try:
            known = self._claims(handshake.bearer_token(request.headers, request.query)) is not None
        except PodiumError:
            known = False
        self._let_in(address, known=known)
        self.admission.entered(address)
        return lambda: self.admission.left(address)

    def address(self, peer: str | None, forwarded: str | None) -> str:
        """Whom a connection is counted for."""
        return sys.intern(self.trusted.client(peer, forwarded))

    def _let_in(self, address: str, *, known: bool) -> None:
        why = self.admission.refuses(address, asyncio.get_running_loop().time(), known=known)
        if why == "full" and (self.http.shed() or (known and self.shed())):
            why = ""
        if why == "address" and self.http.shed(address):
            why = ""
        if why:
            self._turn_away(why)

    def _turn_away(self, why: str) -> NoReturn:
        TURNED_AWAY.labels(why).inc()
        raise Unavailable("the gateway takes no more connections now: come back later", retry_after=random.randint(*RETRY_SECONDS))

    def _claims(self, token: str) -> Claims | None:
        if not token or self.sessions is None:
            return None
        try:
            return self.sessions.authenticate(token)
        except PodiumError as error:
            TURNED_AWAY.labels(error.code).inc()
            raise

    def open(self, opener: Opener, transport: asyncio.Transport, head: Head, claims: Claims | None) -> Link:
        """Answers the upgrade and makes the connection of its lane."""
        deflated = handshake.deflates(head)
        transport.write(handshake.accept(head, deflated=deflated))
        OPENED.inc()
        link = opener(transport, deflated)
        if claims is not None and self.sessions is not None:
            self.sessions.enter(link, claims)
        return link
