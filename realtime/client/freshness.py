"""Whether a board is live: by the engine's heartbeat, not by the socket. The rule stands in docs/live-api.md."""

from __future__ import annotations

from typing import Literal

DEAD_SECONDS = 5.0
"""An engine that serves a contest sends a clock frame at least every 2 s; after so long without one the board is stale."""

State = Literal["connecting", "live", "stale", "reconnecting"]


class Freshness:
    """Times are seconds of a steady clock (`time.monotonic()`), but for `wall` and `server_time`, in ms since 1970."""

    def __init__(self) -> None:
        self._heard: float | None = None
        self._since = 0.0
        self._asked = False

    def subscribed(self, now: float) -> None:
        """The clock room was asked for: its next frame may be one that the gateway has kept."""
        self._asked, self._since = True, now

    def clock(self, server_time: int, wall: float, now: float) -> bool:
        """A clock frame came. False: it was kept, and proves nothing."""
        spoke = not self._asked or abs(wall - server_time) < DEAD_SECONDS * 1000
        self._asked = False
        if spoke:
            self._heard = now
        return spoke

    def state(self, now: float, *, current: bool) -> State:
        """`current`: connected, and all that was asked for has come."""
        if not current:
            return "connecting" if self._heard is None else "reconnecting"
        if self._heard is not None:
            return "live" if now - self._heard < DEAD_SECONDS else "stale"
        return "connecting" if now - self._since < DEAD_SECONDS else "stale"

    def age(self, now: float) -> float | None:
        """Seconds since the engine spoke; None: it has not yet."""
        return None if self._heard is None else now - self._heard
