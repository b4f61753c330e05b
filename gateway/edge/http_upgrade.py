"""WebSocket upgrade on a keep-alive HTTP connection: clients and load balancers with a pool reuse theirs for it."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from gateway.edge.dispatcher import OPENED, TURNED_AWAY, House, Http, Opener
from gateway.edge.error_documents import error_document
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import Malformed, PodiumError, Unavailable


class UpgradeRequired(PodiumError):
    """A plain HTTP request where only a WebSocket can be opened."""

    code = "upgrade-required"
    status = 426


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
        return error_document(UpgradeRequired("this address is a WebSocket"), {"Upgrade": "websocket"})
    if why := handshake.fault(head):
        return error_document(Malformed(why), {"Sec-WebSocket-Version": "13"})
    address = house.trusted.client(request.remote, headers.get("x-forwarded-for"))
    why, known = house.refuses(head, address)
    if why:
        TURNED_AWAY.labels(why).inc()
        return error_document(Unavailable("come back later", retry_after=5))
    transport: Any = request.transport
    protocol = transport.get_protocol() if transport is not None else None
    if not isinstance(protocol, Http):
        return error_document(Unavailable("the connection is closing"))
    deflated = handshake.deflates(head)
    transport.write(handshake.accept(head, deflated=deflated))
    OPENED.inc()
    link = opener(transport, deflated)
    link.known = known
    await protocol.become(link)
    return _Gone()
