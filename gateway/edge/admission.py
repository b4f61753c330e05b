"""Who is let in: so many a second, so many at once, so many from one address. Viewers are turned away first."""

from __future__ import annotations

import resource
from collections import Counter as Tally
from dataclasses import dataclass, field

from realtime.security.addresses import counted_as

RESERVE = 0.1
"""Share of all there is to give that is kept for clients which show a token."""
SHARE = 0.25
"""Part of all connections that one address may have: a school shares an address, but no address may take every connection."""
MIN_PER_ADDRESS = 100
SPARE_DESCRIPTORS = 500
"""Open files that a gateway needs beside its connections."""


def possible() -> int:
    """Connections that the limit of open files leaves room for."""
    return max(100, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_DESCRIPTORS)


@dataclass
class Admission:
    """Rate limit for new connections: viewers that reconnect all at once are spread over seconds; a refused one is told when to retry."""

    per_second: float = 5000.0
    at_once: int = field(default_factory=possible)
    per_address: int = 0
    """0: a share of all."""
    _tokens: float = field(default=0.0, init=False)
    _filled: float = field(default=-1e9, init=False)
    open: Tally[str] = field(default_factory=Tally, init=False)
    """Connections by address; of IPv6 by its /64, whose addresses one machine may have all of."""
    total: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.per_address = self.per_address or max(MIN_PER_ADDRESS, int(self.at_once * SHARE))

    @property
    def is_full(self) -> bool:
        """Whether all room is taken but what is kept for clients with a token."""
        return self.total >= self.at_once * (1 - RESERVE)

    def is_crowded(self, address: str) -> bool:
        """Whether an address has all the connections that one may have."""
        return self.open[counted_as(address)] >= self.per_address

    def refuses(self, address: str, now: float, *, known: bool = False) -> str:
        """Why a connection is not let in now; nothing when it is. `known`: it has shown a token."""
        burst = 2 * self.per_second
        self._tokens = min(burst, self._tokens + (now - self._filled) * self.per_second)
        self._filled = now
        kept = 0.0 if known else RESERVE
        if self.is_crowded(address):
            return "address"
        if self.total >= self.at_once * (1 - kept):
            return "full"
        if self._tokens < 1 + burst * kept:
            return "rate"
        self._tokens -= 1
        return ""

    def entered(self, address: str) -> None:
        self.open[counted_as(address)] += 1
        self.total += 1

    def left(self, address: str) -> None:
        self.total -= 1
        address = counted_as(address)
        self.open[address] -= 1
        if not self.open[address]:
            del self.open[address]
