"""One timer for all connections: each stands in one slot of a wheel, and is asked what to do when the hand comes by."""

from __future__ import annotations

import asyncio
from typing import Protocol


class Timed(Protocol):
    def beat(self) -> None:
        """Its time is up; it stands nowhere now and may take another place."""


class Wheel:
    """Times are kept to one `step`, late rather than early. Cost of a connection: its place in one set."""

    def __init__(self, step: float = 0.25, slots: int = 256) -> None:
        """Longest time: `step` · (`slots` - 1) seconds."""
        self._step = step
        self._slots: list[set[Timed]] = [set() for _ in range(slots)]
        self._hand = 0

    def add(self, timed: Timed, seconds: float) -> int:
        """Returns where it stands, for `remove`."""
        ahead = min(int(seconds / self._step) + 1, len(self._slots) - 1)
        slot = (self._hand + ahead) % len(self._slots)
        self._slots[slot].add(timed)
        return slot

    def remove(self, timed: Timed, slot: int) -> None:
        self._slots[slot].discard(timed)

    async def run(self) -> None:
        """Turns for ever; a loop that was held up catches up."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += self._step
            await asyncio.sleep(max(0.0, due - loop.time()))
            self.turn()

    def turn(self) -> None:
        """One step of the hand."""
        self._hand = (self._hand + 1) % len(self._slots)
        called, self._slots[self._hand] = self._slots[self._hand], set()
        for timed in called:
            timed.beat()
