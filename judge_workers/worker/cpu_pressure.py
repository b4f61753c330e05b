"""Whether this machine is short of processor time, so that a judge which shares it with other roles may hold back.

A judge's programs ask for whole cores for as long as there is something to judge. A lower priority would slow down those that run, until
their limit of wall time ends them without their fault; so none is begun instead while others wait for a core.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from prometheus_client import Counter

SHORT = 0.5
"""Part of the time in which somebody waited for a core. With judges that are busy on an else quiet machine it is about 0.2."""
LOOK_SECONDS = 0.1
PRESSURE = Path("/proc/pressure/cpu")
"""The kernel's pressure stall information: its first line ends in the microseconds since the start in which somebody waited for a core."""

WAITED = Counter("podium_judge_yielded_seconds_total", "Seconds in which slots of the judge waited for a machine short of processor time")


class CpuPressure:
    """Of the whole machine, from look to look; shared by the threads of a judge."""

    def __init__(
        self,
        pace: float,
        file: Path = PRESSURE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`pace`: seconds between two that go on although cores are short; with 0, or where the kernel does not tell (`file` is not
        there, or a container hides it), nobody waits.
        """
        self._file = file
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        try:
            self._pace, self._seen = pace, (clock(), self._stalled())
        except OSError:
            self._pace, self._seen = 0.0, (clock(), 0.0)
        self._pressure = 0.0
        self._next = clock()

    def wait(self) -> None:
        """Returns once cores are free. While they are not, one thread after another goes on, at a pace: judging never stops, and its
        programs do not take all cores at the same moment.
        """
        while self._pace and self._look() > SHORT and not self._has_turn():
            self._sleep(LOOK_SECONDS)
            WAITED.inc(LOOK_SECONDS)

    def _has_turn(self) -> bool:
        with self._lock:
            now = self._clock()
            if now < self._next:
                return False
            self._next = now + self._pace
            return True

    def _look(self) -> float:
        """The pressure since the last look; as it was then, where that is too short a time to tell."""
        with self._lock:
            now, stalled = self._clock(), self._stalled()
            before, then = self._seen
            if now - before >= LOOK_SECONDS / 2:
                self._seen = (now, stalled)
                self._pressure = (stalled - then) / (now - before)
            return self._pressure

    def _stalled(self) -> float:
        """Seconds since the machine's start in which somebody waited for a core."""
        some, _, _ = self._file.read_text().partition("\n")
        return int(some.rpartition("total=")[2]) / 1e6
