"""A WebSocket that is asked for on a connection which has carried other requests before: clients and load balancers reuse theirs."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from gateway.edge.dispatcher import OPENED, TURNED_AWAY, House, Http, Opener
from gateway.edge.error_documents import problem
from gateway.wire import handshake
from gateway.wire.handshake import Head


class _Gone(web.StreamResponse):
    """Nothing is left to be answered: the connection is not aiohttp's any more."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        self.force_close()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        pass


async def serve(request: web.Request, house: House, opener: Opener) -> web.StreamResponse:
    """Takes the connection out of aiohttp's hands, and returns when it has ended."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        name = name.lower()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    head = Head(request.method, request.path, dict(request.query), headers)
    if not handshake.wants_websocket(head):
        return problem(426, "upgrade-required", "this address speaks WebSocket", {"Upgrade": "websocket"})
    if why := handshake.fault(head):
        return problem(400, "malformed", why, {"Sec-WebSocket-Version": "13"})
    address = house.trusted.client(request.remote, headers.get("x-forwarded-for"))
    why, known = house.refuses(head, address)
    if why:
        TURNED_AWAY.labels(why).inc()
        return problem(503, "unavailable", "come back later", {"Retry-After": "5"})
    transport: Any = request.transport
    protocol = transport.get_protocol() if transport is not None else None
    if not isinstance(protocol, Http):
        return problem(503, "unavailable", "the connection is closing", {})
    deflated = handshake.deflates(head)
    transport.write(handshake.accept(head, deflated=deflated))
    OPENED.inc()
    link = opener(transport, deflated)
    link.known = known
    await protocol.become(link)
    return _Gone()
