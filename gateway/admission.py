"""Who is let in: so many a second, so many at once, so many from one address."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass, field


@dataclass
class Admission:
    """A storm of viewers that all come back at once is spread over seconds; whoever is not let in is told when to try again."""

    per_second: float = 5000.0
    burst: float = 10_000.0
    at_once: int = 200_000
    per_address: int = 20_000
    _tokens: float = field(default=0.0, init=False)
    _filled: float = field(default=-1e9, init=False)
    open: Tally[str] = field(default_factory=Tally, init=False)
    """Connections by address."""
    total: int = field(default=0, init=False)

    def refuses(self, address: str, now: float) -> str:
        """Why a connection is not let in now; nothing when it is."""
        self._tokens = min(self.burst, self._tokens + (now - self._filled) * self.per_second)
        self._filled = now
        if self.total >= self.at_once:
            return "full"
        if self.open[address] >= self.per_address:
            return "address"
        if self._tokens < 1:
            return "rate"
        self._tokens -= 1
        return ""

    def entered(self, address: str) -> None:
        self.open[address] += 1
        self.total += 1

    def left(self, address: str) -> None:
        self.total -= 1
        self.open[address] -= 1
        if not self.open[address]:
            del self.open[address]
