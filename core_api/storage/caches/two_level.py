"""Two-level cache: a value is looked for in the process, then in Redis, then loaded.

    profiles = caches.cache("profile", Account, Times(local=5, shared=3600), sealed=True)
    account = await profiles.get(id, (tags.of("user", id),), load)

What bounds how old a value may be, in this order:

1. A change (`UnitOfWork.changed`) ends it: in the process that commits before it answers, in Redis right after the commit, in every other
   process as soon as it hears of it over the backbone, about a millisecond later.
2. A process that is cut off from the backbone hears nothing, so it does not use level 1, and forgets it when it is connected again.
3. A process that dies between commit and telling has left the change in PostgreSQL: role `worker` tells it within seconds.
4. What is lost in spite of it all (Redis restarts with an older state) ends with the times of the cache.

Loads read the primary, never a replica that lags: what is loaded is kept for long.

All who ask for a key at the same time share one load. When the end of a value in Redis comes near, one reader out of many loads it anew
before it ends (XFetch: Vattani, Chierichetti, Lowenstein 2015), so that not all processes load it together.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

import msgspec
from prometheus_client import Counter, Gauge

from core_api.storage.caches.local import Local
from core_api.storage.caches.shared_store import Found, SharedStore
from realtime.backbone import Backbone, Message, Subscription
from realtime.protocol import subjects
from realtime.runtime.errors import Damaged, Unavailable
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

V = TypeVar("V")
LOCAL_BYTES = 16 * 2**20
"""Of one cache in a process: 10,000 profiles, or 1,000 contests with their settings."""
MAX_SHARED = 256 * 2**10
"""Bytes of a value that is kept in Redis, which also holds queues and boards: larger ones stay in the processes."""
EAGERNESS = 1.0
"""XFetch's beta: how early a value is loaded anew, in multiples of the time that a load takes."""

HITS = Counter("podium_cache_hits_total", "Reads that a level of a cache answered", ["cache", "level"])
MISSES = Counter("podium_cache_misses_total", "Reads that a level of a cache could not answer", ["cache", "level"])
AWAY = Counter("podium_cache_away_total", "Reads and writes that Redis did not answer", ["cache"])
BYTES = Gauge("podium_cache_local_bytes", "Bytes that level 1 of a cache holds", ["cache"])


