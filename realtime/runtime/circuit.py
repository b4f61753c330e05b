"""Circuit breaker (Nygard, "Release It!"): calls to a part that keeps failing are refused at once for a while.

Closed, calls go through and their outcomes of the last seconds are counted. When many of them failed, the circuit opens: callers are not
held up by a part that does not answer, and the part is not held up by callers. After a pause one call is let through (half-open); if it
succeeds the circuit closes, else it stays open for another pause.
"""

from __future__ import annotations

import enum
import random
import time
from collections import deque
from collections.abc import Callable

from prometheus_client import Counter, Gauge

from realtime.runtime.errors import Unavailable

WINDOW_SECONDS = 10.0
"""Outcomes that count are not older."""
OUTCOMES = 200
"""Outcomes that are remembered at most: at thousands of calls a second the window is shorter."""
MIN_FAILURES = 5
"""A few failures open nothing: a restart of the other side is over by then."""
FAILED_PART = 0.5
"""Part of the outcomes that must have failed."""
OPEN_SECONDS = 1.0
"""Pause before a call is let through; up to half as long again, so that many processes do not try together."""

STATE = Gauge("podium_circuit_state", "0: calls go through, 1: one is let through, 2: they are refused", ["circuit"])
CALLS = Counter("podium_circuit_total", "Calls by outcome; refused ones were not made", ["circuit", "outcome"])


class State(enum.IntEnum):
    CLOSED = 0
    HALF_OPEN = 1
    OPEN = 2


class Circuit:
    """Between a process and one part it depends on. Whoever calls `admit` and is let through calls `succeeded`, `failed` or `left` once."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic, lot: Callable[[], float] = random.random) -> None:
        self.name = name
        self._clock = clock
        self._lot = lot
        self._outcomes: deque[tuple[float, bool]] = deque(maxlen=OUTCOMES)
        """When, and whether it succeeded."""
        self._failures = 0
        self._until = 0.0
        """When the pause of an open circuit is over."""
        self.state = State.CLOSED
        STATE.labels(name).set(self.state)
        self._counted = {outcome: CALLS.labels(name, outcome) for outcome in ("succeeded", "failed", "refused")}

    def admit(self) -> None:
        """Raises `Unavailable` while calls are refused."""
        if self.state is State.CLOSED:
            return
        left = self._until - self._clock()
        if self.state is State.OPEN and left <= 0:
            self._go(State.HALF_OPEN)
            return
        self._counted["refused"].inc()
        raise Unavailable(f"{self.name} is away for the moment", retry_after=max(left, 1.0))

    def succeeded(self) -> None:
        self._counted["succeeded"].inc()
        if self.state is not State.CLOSED:
            self._outcomes.clear()
            self._failures = 0
            self._go(State.CLOSED)
        self._note(succeeded=True)

    def failed(self) -> None:
        self._counted["failed"].inc()
        self._note(succeeded=False)
        if self.state is State.HALF_OPEN or (
            self.state is State.CLOSED and self._failures >= max(MIN_FAILURES, FAILED_PART * len(self._outcomes))
        ):
            self._until = self._clock() + OPEN_SECONDS * (1 + self._lot() / 2)
            self._go(State.OPEN)

    def left(self) -> None:
        """The caller went away before there was an outcome: another call may be let through."""
        if self.state is State.HALF_OPEN:
            self._go(State.OPEN)

    def _note(self, *, succeeded: bool) -> None:
        now = self._clock()
        if len(self._outcomes) == OUTCOMES:
            self._forget()
        while self._outcomes and self._outcomes[0][0] < now - WINDOW_SECONDS:
            self._forget()
        self._outcomes.append((now, succeeded))
        self._failures += not succeeded

    def _forget(self) -> None:
        self._failures -= not self._outcomes.popleft()[1]

    def _go(self, state: State) -> None:
        self.state = state
        STATE.labels(self.name).set(state)
