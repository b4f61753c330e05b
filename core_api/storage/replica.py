"""Reads from a PostgreSQL replica (setting `postgres_replica_url`), for what may be a moment old. One's own writes are never missed.

A store that is given `Reads` instead of a pool reads from the replica while all of this holds, and from the primary otherwise:

- The replica answers and is no more than `LAG_SECONDS` behind; both are looked at every `LOOK_SECONDS`. A read that it fails is read again
  from the primary, and while it keeps failing it is not asked (`realtime.runtime.circuit`).
- It has replayed the last write of the user who acts. Example: Ann renames her team; behind the commit the primary's log is at 7/A0, which
  is noted under her id. Her next read, in whichever process, wants a replica that has replayed 7/A0, and goes to the primary until it has.
  Everybody else reads on from the replica meanwhile.

What the caches keep is never read from here: see `core_api.storage.caches.two_level`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol

import asyncpg
from prometheus_client import Counter, Gauge

from core_api.storage import acting
from core_api.storage.pool import AWAY, Connection, Pool
from realtime.runtime.circuit import Circuit
from realtime.runtime.errors import Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Script

log = logging.getLogger(__name__)

LAG_SECONDS = 10.0
"""How old what a replica shows may be."""
LOOK_SECONDS = 0.2
LOOK_TIMEOUT = 0.5
READ_SECONDS = 2.0
"""Longest wait for a read from the replica, before it is read from the primary."""
REMEMBER_SECONDS = 60
"""How long own writes are remembered: longer than a replica may lag that is asked at all."""
WRITERS = 10_000
"""Users whose writes a process remembers; beyond it those who wrote longest ago are forgotten, and Redis still knows."""

UNKNOWN = 2**62
"""A position that no replica reaches."""

FROM = Counter("podium_replica_reads_total", "Reads that may be a moment old, by where they were read and why", ["server", "why"])
LAG = Gauge("podium_replica_lag_seconds", "How far the replica is behind, as this process knows it; -1: it is not asked")
POSITION = "(pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint"
"""Position of the primary's log, as a number of bytes."""
FAILED = (*AWAY, asyncpg.SerializationError, asyncpg.QueryCanceledError)
"""Errors of a replica that the primary does not have: it is away, or the read was in the way of its replay."""


class Reader(Protocol):
    """A pool, or `Reads`."""

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]: ...

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None: ...

    async def fetchval(self, query: str, *args: Any) -> Any: ...


_KEEP_HIGHEST = Script("""
local held = tonumber(redis.call('GET', KEYS[1]) or 0)
if tonumber(ARGV[1]) > held then redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2]) else redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
""")
"""Of two writes at the same time the later position stays."""


