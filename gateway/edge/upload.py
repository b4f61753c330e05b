"""The body of a proxied request: streamed, and bounded in size, in the time its sender may take, and in what all of them hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from aiohttp import web

from realtime.runtime.errors import PodiumError, TooLarge, Unauthenticated, Unavailable

MAX_BODY = 64 * 2**20
"""A problem package with its tests; every other body has a smaller limit of its own in the role `api`."""
BODY_SECONDS = 30.0
"""How long a sender may keep us waiting in all, beside what `SLOWEST` allows."""
SLOWEST = 16 * 1024
"""Bytes a second that a sender must reach beyond that: 64 MiB may take 68 minutes, a byte now and then ends after `BODY_SECONDS`."""


SMALL = 64 * 1024
"""Bytes of a body that is waited for before the api is asked, so that who sends slowly holds none of the api's connections. It is also all
that a client without a token may send.
"""
STREAMS = 64
"""Larger bodies on their way to the api at once: a quarter of the connections to it."""
BUDGET = 32 * 2**20
"""Bytes of all bodies that a process holds."""
RETRY_SECONDS = 2.0
HELD = 256 * 1024
"""Bytes of a larger body that are in the buffers on its way."""


class SlowBody(PodiumError):
    """The client takes too long to send a request's body."""

    code = "request-timeout"
    status = 408


class Uploads:
    """All bodies that a process is busy with."""

    def __init__(self) -> None:
        self.held = self.streams = 0
        """Bytes of them, and how many are streams."""

    @contextmanager
    def open(self, request: web.Request) -> Iterator[Upload]:
        """Room for one body. Raises `TooLarge` for one that says so itself, `Unauthenticated` for a large one without a token, and
        `Unavailable` when there is no room.
        """
        size = request.content_length
        if size is not None and size > MAX_BODY:
            raise _too_large(MAX_BODY)
        is_stream = size is None or size > SMALL
        limit = MAX_BODY
        if "Authorization" not in request.headers:
            limit = SMALL
            if size is not None and is_stream:
                raise Unauthenticated(f"without an access token, a body may have {SMALL} bytes: log in first")
        room = HELD if size is None else min(size, HELD)
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
        self._limit = limit
        self._is_stream = is_stream
        self._content = request.content
        self._received = 0
        self._waited = 0.0
        self.fault: PodiumError | None = None
        """Why the body was cut off: the receiver only sees that it ends."""

    async def ready(self) -> AsyncIterator[bytes] | bytes:
        """What to send on: a small body whole, a larger one as a stream. Raises `SlowBody`."""
        return aiter(self) if self._is_stream else b"".join([piece async for piece in self])

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
        if self._received > self._limit:
            raise _too_large(self._limit)
        return piece


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"a body may have {limit} bytes")
