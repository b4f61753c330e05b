"""How much each client may cause in a stretch of time. Nothing is kept for clients that were quiet in it."""

from __future__ import annotations

import time
from collections.abc import Hashable


class Pace:
    """Counts by client, from zero again every `seconds`: twice a limit may fall around such a moment."""

    __slots__ = ("_ends", "_seconds", "_spent")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = 0.0
        self._spent: dict[Hashable, int] = {}

    def spend(self, client: Hashable, amount: int = 1) -> int:
        """How much the client has spent by now, this included."""
        now = time.monotonic()
        if now >= self._ends:
            self._spent.clear()
            self._ends = now + self._seconds
        spent = self._spent[client] = self._spent.get(client, 0) + amount
        return spent

    def forget(self, client: Hashable) -> None:
        self._spent.pop(client, None)
