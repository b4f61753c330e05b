"""Calls to other roles: bounded in time, tried again where that is safe, refused at once while the other side is known to be away.

Only for calls that may be made twice: questions, and what is idempotent by itself.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from realtime.runtime.circuit import Circuit
from realtime.runtime.errors import PodiumError, Unavailable

T = TypeVar("T")
TRIES = 3
TOTAL_SECONDS = 5.0
"""Of all tries together with the pauses between them."""
TRY_SECONDS = 2.0
FIRST_PAUSE = 0.1
"""Seconds: the longest pause behind the first try; twice as long behind each further one. Each pause is drawn from zero to that ("full
jitter"), so that callers which failed together do not come back together.
"""


class Patience(NamedTuple):
    total: float = TOTAL_SECONDS
    one_try: float = TRY_SECONDS
    tries: int = TRIES


class Timing(NamedTuple):
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    lot: Callable[[], float] = random.random


PATIENCE = Patience()
TIMING = Timing()


async def call(work: Callable[[float], Awaitable[T]], circuit: Circuit, patience: Patience = PATIENCE, timing: Timing = TIMING) -> T:
    """What `work` gives, called with the seconds that a try may take. Only `Unavailable` is tried again, and raised in the end."""
    until = timing.clock() + patience.total
    for number in range(1, patience.tries + 1):
        circuit.admit()
        try:
            answer = await work(min(patience.one_try, until - timing.clock()))
        except Unavailable:
            circuit.failed()
            pause = timing.lot() * FIRST_PAUSE * 2 ** (number - 1)
            if number == patience.tries or timing.clock() + pause >= until:
                raise
            await timing.sleep(pause)
        except PodiumError:  # it answered
            circuit.succeeded()
            raise
        except BaseException:
            circuit.left()
            raise
        else:
            circuit.succeeded()
            return answer
    raise AssertionError("the last try returns or raises")
