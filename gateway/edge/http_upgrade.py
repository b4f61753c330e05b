"""WebSocket upgrade on a keep-alive HTTP connection: clients and load balancers with a pool reuse theirs for it."""

from __future__ import annotations

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from gateway.edge.context import EdgeContext, Opener
from gateway.edge.error_documents import error_document
from gateway.edge.http_connection import HttpConnection
from gateway.wire import handshake
from gateway.wire.handshake import Head
from realtime.runtime.errors import Malformed, PodiumError, Unavailable, UpgradeRequired


class _Answered(web.StreamResponse):
    """Nothing is left to be answered: the connection is not aiohttp's any more."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        self.force_close()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        pass


async def serve(request: web.Request, context: EdgeContext, opener: Opener) -> web.StreamResponse:
    """Takes the connection out of aiohttp's hands, and returns when it has ended."""
    head = _head(request)
    if not handshake.wants_websocket(head):
        return error_document(UpgradeRequired("this address is a WebSocket"), {"Upgrade": "websocket"})
    if why := handshake.fault(head):
        return error_document(Malformed(why), {"Sec-WebSocket-Version": "13"})
    transport = request.transport
    connection = transport.get_protocol() if transport is not None else None
    if transport is None or not isinstance(connection, HttpConnection):
        return error_document(Unavailable("the connection is closing"))
    try:
        claims = context.admit(head, context.address(request.remote, head.headers.get("x-forwarded-for")))
    except PodiumError as error:
        return error_document(error)
    await connection.become(context.open(opener, transport, head, claims))
    return _Answered()


def _head(request: web.Request) -> Head:
    """The request as the dispatcher would have read it."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        name = name.lower()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return Head(request.method, request.path, dict(request.query), headers)
