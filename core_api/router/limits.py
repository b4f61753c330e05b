"""Rate limits: fixed windows, counted in Redis for all processes and beside it in each process for itself.

The larger count holds. While Redis is away, limits go on with what this process has seen: with n processes behind the gateways, up to n
times the uses are allowed, and a lock-out reached before may open once in each.
"""

from __future__ import annotations

import logging
import time
from typing import Literal, NamedTuple

from realtime.runtime.errors import Limited, Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

LOCAL_KEYS = 100_000
"""Counters held in a process: about 20 MB. Beyond it those that began first are forgotten."""


class Limit(NamedTuple):
    """At most `uses` in each window of `seconds`, counted by user, by client address or by e-mail address."""

    name: str
    uses: int
    seconds: int
    per: Literal["user", "address"] = "user"


class Limits:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local: dict[str, int] = {}
        """Uses by key, in the order in which they began; a key names its window."""

    async def take(self, limit: Limit, who: str) -> None:
        """Counts one use. Raises `Limited` with the seconds to wait when there are too many."""
        key, wait = _window(limit, who)
        local = self._count(key)
        try:
            shared, _ = await self._redis.transaction(commands.incr(key), commands.expire(key, limit.seconds))
        except Unavailable as error:
            log.warning("limits are counted by this process alone: %s", error.message)
            shared = 0
        if max(shared, local) > limit.uses:
            raise Limited(f"too many requests: {limit.uses} in {limit.seconds} s are allowed", retry_after=wait)

    def _count(self, key: str) -> int:
        used = self._local[key] = self._local.get(key, 0) + 1
        if len(self._local) > LOCAL_KEYS:
            del self._local[next(iter(self._local))]
        return used


def _window(limit: Limit, who: str) -> tuple[str, float]:
    """The key of the running window, and the seconds until the next one."""
    now = time.time()
    number = int(now // limit.seconds)
    return f"limit:{limit.name}:{who}:{number}", (number + 1) * limit.seconds - now


class Quota:
    """The declared limits of an endpoint for one caller.

    The router takes them before the handler runs. A handler with a parameter of this type takes them itself: where only some
    requests count, for example submissions that are accepted and not their retries.
    """

    def __init__(self, limits: Limits, declared: tuple[Limit, ...], user: str, address: str) -> None:
        self._limits = limits
        self._declared = declared
        self._who = {"user": user, "address": address}

    async def take(self) -> None:
        """Counts one use of each limit. Raises `Limited`."""
        for limit in self._declared:
            await self._limits.take(limit, self._who[limit.per])
