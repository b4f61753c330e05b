"""Heartbeats of a connection: how often it is pinged, and what has become of the last ping."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(slots=True)
class Beats:
    """In seconds: a ping every `interval`, to be answered within `timeout`."""

    interval: float = 25.0
    timeout: float = 20.0

    @property
    def rest(self) -> float:
        """Between the time-out of an answered ping and the next ping."""
        return max(0.0, self.interval - self.timeout)


class Ping(Enum):
    NONE = auto()
    """The next one is due."""
    AWAITED = auto()
    """Sent; the answer has not come yet."""
    ANSWERED = auto()
