"""Rate limits: counters in Redis, shared by all processes; when Redis is away each process counts for itself."""

from __future__ import annotations

import logging
import time
from typing import Literal, NamedTuple

from realtime.runtime.errors import Limited, Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

LOCAL_KEYS = 10_000
"""Counters held locally at most; beyond it the oldest window is forgotten."""


class Limit(NamedTuple):
    """At most `uses` in each window of `seconds`, counted by user, by client address or by e-mail address."""

    name: str
    uses: int
    seconds: int
    per: Literal["user", "address", "e-mail"] = "user"


class Limits:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._local: dict[str, int] = {}

    async def check(self, limit: Limit, who: str) -> None:
        """Raises `Limited` when all uses are taken, without counting one. Lets pass when Redis is away."""
        now = time.time()
        window = int(now // limit.seconds)
        try:
            used = int(await self._redis.run(commands.get(f"limit:{limit.name}:{who}:{window}")) or 0)
        except Unavailable:
            return
        if used >= limit.uses:
            raise Limited("too many failures: try again later", retry_after=(window + 1) * limit.seconds - now)

    async def take(self, limit: Limit, who: str) -> None:
        """Counts one use. Raises `Limited` with the seconds to wait when there are too many."""
        now = time.time()
        window = int(now // limit.seconds)
        key = f"limit:{limit.name}:{who}:{window}"
        try:
            used, _ = await self._redis.transaction(commands.incr(key), commands.expire(key, limit.seconds))
        except Unavailable:
            log.warning("Redis is away: limits are counted locally")
            if len(self._local) >= LOCAL_KEYS:
                self._local.clear()
            used = self._local[key] = self._local.get(key, 0) + 1
        if used > limit.uses:
            wait = (window + 1) * limit.seconds - now
            raise Limited(f"too many requests: {limit.uses} in {limit.seconds} s are allowed", retry_after=max(1, round(wait)))


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
