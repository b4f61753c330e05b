"""Least-recently-used cache of decoded contest logs, bounded in bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from realtime.protocol import events
from realtime.runtime.errors import NotFound
from realtime.storage.contest_log import ContestLog


@dataclass
class _Held:
    events: list[events.Event] = field(default_factory=list)
    read: int = 0
    """Sequence of the last entry in `events`."""
    size: int = 0
    """Bytes of the entries; as objects they take about four times as much."""


class LogCache:
    """The log that is asked for now is always held, whatever its size: without it there is no answer."""

    def __init__(self, logs: ContestLog, limit: int) -> None:
        self._logs = logs
        self._limit = limit
        self._held: dict[str, _Held] = {}
        """Least recently used first."""

    @property
    def contests(self) -> list[str]:
        return list(self._held)

    async def events(self, contest: str) -> list[events.Event]:
        """All events of a contest's log, up to now. Raises `NotFound` when it has none, `Unavailable`, `Damaged`."""
        last = await self._logs.last(contest)
        if not last:
            raise NotFound(f"contest {contest!r} has no log", field="contest")
        held = self._held.pop(contest, None) or _Held()
        self._held[contest] = held
        if last > held.read:
            async for entry in self._logs.read(contest, held.read):
                try:
                    held.events += events.decode(entry.payload)
                except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
                    pass  # the engine leaves it out too, and logs it
                held.read = entry.sequence
                held.size += len(entry.payload)
            self._evict()
        return held.events

    def _evict(self) -> None:
        size = sum(held.size for held in self._held.values())
        while size > self._limit and len(self._held) > 1:
            size -= self._held.pop(next(iter(self._held))).size
