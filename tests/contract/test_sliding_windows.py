"""What sliding windows promise, in Redis and in memory."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator

import pytest

from realtime.storage.redis import Redis
from realtime.storage.sliding_windows import KEYS, MemoryWindows, RedisWindows, SlidingWindows, State, Window
from tests.conftest import Servers

NOW = 1_800_000_000.0


@pytest.fixture(params=["memory", "redis"])
async def windows(request: pytest.FixtureRequest) -> AsyncIterator[SlidingWindows]:
    if request.param == "memory":
        yield MemoryWindows()
        return
    servers: Servers = request.getfixturevalue("servers")
    client = Redis(servers.redis)
    yield RedisWindows(client)
    await client.close()


def window(uses: int, seconds: int) -> Window:
    return Window(uuid.uuid4().hex, uses, seconds)


async def counted(windows: SlidingWindows, wanted: Window, *seconds: float) -> list[bool]:
    return [(await windows.take([wanted], NOW + after)).counted for after in seconds]


async def test_a_use_leaves_the_window_when_it_is_as_old_as_the_window(windows: SlidingWindows) -> None:
    assert await counted(windows, window(2, 60), 0, 50, 55, 59.999, 60, 61, 110) == [True, True, False, False, True, False, True]


async def test_two_windows_worth_never_fit_around_an_edge(windows: SlidingWindows) -> None:
    minute = window(10, 60)
    assert await counted(windows, minute, *[59.9] * 10) == [True] * 10
    assert await counted(windows, minute, *[60.1] * 10) == [False] * 10


async def test_the_state_says_what_is_used_and_when_the_oldest_use_leaves(windows: SlidingWindows) -> None:
    minute, day = window(2, 60), window(5, 86_400)
    first = await windows.take([minute, day], NOW)
    assert first.states == [State(1, 60.0), State(1, 86_400.0)]
    await windows.take([minute, day], NOW + 20)
    refused = await windows.take([minute, day], NOW + 30)
    assert refused.states == [State(2, 30.0), State(2, 86_370.0)]
    assert (refused.counted, refused.wait([minute, day])) == (False, 30.0)


async def test_one_full_window_refuses_all_and_nothing_is_counted(windows: SlidingWindows) -> None:
    minute, day = window(1, 60), window(3, 86_400)
    for after in (0, 1, 2, 3):
        await windows.take([minute, day], NOW + after)
    assert await counted(windows, day, 4, 5, 6) == [True, True, False]


async def test_uses_at_the_same_time_are_counted_one_by_one(windows: SlidingWindows) -> None:
    few = window(3, 60)
    taken = await asyncio.gather(*(windows.take([few], NOW) for _ in range(10)))
    assert sum(one.counted for one in taken) == 3


async def test_no_span_of_the_window_holds_more_than_its_uses(windows: SlidingWindows) -> None:
    """And every refusal has its reason: the window before it was full."""
    dice = random.Random(12)
    for _ in range(10):
        wanted, at = window(dice.randint(1, 5), 10), 0
        uses: list[int] = []
        for _ in range(60):
            at += dice.choice((0, 1, 100, 1000, 2500, 9999, 10_000))
            recent = [use for use in uses if use > at - 10_000]
            taken = (await windows.take([wanted], NOW + at / 1000)).counted
            assert taken == (len(recent) < wanted.uses)
            uses += [at] * taken


async def test_memory_forgets_the_keys_used_longest_ago() -> None:
    windows = MemoryWindows()
    first = window(1, 60)
    await windows.take([first], NOW)
    for _ in range(KEYS):
        await windows.take([window(1, 60)], NOW)
    assert (await windows.take([first], NOW)).counted


async def test_a_use_is_given_back() -> None:
    windows, once = MemoryWindows(), window(1, 60)
    assert windows.take_now([once], NOW).counted
    windows.give_back([once])
    assert windows.take_now([once], NOW).counted
