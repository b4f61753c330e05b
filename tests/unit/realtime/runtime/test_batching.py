"""Batching: what comes during a batch is the next one, in order; whose fault an error is; nothing is done twice or left."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextvars import ContextVar

import pytest

from realtime.runtime.batching import Batcher

WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


class Store:
    """Doubles numbers when it is let. Negative ones are refused with all others of their batch; 13 breaks the store."""

    def __init__(self, most: int = 100) -> None:
        self.batches: list[list[int]] = []
        self.callers: set[str] = set()
        self.open = asyncio.Event()
        self.open.set()
        self.batcher = Batcher(self.double, most, (ValueError,))

    async def double(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        self.callers.add(WHO.get())
        await self.open.wait()
        if 13 in numbers:
            raise OSError("it broke")
        if min(numbers) < 0:
            raise ValueError(min(numbers))
        return [2 * number for number in numbers]

    def start(self, *numbers: int) -> list[asyncio.Task[int]]:
        return [asyncio.create_task(self.batcher.do(number)) for number in numbers]

    async def closed(self) -> asyncio.Task[int]:
        """A batch that is under way until `open` is set."""
        self.open.clear()
        (first,) = self.start(0)
        while not self.batches:
            await asyncio.sleep(0)
        return first


async def test_alone_it_is_done_at_once() -> None:
    store = Store()
    assert [await store.batcher.do(number) for number in (1, 2)] == [2, 4]
    assert store.batches == [[1], [2]]


async def test_what_comes_meanwhile_is_the_next_batch_in_order() -> None:
    store = Store(most=3)
    first = await store.closed()
    others = store.start(1, 2, 3, 4)
    await asyncio.sleep(0)
    store.open.set()
    assert await asyncio.gather(first, *others) == [0, 2, 4, 6, 8]
    assert store.batches == [[0], [1, 2, 3], [4]]


async def test_one_items_fault_is_its_own() -> None:
    store = Store()
    first = await store.closed()
    others = store.start(1, -2, 3)
    await asyncio.sleep(0)
    store.open.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert [results[0], results[1], results[3]] == [0, 2, 6]
    assert isinstance(results[2], ValueError)
    assert store.batches == [[0], [1, -2, 3], [1], [-2], [3]]


async def test_what_may_have_been_done_is_not_done_again() -> None:
    store = Store()
    first = await store.closed()
    others = store.start(1, 13)
    await asyncio.sleep(0)
    store.open.set()
    results = await asyncio.gather(first, *others, return_exceptions=True)
    assert [type(result) for result in results] == [int, OSError, OSError]
    assert store.batches == [[0], [1, 13]]
    assert await store.batcher.do(5) == 10


async def test_whoever_goes_away_before_takes_the_item_along_and_nobody_else() -> None:
    store = Store()
    first = await store.closed()
    gone, kept = store.start(1, 2)
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    store.open.set()
    assert await kept == 4
    assert store.batches == [[0], [2]]


async def test_a_batch_runs_in_nobodys_name() -> None:
    store = Store()
    WHO.set("a caller")
    await store.batcher.do(1)
    assert store.callers == {"nobody"}


async def test_when_the_process_stops_nobody_waits_for_ever() -> None:
    store = Store()
    first = await store.closed()
    (other,) = store.start(1)
    await asyncio.sleep(0)
    assert store.batcher._running is not None
    store.batcher._running.cancel()
    for task in (first, other):
        with pytest.raises(asyncio.CancelledError):
            await task
