"""In-memory backbone: the same guarantees as NATS within one process, for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Generic, TypeVar

from realtime.backbone import Answerer, Entry, Handler, Lease, LogUsage, Message, Reply, Subscription
from realtime.runtime.errors import Conflict, TooLarge, Unavailable
from realtime.runtime.retrying import TOTAL_SECONDS

T = TypeVar("T")

MAX_MESSAGE = 2**20
"""Bytes of one entry of the log, as on NATS."""


def matches(pattern: str, subject: str) -> bool:
    """Whether a NATS pattern (`*` one part, `>` the rest) covers a subject."""
    wanted, parts = pattern.split("."), subject.split(".")
    for position, part in enumerate(wanted):
        if part == ">":
            return len(parts) > position
        if position >= len(parts) or part not in ("*", parts[position]):
            return False
    return len(wanted) == len(parts)


class MemoryServer:
    """State that connected backbones share; it outlives them, as a server does."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.log: list[Entry | None] = []
        """By sequence, from 1; None: purged."""
        self.ids: dict[str, int] = {}
        self.grown = asyncio.Condition()
        self.handlers: list[tuple[str, Handler]] = []
        self.answerers: list[tuple[str, Answerer]] = []
        self.leases: dict[str, tuple[Lease, float]] = {}
        self.revision = 0
        self.kept: dict[str, bytes] = {}


class _Registration(Generic[T]):
    def __init__(self, held_in: list[T], item: T) -> None:
        self._held_in, self._item = held_in, item
        held_in.append(item)

    async def stop(self) -> None:
        if self._item in self._held_in:
            self._held_in.remove(self._item)


class MemoryBackbone:
    """See `realtime.backbone.Backbone`."""

    def __init__(self, server: MemoryServer | None = None, lease_seconds: float = 3.0) -> None:
        self.server = server or MemoryServer()
        self._lease_seconds = lease_seconds

    async def append(self, subject: str, payload: bytes, *, id: str | None = None, after: int | None = None) -> int:
        server = self.server
        if len(payload) > MAX_MESSAGE:
            raise TooLarge(f"the log takes no message of {len(payload):,} bytes on {subject}")
        if id is not None and id in server.ids:
            return server.ids[id]
        if after is not None and await self.last(subject) != after:
            raise Conflict(f"{subject} has moved on from sequence {after}")
        sequence = len(server.log) + 1
        server.log.append(Entry(sequence, subject, payload))
        if id is not None:
            server.ids[id] = sequence
        async with server.grown:
            server.grown.notify_all()
        return sequence

    async def read(self, subject: str, after: int = 0) -> AsyncIterator[Entry]:
        at = after
        while True:
            while at < len(self.server.log):
                entry = self.server.log[at]
                at += 1
                if entry is not None and matches(subject, entry.subject):
                    yield entry
            async with self.server.grown:
                if at >= len(self.server.log):
                    await self.server.grown.wait()

    async def subjects(self, pattern: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in self.server.log:
            if entry is not None and matches(pattern, entry.subject):
                found[entry.subject] = found.get(entry.subject, 0) + 1
        return found

    async def last(self, subject: str) -> int:
        return next((entry.sequence for entry in reversed(self.server.log) if entry is not None and entry.subject == subject), 0)

    async def newest(self) -> int:
        return len(self.server.log)

    async def purge(self, subject: str, through: int) -> None:
        log = self.server.log
        for at, entry in enumerate(log[:through]):
            if entry is not None and entry.subject == subject:
                log[at] = None

    async def usage(self) -> LogUsage:
        return LogUsage(sum(len(entry.payload) for entry in self.server.log if entry is not None), 2**40)

    async def check_writable(self) -> None:
        pass

    async def keep(self, name: str, payload: bytes) -> None:
        self.server.kept[name] = payload

    async def kept(self, name: str) -> bytes | None:
        return self.server.kept.get(name)

    async def drop(self, name: str) -> None:
        self.server.kept.pop(name, None)

    async def publish(self, subject: str, payload: bytes, headers: Mapping[str, str] | None = None) -> None:
        message = Message(subject, payload, dict(headers or {}))
        for pattern, handler in list(self.server.handlers):
            if matches(pattern, subject):
                handler(message)

    async def subscribe(self, subject: str, handler: Handler) -> Subscription:
        return _Registration(self.server.handlers, (subject, handler))

    async def request(self, subject: str, payload: bytes, timeout: float = TOTAL_SECONDS) -> Reply:
        for pattern, answerer in self.server.answerers:
            if matches(pattern, subject):
                try:
                    return await asyncio.wait_for(answerer(Message(subject, payload, {})), timeout)
                except TimeoutError:
                    break
        raise Unavailable(f"no answer on {subject}")

    async def answer(self, subject: str, answerer: Answerer, *, queue: str = "") -> Subscription:
        return _Registration(self.server.answerers, (subject, answerer))

    async def claim(self, key: str, owner: str) -> Lease | None:
        if self._held(key):
            return None
        return self._hold(Lease(key, owner, self.server.revision + 1, 0))

    async def renew(self, lease: Lease) -> Lease | None:
        held = self._held(lease.key)
        return self._hold(lease) if held and held.revision == lease.revision else None

    async def release(self, lease: Lease) -> None:
        held = self._held(lease.key)
        if held and held.revision == lease.revision:
            del self.server.leases[lease.key]

    async def ready(self) -> bool:
        return True

    @property
    def connection(self) -> int | None:
        return 0

    async def close(self) -> None:
        pass

    def _held(self, key: str) -> Lease | None:
        lease, until = self.server.leases.get(key, (None, 0.0))
        return lease if until > self.server.clock() else None

    def _hold(self, lease: Lease) -> Lease:
        self.server.revision += 1
        lease = lease._replace(revision=self.server.revision)
        self.server.leases[lease.key] = (lease, self.server.clock() + self._lease_seconds)
        return lease
