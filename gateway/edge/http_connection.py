"""An HTTP connection of aiohttp's, counted by the admission control. A WebSocket upgrade later on it hands it to the fast lane."""

from __future__ import annotations

import asyncio

from gateway.transports.link import ConnectionCount


class HttpConnection(asyncio.Protocol):
    def __init__(self, http: asyncio.Protocol, count: ConnectionCount, address: str) -> None:
        self._inner = self._http = http
        self._count = count
        self._address = address
        self._ended: asyncio.Future[None] | None = None

    async def become(self, link: asyncio.Protocol) -> None:
        """Gives what comes from now on to `link`; returns when the connection has ended."""
        self._inner = link
        self._ended = asyncio.get_running_loop().create_future()
        await self._ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._count.entered(self._address)
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
        self._count.left(self._address)
        self._inner.connection_lost(exc)
        if self._ended is not None:
            self._http.connection_lost(exc)
            if not self._ended.done():
                self._ended.set_result(None)
