"""In-process caches of what many readers ask for. All of them share one computation among all who ask at the same time.

`Shared` does only that. `Recent` keeps values for a moment: good where a stated staleness does no harm. `VersionedPages` keeps
encoded answers for as long as the version of what they show, which its caller learns by one cheap look: never stale.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Page(NamedTuple):
    """An encoded answer and its entity tag (RFC 9110, 8.8.3)."""

    content: bytes
    etag: str


class Recent(Generic[K, V]):
    """At most `size` values, each kept for `seconds`; those that were computed first are dropped first. Errors are not kept."""

    def __init__(self, size: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._seconds = seconds
        self._clock = clock
        self._held: dict[K, tuple[float, asyncio.Task[V]]] = {}

    async def get(self, key: K, load: Callable[[], Coroutine[None, None, V]]) -> V:
        until, task = self._held.get(key, (0.0, None))
        if task is None or self._clock() >= until:
            task = asyncio.create_task(load())
            self._held.pop(key, None)
            self._held[key] = (self._clock() + self._seconds, task)
            if len(self._held) > self._size:
                del self._held[next(iter(self._held))]
        try:
            return await asyncio.shield(task)  # whoever goes away must not end the work of others
        except Exception:
            if self._held.get(key, (0.0, None))[1] is task:
                del self._held[key]
            raise


class Shared(Generic[K, V]):
    """One computation for all who ask for the same key while it runs; nothing is kept behind it."""

    def __init__(self) -> None:
        self._running: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, load: Callable[[], Coroutine[None, None, V]]) -> V:
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(load())
            task.add_done_callback(lambda _: self._running.pop(key))
        return await asyncio.shield(task)  # whoever goes away must not end the work of others


class VersionedPages:
    """Pages by key, the last used up to `max_bytes`. A page is made again when its version is another one."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, tuple[Hashable, Page]] = OrderedDict()
        self._bytes = 0
        self._making: Shared[tuple[Hashable, Hashable], Page] = Shared()

    async def get(self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[bytes]]) -> Page:
        held_version, page = self._pages.get(key, (None, None))
        if page is not None and held_version == version:
            self._pages.move_to_end(key)
            return page
        return await self._making.get((key, version), lambda: self._make(key, version, make))

    async def _make(self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[bytes]]) -> Page:
        page = Page(await make(), tag((key, version)))
        self._keep(key, version, page)
        return page

    def _keep(self, key: Hashable, version: Hashable, page: Page) -> None:
        if key in self._pages:
            self._bytes -= len(self._pages.pop(key)[1].content)
        self._pages[key] = (version, page)
        self._bytes += len(page.content)
        while self._bytes > self._max_bytes:
            self._bytes -= len(self._pages.popitem(last=False)[1][1].content)


def tag(version: object) -> str:
    """A weak entity tag: what has it shows the same, though processes may have encoded it at different times."""
    return f'W/"{hashlib.blake2b(repr(version).encode(), digest_size=12).hexdigest()}"'