class OwnWrites:
    """Positions of the primary's log behind the last write of each user: in the process, and in Redis for all processes."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._clock = clock
        self._held: OrderedDict[str, tuple[int, float]] = OrderedDict()

    async def note(self, primary: Connection | Pool) -> None:
        """Behind a commit, before its caller is answered."""
        user = acting.current().user
        if user is None:
            return
        try:
            position: int = await primary.fetchval(f"select {POSITION}")
        except FAILED as error:  # it is committed: that must not fail any more
            log.warning("reads of a user go to the primary for a while: %r", error)
            position = UNKNOWN
        self._held[user] = (position, self._clock() + REMEMBER_SECONDS)
        self._held.move_to_end(user)
        if len(self._held) > WRITERS:
            self._held.popitem(last=False)
        try:
            await self._redis.script(_KEEP_HIGHEST, [_key(user)], [position, REMEMBER_SECONDS])
        except Unavailable as error:  # then the other processes cannot ask it either, and read from the primary
            log.info("a write is known to this process alone: %s", error.message)

    async def position(self, user: str) -> int | None:
        """What the user must see; 0: anything. None: nobody knows, because Redis is away."""
        position, until = self._held.get(user, (0, 0.0))
        try:
            told = await self._redis.run(commands.get(_key(user)))
        except Unavailable:
            return None
        return max(position if self._clock() < until else 0, int(told or 0))


def _key(user: str) -> str:
    return f"wrote:{user}"


class Replica:
    """How far the replica is, as `watch` sees it."""

    def __init__(self, pool: Pool, primary: Pool, clock: Callable[[], float] = time.monotonic) -> None:
        self.pool = pool
        self.circuit = Circuit("postgres replica")
        self.replayed: int | None = None
        """Position up to which it shows everything; None: it is not to be asked."""
        self._primary = primary
        self._clock = clock
        self._behind: deque[tuple[float, int]] = deque(maxlen=round(2 * LAG_SECONDS / LOOK_SECONDS))
        """When the primary was at positions that the replica has not shown yet."""

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        try:
            row = await self.pool.fetchrow(
                "select pg_is_in_recovery() as follows, (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint as replayed",
                timeout=LOOK_TIMEOUT,
            )
        except FAILED as error:
            self._turn_off(f"it does not answer: {error!r}")
            return
        if row is None or not row["follows"] or row["replayed"] is None:
            self._turn_off("it is none: the server follows no other")
            return
        replayed: int = row["replayed"]
        try:
            position: int = await self._primary.fetchval(f"select {POSITION}", timeout=LOOK_TIMEOUT)
            self._behind.append((self._clock(), position))
        except FAILED:
            pass  # what is to be read is read from the replica all the same
        while self._behind and self._behind[0][1] <= replayed:
            self._behind.popleft()
        lag = self._clock() - self._behind[0][0] if self._behind else 0.0
        if lag > LAG_SECONDS:
            self._turn_off(f"it is {lag:.0f} s behind")
            return
        if self.replayed is None:
            log.info("reads go to the replica")
        self.replayed = replayed
        LAG.set(lag)

    def _turn_off(self, why: str) -> None:
        if self.replayed is not None or LAG._value.get() != -1:
            log.warning("no reads from the replica: %s", why)
        self.replayed = None
        LAG.set(-1)


class Reads:
    """Reads that may be a moment old: see the module. Without a replica, all of them are from the primary."""

    def __init__(self, primary: Pool, replica: Replica | None = None, own_writes: OwnWrites | None = None) -> None:
        self._primary = primary
        self._replica = replica
        self._own_writes = own_writes

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]:
        return list(await self._read("fetch", query, args))

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        found: asyncpg.Record | None = await self._read("fetchrow", query, args)
        return found

    async def fetchval(self, query: str, *args: Any) -> Any:
        return await self._read("fetchval", query, args)

    async def _read(self, method: str, query: str, args: tuple[Any, ...]) -> Any:
        replica = self._replica
        if replica is None:
            return await getattr(self._primary, method)(query, *args)
        why = await self._why_not(replica)
        if not why:
            try:
                found = await getattr(replica.pool, method)(query, *args, timeout=READ_SECONDS)
            except FAILED as error:
                replica.circuit.failed()
                log.info("read from the primary instead of the replica: %r", error)
                why = "failed"
            except BaseException:
                replica.circuit.left()
                raise
            else:
                replica.circuit.succeeded()
                FROM.labels("replica", "").inc()
                return found
        FROM.labels("primary", why).inc()
        return await getattr(self._primary, method)(query, *args)

    async def _why_not(self, replica: Replica) -> str:
        """Why this read must not be from the replica; empty: it may."""
        if replica.replayed is None:
            return "away"
        user = acting.current().user
        if user is not None and self._own_writes is not None:
            needed = await self._own_writes.position(user)
            if needed is None:
                return "unknown"
            if replica.replayed is None or needed > replica.replayed:
                return "own write"
        try:
            replica.circuit.admit()
        except Unavailable:
            return "circuit"
        return ""


own_writes: ContextVar[OwnWrites | None] = ContextVar("own_writes", default=None)
"""Of the process that handles a request; None where there is no replica, in commands and in jobs."""