class Times(NamedTuple):
    """Seconds for which a value may be kept, on each level."""

    local: float
    shared: int


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A value in Redis."""

    until: float
    """By the wall clock: level 1 must not keep it longer."""
    cost: float
    """Seconds that its load took."""
    value: bytes


class _Flight(Generic[V]):
    """A read beyond level 1 that is under way."""

    __slots__ = ("good", "tags", "task")

    def __init__(self, tags: tuple[str, ...]) -> None:
        self.tags = tags
        self.good = True
        """False once a change of its tags was heard of: who comes later must not share it, and it is not kept in the process."""
        self.task: asyncio.Task[V] | None = None


class Cache(Generic[V]):
    """Values of one kind. Made by `Caches.cache`."""

    def __init__(self, caches: Caches, name: str, kind: type[V], times: Times, *, sealed: bool, max_bytes: int) -> None:
        self._caches = caches
        self._name = name
        self._times = times
        self._sealed = sealed
        self._encode = msgspec.msgpack.encode
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._local: Local[V] = Local(max_bytes, caches.clock)
        self._flights: dict[str, _Flight[V]] = {}
        self._hits = {level: HITS.labels(name, level) for level in ("local", "shared")}
        self._misses = {level: MISSES.labels(name, level) for level in ("local", "shared")}

    async def get(
        self, key: str, tags: tuple[str, ...], load: Callable[[], Awaitable[V]], lasts: Callable[[V], float] = lambda _: math.inf
    ) -> V:
        """The value of a key. `tags`: what it is made from; they and the key decide each other. What `load` raises is not kept.

        `lasts`: seconds after which a loaded value is another one without anybody changing it, because a contest starts then.
        """
        if self._caches.hears():
            held = self._local.get(key)
            if held is not None:
                self._hits["local"].inc()
                return held
        self._misses["local"].inc()
        flight = self._flights.get(key)
        if flight is None or flight.task is None:
            flight = _Flight(tags)
            flight.task = asyncio.create_task(self._read(key, flight, load, lasts))
            self._flights[key] = flight
        return await asyncio.shield(flight.task)  # whoever goes away must not end the work of others

    async def _read(self, key: str, flight: _Flight[V], load: Callable[[], Awaitable[V]], lasts: Callable[[V], float]) -> V:
        try:
            connection = self._caches.connection
            found = await self._look(key, flight.tags)
            opened = None if found is None or found.payload is None else self._open(key, found.payload)
            if opened is not None and not self._early(opened[1]):
                self._hits["shared"].inc()
                value, kept = opened
            else:
                self._misses["shared"].inc()
                value, kept = await self._load(key, found, load, lasts)
            if flight.good and self._caches.hears() and connection == self._caches.connection:
                seconds = min(self._times.local, kept.until - self._caches.wall())
                self._local.put(key, value, flight.tags, len(kept.value), seconds)
                BYTES.labels(self._name).set(self._local.bytes)
            return value
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]

    async def _load(self, key: str, found: Found | None, load: Callable[[], Awaitable[V]], lasts: Callable[[V], float]) -> tuple[V, _Kept]:
        began, clock = self._caches.clock(), self._caches.wall
        asked_at = clock()
        value = await load()
        seconds = min(float(self._times.shared), lasts(value))
        kept = _Kept(asked_at + seconds, self._caches.clock() - began, self._encode(value))
        if found is not None and seconds >= 1 and len(kept.value) <= MAX_SHARED:
            payload = msgspec.msgpack.encode(kept)
            if self._sealed:
                payload = self._caches.vault.seal("cache", (self._name, key), payload)
            try:
                await self._caches.store.keep(self._in_store(key), found.generation, payload, math.ceil(seconds))
            except Unavailable:
                AWAY.labels(self._name).inc()
        return value, kept

    async def _look(self, key: str, tags: tuple[str, ...]) -> Found | None:
        """None while Redis is away: slower, and nothing else."""
        try:
            return await self._caches.store.read(self._in_store(key), tags)
        except Unavailable:
            AWAY.labels(self._name).inc()
            return None

    def _open(self, key: str, payload: bytes) -> tuple[V, _Kept] | None:
        """None for what another version or another key of the vault has kept."""
        try:
            if self._sealed:
                payload = self._caches.vault.open("cache", (self._name, key), payload)
            kept = msgspec.msgpack.decode(payload, type=_Kept)
            return self._decode(kept.value), kept
        except (Damaged, msgspec.DecodeError, msgspec.ValidationError) as error:
            log.info("a cached %s cannot be read: %s", self._name, error)
            return None

    def _early(self, kept: _Kept) -> bool:
        """Whether this reader is the one that loads the value anew, though it is good for a while; always when it is not."""
        return self._caches.wall() - kept.cost * EAGERNESS * math.log(1 - random.random()) >= kept.until

    def _in_store(self, key: str) -> str:
        return f"{self._name}:{key}"

    def forget(self, tags: Iterable[str]) -> None:
        """In the process."""
        tags = tuple(tags)
        self._local.forget(tags)
        for key, flight in list(self._flights.items()):
            if not flight.good or any(tag in flight.tags for tag in tags):
                flight.good = False
                del self._flights[key]

    def clear(self) -> None:
        self._local.clear()
        for flight in self._flights.values():
            flight.good = False
        self._flights.clear()


class Caches:
    """All two-level caches of a process, and what they have in common."""

    def __init__(
        self,
        store: SharedStore,
        backbone: Backbone,
        vault: Vault,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.vault = vault.only("cache")
        self.clock = clock
        self.wall = wall
        self.connection: int | None = None
        """Of the backbone, when the process heard changes last."""
        self._backbone = backbone
        self._listening: Subscription | None = None
        self._made: list[Cache[object]] = []

    def cache(self, name: str, kind: type[V], times: Times, *, sealed: bool = False, max_bytes: int = LOCAL_BYTES) -> Cache[V]:
        """`sealed`: in Redis, for personal data and what is secret for a while."""
        made = Cache(self, name, kind, times, sealed=sealed, max_bytes=max_bytes)
        self._made.append(made)  # type: ignore[arg-type]  # only told to forget
        return made

    async def listen(self) -> None:
        """Hears of changes from now on; until then level 1 is not used."""
        self._listening = await self._backbone.subscribe(subjects.CHANGED, self._heard)

    async def close(self) -> None:
        if self._listening is not None:
            await self._listening.stop()
            self._listening = None

    def hears(self) -> bool:
        """Whether changes reach this process. Forgets level 1 when some may have been missed."""
        connection = None if self._listening is None else self._backbone.connection
        if connection != self.connection:
            self.connection = connection
            for cache in self._made:
                cache.clear()
        return connection is not None

    def forget(self, tags: Iterable[str]) -> None:
        """In the process."""
        for cache in self._made:
            cache.forget(tags)

    def _heard(self, message: Message) -> None:
        try:
            self.forget(msgspec.json.decode(message.payload, type=tuple[str, ...]))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a change cannot be understood: %s", error)
