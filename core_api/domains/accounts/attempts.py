"""Failed logins: counted by account and network, before the password is checked, with growing delays.

Whoever guesses from one network is held up there and nowhere else: an account cannot be locked from outside for those who log in from
elsewhere, and guesses in parallel are counted before any of them is answered. Guesses from many networks are bounded by a count of the
account's own, which does not hold for networks that have logged in to it before.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from typing import Protocol

from realtime.runtime.errors import Limited, Unavailable
from realtime.security.addresses import network
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Script

log = logging.getLogger(__name__)

FREE = 5
"""Failures without a delay."""
FREE_OF_ACCOUNT = 50
"""Failures from all networks together before those that are not known have to wait."""
FIRST_SECONDS, MOST_SECONDS = 30, 900
"""Delay behind the last free failure; it doubles with each further one, up to a quarter of an hour."""
FORGET_SECONDS = 24 * 3600
KNOWN_SECONDS = 90 * 24 * 3600
"""How long a network counts as known after a login from it."""
LOCAL_KEYS = 10_000


class Counter(Protocol):
    """Counts with growing delays."""

    async def take(self, key: str, free: int, now: float) -> float:
        """Counts one use and returns 0; while a delay runs, counts nothing and returns the seconds that are left."""

    async def forget(self, key: str) -> None: ...

    async def mark(self, key: str) -> None:
        """Remembers a key for `KNOWN_SECONDS`."""

    async def marked(self, key: str) -> bool: ...


def delay(uses: int, free: int) -> float:
    """Seconds to wait behind so many uses."""
    return 0.0 if uses < free else float(min(MOST_SECONDS, FIRST_SECONDS * 2 ** min(uses - free, 10)))


class MemoryCounter:
    def __init__(self) -> None:
        self._held: OrderedDict[str, tuple[int, float, float]] = OrderedDict()
        """Uses, until when to wait, until when to remember; the oldest first."""
        self._marked: OrderedDict[str, float] = OrderedDict()

    async def take(self, key: str, free: int, now: float) -> float:
        uses, until, forget = self._held.get(key, (0, 0.0, 0.0))
        if now < until:
            return until - now
        if now >= forget:
            uses = 0
        self._held[key] = (uses + 1, now + delay(uses + 1, free), now + FORGET_SECONDS)
        self._held.move_to_end(key)
        if len(self._held) > LOCAL_KEYS:
            self._held.popitem(last=False)
        return 0.0

    async def forget(self, key: str) -> None:
        self._held.pop(key, None)

    async def mark(self, key: str) -> None:
        self._marked[key] = time.time() + KNOWN_SECONDS
        if len(self._marked) > LOCAL_KEYS:
            self._marked.popitem(last=False)

    async def marked(self, key: str) -> bool:
        return self._marked.get(key, 0.0) > time.time()


_TAKE = Script("""
local now, free, first, most, forget = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local held = redis.call('HMGET', KEYS[1], 'uses', 'until')
local till = tonumber(held[2] or 0)
if now < till then return math.ceil((till - now) * 1000) end
local uses = tonumber(held[1] or 0) + 1
till = 0
if uses >= free then till = now + math.min(most, first * 2 ^ math.min(uses - free, 10)) end
redis.call('HSET', KEYS[1], 'uses', uses, 'until', string.format('%.3f', till))
redis.call('EXPIRE', KEYS[1], forget)
return 0
""")
"""Milliseconds to wait; 0: one use was counted."""


class RedisCounter:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take(self, key: str, free: int, now: float) -> float:
        arguments = (now, free, FIRST_SECONDS, MOST_SECONDS, FORGET_SECONDS)
        return await self._redis.script(_TAKE, [f"attempts:{key}"], arguments) / 1000

    async def forget(self, key: str) -> None:
        await self._redis.run(commands.delete(f"attempts:{key}"))

    async def mark(self, key: str) -> None:
        await self._redis.run(commands.set(f"known:{key}", b"1", KNOWN_SECONDS))

    async def marked(self, key: str) -> bool:
        return await self._redis.run(commands.get(f"known:{key}")) is not None


class Attempts:
    """Login attempts, counted for all processes and beside it in each for itself: the longer wait holds, also while Redis is away."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._local = MemoryCounter()

    async def begin(self, account: str, address: str) -> None:
        """Counts an attempt as failed until `succeeded`. Raises `Limited` with the seconds to wait."""
        pair, alone = _keys(account, address)
        now = time.time()
        wait = await self._take(self._local, pair, alone, now)
        try:
            wait = wait or await self._take(self._counter, pair, alone, now)
        except Unavailable as error:
            log.warning("login attempts are counted by this process alone: %s", error.message)
        if wait:
            raise Limited("too many failed logins: try again later", retry_after=wait)

    async def succeeded(self, account: str, address: str) -> None:
        pair, _ = _keys(account, address)
        for counter in (self._counter, self._local):
            try:
                await counter.forget(pair)
                await counter.mark(pair)
            except Unavailable:
                log.warning("a login that succeeded is remembered by this process alone")

    @staticmethod
    async def _take(counter: Counter, pair: str, alone: str, now: float) -> float:
        if wait := await counter.take(pair, FREE, now):
            return wait
        return 0.0 if await counter.marked(pair) else await counter.take(alone, FREE_OF_ACCOUNT, now)


def _keys(account: str, address: str) -> tuple[str, str]:
    """Of account and network together, and of the account alone. Hashed: no address stands in Redis, and no key is long."""
    name = hashlib.sha256(account.encode()).hexdigest()[:32]
    return f"{name}:{hashlib.sha256(network(address).encode()).hexdigest()[:16]}", name
