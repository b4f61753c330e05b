"""Slots of a judge, given out by urgency: the most urgent waits the shortest."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Slots(Generic[T]):
    """Threads of all queues wait here with a message each: a re-judging uses every slot that nobody else wants, and no other."""

    def __init__(self, held: Sequence[T], before: Callable[[], None] = lambda: None) -> None:
        """`before` is called with a slot in hand, which waits for it."""
        self.total = len(held)
        self._free = list(held)
        self._before = before
        self._line: list[tuple[int, int]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()

    @contextmanager
    def take(self, urgency: int) -> Iterator[T]:
        """Waits for a slot; the lowest `urgency` first, then who came first."""
        with self._changed:
            place = (urgency, next(self._numbers))
            heapq.heappush(self._line, place)
            self._changed.wait_for(lambda: self._free and self._line[0] == place)
            heapq.heappop(self._line)
            slot = self._free.pop()
            self._changed.notify_all()
        try:
            self._before()
            yield slot
        finally:
            with self._changed:
                self._free.append(slot)
                self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """Threads that wait for a slot now."""
        return len(self._line)
