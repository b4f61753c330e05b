"""What every connection at the gateway's port shares: who may come in, who takes it, and what a token shown at the door is worth."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import Counter

from gateway.edge.admission import Admission
from gateway.hub.sessions import Sessions
from gateway.transports.link import Link
from gateway.transports.timing_wheel import Wheel
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import PodiumError, Unavailable
from realtime.security.addresses import Trusted
from realtime.security.tokens import Claims

RETRY_SECONDS = (1, 10)
"""When to come back, drawn at random for each client that is turned away: they must not all come at once."""
MAX_ADDRESS = 64
"""Characters of an address: what a load balancer says is not longer."""
OPENED = Counter("podium_gateway_opened_total", "WebSockets opened in the fast lane")
TURNED_AWAY = Counter("podium_gateway_turned_away_total", "Connections that were not let in", ["why"])

Opener = Callable[[asyncio.Transport, bool], Link]
"""Makes the connection of a lane from its transport; the flag: whether compression was negotiated."""


@dataclass
class EdgeContext:
    http: Callable[[], asyncio.Protocol]
    """Makes aiohttp's protocol for a connection."""
    lane_of: Callable[[Head], Opener | None]
    """The fast lane's opener for a WebSocket; None: the full lane takes it."""
    wheel: Wheel
    admission: Admission
    trusted: Trusted
    sessions: Sessions | None
    """Who checks tokens; without it, nobody asks for any."""
    shed: Callable[[], bool]
    """Closes one anonymous viewer, if there is one, to make room for a client with a token."""

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
        address = self.address(request.remote, request.headers.get("X-Forwarded-For"))
        try:
            known = self._claims(handshake.bearer_token(request.headers, request.query)) is not None
        except PodiumError:
            known = False
        self._let_in(address, known=known)
        self.admission.entered(address)
        return lambda: self.admission.left(address)

    def address(self, peer: str | None, forwarded: str | None) -> str:
        """Whom a connection is counted for."""
        return sys.intern(self.trusted.client(peer, forwarded)[:MAX_ADDRESS])

    def _let_in(self, address: str, *, known: bool) -> None:
        why = self.admission.refuses(address, asyncio.get_running_loop().time(), known=known)
        if why == "full" and known and self.shed():
            why = ""
        if why:
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
