"""Rate limits: what an endpoint declares, counted exactly and for all processes, and a general one for every endpoint.

**Declared limits** (`limits=` of an endpoint) are sliding windows (`realtime.storage.sliding_windows`), all of a request in one call to
Redis: one that is used up refuses the request, and a refused request counts nowhere. Each process counts beside it what it lets through
itself: while Redis is away, limits go on with that. With n processes up to n times the uses are allowed then.

**General limits** keep one client from using up a process: how often one user or, without a token, one address may call each process.
They are checked for every request, so they cost no call: two counters in memory, for this window and the one before, which is weighted by
its part of the last `seconds`. Nobody is refused who stays under them, and at worst a few more than allowed come through.

Answers tell both, as draft-ietf-httpapi-ratelimit-headers-10 writes it:

    RateLimit-Policy: "submit-minute";q=10;w=60, "submit-day";q=100;w=86400, "writes";q=1200;w=60
    RateLimit: "submit-minute";r=7;t=42, "submit-day";r=93;t=80012, "writes";r=1199;t=60
"""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from realtime.runtime.errors import Limited, Unavailable
from realtime.security.addresses import counted_as
from realtime.security.tokens import KeyUse
from realtime.storage.redis import Redis
from realtime.storage.sliding_windows import MemoryWindows, RedisWindows, State, Taken, Window

log = logging.getLogger(__name__)

COUNTERS = 100_000
"""General counters held in a process: about 25 MB. Beyond it those that were used longest ago are forgotten."""
POLICY, REMAINING = "RateLimit-Policy", "RateLimit"


class Limit(NamedTuple):
    """At most `uses` in any `seconds`, counted by user or by client address (of IPv6: by its /64)."""

    name: str
    uses: int
    seconds: int
    per: Literal["user", "address"] = "user"

    @property
    def policy(self) -> str:
        return f'"{self.name}";q={self.uses};w={self.seconds}'


class General(NamedTuple):
    """A general limit: by user; for who shows no token, by address."""

    user: Limit
    address: Limit


READS = General(Limit("reads", 1200, 60), Limit("reads-address", 30_000, 60, per="address"))
"""Per process. A page asks for about 5 things as it opens and for one a second at most while it is open; a school or a contest hall has a
thousand of them behind one address."""
WRITES = General(Limit("writes", 1200, 60), Limit("writes-address", 3000, 60, per="address"))
"""Per process. 20 a second: more than a jury clicks or an import sends, which waits for each answer."""


class Limits:
    """All limits of a process."""

    def __init__(self, redis: Redis) -> None:
        self._shared = RedisWindows(redis)
        self._local = MemoryWindows()
        self._counters = _Counters()

    async def take(self, windows: Sequence[Window]) -> Taken:
        """Counts one use in each window, or in none when one of them is full."""
        now = time.time()
        local = self._local.take_now(windows, now)
        if not local.counted:
            return local
        try:
            shared = await self._shared.take(windows, now)
        except Unavailable as error:
            log.warning("limits are counted by this process alone: %s", error.message)
            return local
        if not shared.counted:
            self._local.give_back(windows)
        return shared

    def count(self, limit: Limit, who: str) -> State:
        """Counts one use of a general limit. Raises `Limited`."""
        return self._counters.count(limit, who, time.time())


class Quota:
    """The limits of an endpoint for one request.

    The router takes the declared ones before the handler runs. A handler with a parameter of this type takes them itself: where only
    some requests count, for example submissions that are accepted and not their retries.
    """

    __slots__ = ("_declared", "_general", "_general_who", "_limits", "_states", "_who")

    def __init__(
        self, limits: Limits, declared: tuple[Limit, ...], general: General | None, user: str, address: str, key: KeyUse | None = None
    ) -> None:
        """`general`: None where none holds. `user`: empty without a token. `key`: has a general limit of its own."""
        self._limits = limits
        self._declared = declared
        self._general = None if general is None else general.user if user else general.address
        self._who = {"user": user, "address": counted_as(address)}
        self._general_who = "" if self._general is None else self._who[self._general.per]
        if key is not None:
            self._general, self._general_who = Limit("key", key.per_minute, 60), key.id
        self._states: dict[Limit, State] = {}

    def take_general(self) -> None:
        """Counts one use of the general limit. Raises `Limited`."""
        if self._general is not None:
            self._states[self._general] = self._limits.count(self._general, self._general_who)

    async def take(self) -> None:
        """Counts one use of each declared limit, or of none. Raises `Limited`."""
        if not self._declared:
            return
        windows = [Window(f"{limit.name}:{self._who[limit.per]}", limit.uses, limit.seconds) for limit in self._declared]
        taken = await self._limits.take(windows)
        self._states |= zip(self._declared, taken.states, strict=True)
        if not taken.counted:
            full = next(limit for limit in self._declared if self._states[limit].used >= limit.uses)
            raise _limited(full, taken.wait(windows))

    def headers(self) -> dict[str, str]:
        """What the answer says of the limits; a declared one that was not taken from is named without what is left."""
        limits = self._declared if self._general is None else (*self._declared, self._general)
        if not limits:
            return {}
        headers = {POLICY: ", ".join(limit.policy for limit in limits)}
        if self._states:
            left = (
                f'"{limit.name}";r={max(0, limit.uses - state.used)};t={math.ceil(state.reset)}' for limit, state in self._states.items()
            )
            headers[REMAINING] = ", ".join(left)
        return headers


class _Counters:
    """General limits: uses in the window of now and in the one before, by limit and user or address."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], tuple[int, int, int]] = OrderedDict()
        """Number of the window, uses in it, uses in the one before; the key used longest ago first."""

    def count(self, limit: Limit, who: str, now: float) -> State:
        """Raises `Limited`."""
        number, begun = divmod(now, limit.seconds)
        current, before = self._uses((limit.name, who), int(number))
        rest = 1 - begun / limit.seconds
        used = current + math.floor(before * rest)
        if used >= limit.uses:
            raise _limited(limit, _wait(limit, current, before, rest))
        self._held[limit.name, who] = (int(number), current + 1, before)
        self._held.move_to_end((limit.name, who))
        if len(self._held) > COUNTERS:
            self._held.popitem(last=False)
        return State(used + 1, limit.seconds)

    def _uses(self, key: tuple[str, str], number: int) -> tuple[int, int]:
        """In the window of now, and in the one before."""
        held, current, before = self._held.get(key, (number, 0, 0))
        if held == number:
            return current, before
        return 0, current if held == number - 1 else 0


def _wait(limit: Limit, current: int, before: int, rest: float) -> float:
    """Seconds until there is room again: until enough of the window before has passed, or this one has."""
    room = limit.uses - current
    return limit.seconds * (rest - room / before if 0 < room <= before else rest)


def _limited(limit: Limit, wait: float) -> Limited:
    return Limited(f"too many requests: {limit.uses:,} in {limit.seconds:,} s are allowed ({limit.name})", retry_after=wait)
