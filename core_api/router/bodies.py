"""Reading request bodies: only of callers who were let in, never decompressed, bounded by the endpoint and by a budget of the process.

A body counts against the budget until its answer is made: what was read, and as much again for what is decoded from it. With the
budget used up, further bodies are refused with 503 and `Retry-After`, and the process stays within its memory whatever is sent to it.
How slowly a body may come is the gateway's to bound (`gateway.edge.upload`).

Large bodies stay in memory: a temporary file would hold secret tests in clear.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from realtime.runtime import expect
from realtime.runtime.errors import Malformed, TooLarge, Unavailable, UnsupportedEncoding

T = TypeVar("T")
BUDGET = 256 * 2**20
"""Bytes of all bodies in a process, with what is decoded from them: two problem packages of the largest size, or 2,000 small bodies."""
RETRY_SECONDS = 2.0
LARGE = 256 * 2**10
"""Bytes of a body that takes milliseconds to decode. The decoder holds the interpreter's lock, so a thread would not help: large
bodies take turns instead, one between two rounds of the event loop. 4 MiB of JSON or 64 MiB of MessagePack take 90 ms."""


class Bodies:
    """The bodies that a process is busy with."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._large = asyncio.Lock()
        self.held = 0
        """Bytes of them all."""

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Room for one body, given back in the end."""
        place = Place(self)
        try:
            yield place
        finally:
            self.held -= place.bytes

    def take(self, size: int) -> None:
        """Raises `Unavailable` when the budget is used up."""
        if self.held + size > self._budget:
            raise Unavailable("too many request bodies are on their way: try again", retry_after=RETRY_SECONDS)
        self.held += size

    async def decoded(self, raw: bytes | bytearray, decode: Callable[[bytes | bytearray], T]) -> T:
        if len(raw) < LARGE:
            return decode(raw)
        async with self._large:
            await asyncio.sleep(0)
            return decode(raw)


class Place:
    """What one body holds of the budget."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self.bytes = 0

    async def read(self, request: web.Request, limit: int) -> bytes | bytearray:
        """The whole body. Raises `UnsupportedEncoding`, `TooLarge`, `Unavailable`, or `Malformed` for a body that breaks off."""
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedEncoding("bodies are taken as they are, without Content-Encoding", field="Content-Encoding")
        if (request.content_length or 0) > limit:
            raise _too_large(limit)
        await expect.want_body(request)
        try:
            raw = await self._next(request, limit)
            if request.content.at_eof():
                return raw
            whole = bytearray(raw)
            while piece := await self._next(request, limit - len(whole)):
                whole += piece
            return whole
        except (web.RequestPayloadError, HttpProcessingError) as error:
            raise Malformed(f"the body breaks off or is badly framed: {error}") from None
        except TooLarge:
            raise _too_large(limit) from None

    async def _next(self, request: web.Request, limit: int) -> bytes:
        piece = await request.content.readany()
        if len(piece) > limit:
            raise _too_large(limit)
        size = 2 * len(piece)
        self._bodies.take(size)
        self.bytes += size
        return piece


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the body may have {limit:,} bytes")
