"""When a contest's clock frame is due: at once for a new state, seldom for new counts, and always soon enough to be a heartbeat."""

from __future__ import annotations

COUNTS_SECONDS = 1.0
"""Shortest time between two clock frames that only carry new counts."""
PERIOD_SECONDS = 1.4
"""A frame is due so long after the last one though nothing changed. Viewers are promised `realtime.protocol.frames.HEARTBEAT_SECONDS`;
the rest is for a tick of up to half a second that comes just too early.
"""


class Heartbeat:
    """Decides at each tick whether a clock frame is sent."""

    def __init__(self) -> None:
        self._state: object = None
        self._counts: object = None
        self._sent: float | None = None

    def is_due(self, state: object, counts: object, now: float) -> bool:
        """`state` and `counts` are what the frame would show, `now` is a steady clock in seconds. True: the caller sends it now."""
        elapsed = float("inf") if self._sent is None else now - self._sent
        due = state != self._state or elapsed >= PERIOD_SECONDS or (counts != self._counts and elapsed >= COUNTS_SECONDS)
        if due:
            self._state, self._counts, self._sent = state, counts, now
        return due
