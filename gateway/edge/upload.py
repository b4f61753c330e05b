"""The body of a proxied request: streamed, and bounded in size and in the time its sender may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from realtime.runtime.errors import PodiumError, TooLarge

MAX_BODY = 64 * 2**20
"""A problem package with its tests; every other body has a smaller limit of its own in the role `api`."""
BODY_SECONDS = 30.0
"""How long a sender may keep us waiting in all, beside what `SLOWEST` allows."""
SLOWEST = 16 * 1024
"""Bytes a second that a sender must reach beyond that: 64 MiB may take 68 minutes, a byte now and then ends after `BODY_SECONDS`."""


class SlowBody(PodiumError):
    """The client takes too long to send a request's body."""

    code = "request-timeout"
    status = 408


class Upload:
    """Reads a request's body once. Only time spent waiting for the client counts, not the time the receiver takes."""

    def __init__(self, request: web.Request) -> None:
        """Raises `TooLarge` for a `Content-Length` beyond the limit."""
        self._content = request.content
        self._received = 0
        self._waited = 0.0
        self.fault: PodiumError | None = None
        """Why the body was cut off: the receiver only sees that it ends."""
        if (request.content_length or 0) > MAX_BODY:
            raise self._too_large()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces as they come. Raises `TooLarge` or `SlowBody`, kept in `fault`."""
        try:
            while piece := await self._next():
                yield piece
        except PodiumError as error:
            self.fault = error
            raise

    async def _next(self) -> bytes:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(BODY_SECONDS + self._received / SLOWEST - self._waited):
                piece = await self._content.readany()
        except TimeoutError:
            raise SlowBody(f"the body must come within {BODY_SECONDS:.0f} s, or at {SLOWEST} bytes a second") from None
        self._waited += loop.time() - began
        self._received += len(piece)
        if self._received > MAX_BODY:
            raise self._too_large()
        return piece

    def _too_large(self) -> TooLarge:
        return TooLarge(f"a body may have {MAX_BODY} bytes")
