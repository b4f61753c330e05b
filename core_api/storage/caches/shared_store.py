"""Level 2: encoded values in Redis, shared by all processes, each valid for one generation of what it was made from.

Every tag (`contest/icpc-2026`) has a generation, a random word. A value is kept with the generations that its tags had *before* it was
loaded from the database, and is good while they are the same. A change gives its tags new generations after its commit. Example: reader R
finds nothing and sees generation a; R loads the old row; a writer commits a new one and sets generation b; R keeps the old row under a,
where nobody finds it. So a slow reader cannot bring an old value back, however late it is, and no lock is needed.

Generations are random and not counted: where Redis forgets one (eviction, restart), the next one is new, never one that an old value has.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis

WORD = 8
"""Bytes of a generation."""
MAX_NAME, MAX_PREFIX = 160, 40
"""Characters of a name in Redis; of a longer one the beginning stays, for whoever looks, and a hash."""
GENERATION_SECONDS = 2 * 3600
"""How long Redis remembers a generation: longer than any value that is kept with it, so that it is not forgotten while one is good."""


class Found(NamedTuple):
    payload: bytes | None
    """What is kept and still good."""
    generation: bytes
    """Of the tags now, one behind the other: give it to `keep` with what is loaded from now on."""


class SharedStore(Protocol):
    """All of them raise `Unavailable`."""

    async def read(self, key: str, tags: Sequence[str]) -> Found: ...

    async def keep(self, key: str, generation: bytes, payload: bytes, seconds: int) -> None: ...

    async def renew(self, tags: Sequence[str]) -> None:
        """Gives tags new generations: nothing that was kept with an old one is found any more."""


class RedisStore:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self, key: str, tags: Sequence[str]) -> Found:
        names = [_generation(tag) for tag in tags]
        kept, *words = await self._redis.run(commands.mget([_cache(key), *names]))
        if None in words:  # the first reader names them; of two at the same time, one does
            missing = [name for name, word in zip(names, words, strict=True) if word is None]
            await self._redis.pipeline([commands.set_new(name, os.urandom(WORD), GENERATION_SECONDS) for name in missing])
            words = await self._redis.run(commands.mget(names))
        return _found(kept, b"".join(word or os.urandom(WORD) for word in words))

    async def keep(self, key: str, generation: bytes, payload: bytes, seconds: int) -> None:
        await self._redis.run(commands.set(_cache(key), generation + payload, seconds))

    async def renew(self, tags: Sequence[str]) -> None:
        await self._redis.pipeline([commands.set(_generation(tag), os.urandom(WORD), GENERATION_SECONDS) for tag in tags])


class MemoryStore:
    """In one process, for tests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[bytes, float]] = {}
        self._generations: dict[str, bytes] = {}

    async def read(self, key: str, tags: Sequence[str]) -> Found:
        payload, until = self._kept.get(key, (None, 0.0))
        words = [self._generations.setdefault(tag, os.urandom(WORD)) for tag in tags]
        return _found(payload if self._clock() < until else None, b"".join(words))

    async def keep(self, key: str, generation: bytes, payload: bytes, seconds: int) -> None:
        self._kept[key] = (generation + payload, self._clock() + seconds)

    async def renew(self, tags: Sequence[str]) -> None:
        self._generations |= {tag: os.urandom(WORD) for tag in tags}


def _cache(key: str) -> str:
    return _bounded(f"cache:{key}")


def _generation(tag: str) -> str:
    return _bounded(f"generation:{tag}")


def _bounded(name: str) -> str:
    """Ids come from paths of requests, and Redis takes names of any length."""
    if len(name) <= MAX_NAME:
        return name
    return f"{name[:MAX_PREFIX]}#{hashlib.blake2b(name.encode(), digest_size=16).hexdigest()}"


def _found(kept: bytes | None, generation: bytes) -> Found:
    good = kept is not None and kept.startswith(generation)
    return Found(kept[len(generation) :] if kept is not None and good else None, generation)
