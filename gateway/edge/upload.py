"""The body of a proxied request: bounded in size by its endpoint, in the time its sender may take, and in what all bodies hold together.

A body of up to `WHOLE` bytes is read before the api is asked. A larger one is a stream, and no byte of it is taken before the api has let
its sender in: the api gets the head of the request with `Expect: 100-continue`, checks token, role and rate limit, and only then asks for
the body. An invented token costs a request without a body.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import web

from gateway.edge import body_limits
from realtime.runtime import expect
from realtime.runtime.errors import PodiumError, SlowBody, TooLarge, Unavailable

BODY_SECONDS = 30.0
"""How long a sender may keep us waiting in all, beside what `SLOWEST` allows."""
SLOWEST = 16 * 1024
"""Bytes a second that a sender must reach beyond that: 64 MiB may take 68 minutes, a byte now and then ends after `BODY_SECONDS`."""
WHOLE = 64 * 1024
"""Bytes of a body that is waited for before the api is asked, so that who sends slowly holds none of the api's connections."""
STREAMS = 64
"""Larger bodies on their way to the api at once: a quarter of the connections to it."""
BUDGET = 32 * 2**20
"""Bytes of all bodies that a process holds."""
RETRY_SECONDS = 2.0
HELD = 256 * 1024
"""Bytes of a larger body that are in the buffers on its way."""


class Uploads:
    """All bodies that a process is busy with."""

    def __init__(self) -> None:
        self.held = self.streams = 0
        """Bytes of them, and how many are streams."""

    @contextmanager
    def open(self, request: web.Request) -> Iterator[Upload]:
        """Room for one body. Raises `TooLarge` for one that says so itself, and `Unavailable` when there is no room."""
        size = request.content_length
        limit = body_limits.limit(request.method, request.rel_url.raw_path)
        if size is not None and size > limit:
            raise _too_large(limit)
        most = limit if size is None else size
        is_stream = most > WHOLE
        room = min(most, HELD)
        if self.held + room > BUDGET or (is_stream and self.streams >= STREAMS):
            raise Unavailable("too many request bodies are on their way: try again", retry_after=RETRY_SECONDS)
        self.held += room
        self.streams += is_stream
        try:
            yield Upload(request, limit, is_stream=is_stream)
        finally:
            self.held -= room
            self.streams -= is_stream


class Upload:
    """Reads a request's body once. Only time spent waiting for the client counts, not the time the receiver takes."""

    def __init__(self, request: web.Request, limit: int, *, is_stream: bool) -> None:
        self.is_stream = is_stream
        self.patience: asyncio.Timeout | None = None
        """Ends the wait for a receiver that neither wants the body nor answers; of no effect once it wants it."""
        self.fault: PodiumError | None = None
        """Why the body was cut off: the receiver only sees that it ends."""
        self._limit = limit
        self._request = request
        self._received = 0
        self._waited = 0.0

    async def whole(self) -> bytes:
        """Raises `TooLarge` or `SlowBody`."""
        content = self._request.content
        if not content.is_eof():
            return b"".join([piece async for piece in self])
        body = content.read_nowait()  # most bodies have come with their heads
        if len(body) > self._limit:
            raise _too_large(self._limit)
        return body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces as they come. Raises `TooLarge` or `SlowBody`, kept in `fault`."""
        if self.patience is not None:
            self.patience.reschedule(None)
        try:
            await expect.want_body(self._request)
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
                piece = await self._request.content.readany()
        except TimeoutError:
            raise SlowBody(f"the body must come within {BODY_SECONDS:.0f} s, or at {SLOWEST} bytes a second") from None
        self._waited += loop.time() - began
        self._received += len(piece)
        if self._received > self._limit:
            raise _too_large(self._limit)
        return piece


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"a body may have {limit} bytes")
