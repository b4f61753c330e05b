"""Calls to other roles: how often, how long, and what is tried again."""

from __future__ import annotations

import asyncio

import pytest

from realtime.runtime import retrying
from realtime.runtime.circuit import MIN_FAILURES, OPEN_SECONDS, Circuit, State
from realtime.runtime.errors import NotFound, Unavailable
from realtime.runtime.retrying import Patience, Timing


class Part:
    """What is called; a try takes `takes` seconds and fails as long as there are `failures` left."""

    def __init__(self, failures: int, takes: float = 0.0) -> None:
        self.now = 100.0
        self.failures = failures
        self.takes = takes
        self.tries: list[float] = []
        self.pauses: list[float] = []
        self.circuit = Circuit("test", lambda: self.now, lambda: 0.0)

    async def work(self, seconds: float) -> str:
        self.tries.append(seconds)
        self.now += min(self.takes, seconds)
        if len(self.tries) <= self.failures:
            raise Unavailable("away")
        return "answer"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def call(self, patience: Patience = retrying.PATIENCE, lot: float = 1.0) -> str:
        return await retrying.call(self.work, self.circuit, patience, Timing(lambda: self.now, self.sleep, lambda: lot))


async def test_a_call_that_goes_well_is_made_once() -> None:
    part = Part(0)
    assert await part.call() == "answer"
    assert part.tries == [retrying.TRY_SECONDS]


async def test_a_call_is_tried_three_times_with_growing_pauses() -> None:
    part = Part(2)
    assert await part.call() == "answer"
    assert part.pauses == [retrying.FIRST_PAUSE, 2 * retrying.FIRST_PAUSE]
    part = Part(3)
    with pytest.raises(Unavailable):
        await part.call()
    assert len(part.tries) == retrying.TRIES


async def test_pauses_are_drawn_from_zero_on() -> None:
    part = Part(2)
    await part.call(lot=0.25)
    assert part.pauses == [0.25 * retrying.FIRST_PAUSE, 0.5 * retrying.FIRST_PAUSE]


async def test_all_tries_together_take_no_longer_than_allowed() -> None:
    part = Part(99, takes=99)
    with pytest.raises(Unavailable):
        await part.call()
    assert part.now - 100 <= retrying.TOTAL_SECONDS
    assert part.tries[-1] < retrying.TRY_SECONDS


async def test_a_try_that_used_up_the_time_is_not_made_again() -> None:
    part = Part(99, takes=99)
    with pytest.raises(Unavailable):
        await part.call(Patience(25.0, 25.0))
    assert part.tries == [25.0]


async def test_an_answer_that_says_no_is_not_tried_again_and_is_no_failure() -> None:
    part = Part(0)

    async def refuse(_: float) -> str:
        raise NotFound("no such contest")

    for _ in range(2 * MIN_FAILURES):
        with pytest.raises(NotFound):
            await retrying.call(refuse, part.circuit)
    assert part.circuit.state is State.CLOSED


async def test_while_the_circuit_is_open_nothing_is_called() -> None:
    part = Part(MIN_FAILURES)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await part.call()
    assert len(part.tries) == MIN_FAILURES
    with pytest.raises(Unavailable, match="for the moment"):
        await part.call()
    assert len(part.tries) == MIN_FAILURES
    part.now += OPEN_SECONDS
    assert await part.call() == "answer"


async def test_a_cancelled_call_is_cancelled_and_leaves_the_circuit_as_it_was() -> None:
    part = Part(0)

    async def hang(_: float) -> None:
        await asyncio.sleep(3600)

    task = asyncio.create_task(retrying.call(hang, part.circuit))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert part.circuit.state is State.CLOSED
