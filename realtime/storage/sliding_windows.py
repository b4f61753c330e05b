"""Sliding windows: at most so many uses in the last so many seconds, whenever one looks. In Redis for all processes, and in memory.

Each key has the times of its uses, the oldest first. Times that have left the window are dropped; a use is added while there are fewer
than the window allows. So no span of `seconds` ever holds more than `uses`, which neither fixed windows (twice as many around their
edge) nor weighted counters promise:

    uses=2, seconds=60    used at 0 s and 50 s → refused at 55 s, for 5 s more; at 60 s the first use has left

Several windows are taken together: one that is full refuses all, and then nothing is counted anywhere. It costs one call, and at most
`uses` times per key, which expire with the window.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from realtime.storage.redis import Redis
from realtime.storage.redis_commands import Script

KEYS = 20_000
"""Keys held in memory, of about 1 kB each; beyond it those that were used longest ago are forgotten."""


class Window(NamedTuple):
    """At most `uses` in any `seconds`, by `key`."""

    key: str
    uses: int
    seconds: int


class State(NamedTuple):
    """A window after it was taken from."""

    used: int
    """Uses within the window, with this one if it was counted."""
    reset: float
    """Seconds until the oldest use leaves the window; 0: there is none."""


class Taken(NamedTuple):
    counted: bool
    states: list[State]
    """Of each window, in the order in which they were given."""

    def wait(self, windows: Sequence[Window]) -> float:
        """Seconds until all windows have room again; 0: they have."""
        return max((state.reset for window, state in zip(windows, self.states, strict=True) if state.used >= window.uses), default=0.0)


class SlidingWindows(Protocol):
    async def take(self, windows: Sequence[Window], now: float) -> Taken:
        """Counts one use in each window, or in none. `now`: seconds, by a clock that all processes share."""


class MemoryWindows:
    """The windows of one process."""

    def __init__(self) -> None:
        self._times: OrderedDict[str, list[int]] = OrderedDict()
        """Milliseconds by key, the oldest first; the key used longest ago first."""

    async def take(self, windows: Sequence[Window], now: float) -> Taken:
        return self.take_now(windows, now)

    def take_now(self, windows: Sequence[Window], now: float) -> Taken:
        at = round(now * 1000)
        held = [self._within(window, at) for window in windows]
        counted = all(len(times) < window.uses for window, times in zip(windows, held, strict=True))
        if counted:
            for window, times in zip(windows, held, strict=True):
                times.append(at)
                self._times[window.key] = times
                self._times.move_to_end(window.key)
            while len(self._times) > KEYS:
                self._times.popitem(last=False)
        states = [
            State(len(times), max(0, times[0] + window.seconds * 1000 - at) / 1000 if times else 0.0)
            for window, times in zip(windows, held, strict=True)
        ]
        return Taken(counted, states)

    def give_back(self, windows: Sequence[Window]) -> None:
        """Takes the newest use of each window back."""
        for window in windows:
            if times := self._times.get(window.key):
                times.pop()

    def _within(self, window: Window, at: int) -> list[int]:
        times = self._times.get(window.key, [])
        del times[: bisect_right(times, at - window.seconds * 1000)]
        return times


_TAKE = Script("""
local now, counted = tonumber(ARGV[1]), 1
for i, key in ipairs(KEYS) do
  local uses, span = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local oldest = redis.call('LINDEX', key, 0)
  while oldest and tonumber(oldest) <= now - span do
    redis.call('LPOP', key)
    oldest = redis.call('LINDEX', key, 0)
  end
  if redis.call('LLEN', key) >= uses then counted = 0 end
end
local answer = {counted}
for i, key in ipairs(KEYS) do
  local span = tonumber(ARGV[2 * i + 1])
  if counted == 1 then
    redis.call('RPUSH', key, now)
    redis.call('PEXPIRE', key, span)
  end
  local oldest = redis.call('LINDEX', key, 0)
  answer[#answer + 1] = redis.call('LLEN', key)
  answer[#answer + 1] = oldest and math.max(0, tonumber(oldest) + span - now) or 0
end
return answer
""")
"""Whether the use was counted, then of each window its uses and the milliseconds until the oldest one leaves it."""


class RedisWindows:
    """The windows that all processes share."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take(self, windows: Sequence[Window], now: float) -> Taken:
        """Raises `Unavailable`."""
        keys = [f"limit:{window.key}" for window in windows]
        arguments = [round(now * 1000), *(part for window in windows for part in (window.uses, window.seconds * 1000))]
        counted, *numbers = await self._redis.script_numbers(_TAKE, keys, arguments)
        return Taken(bool(counted), [State(used, reset / 1000) for used, reset in zip(numbers[::2], numbers[1::2], strict=True)])
