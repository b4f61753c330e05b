"""What counting failed logins promises, in Redis and in memory."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import pytest

from core_api.domains.accounts.attempts import FREE, FREE_OF_ACCOUNT, Attempts, MemoryCounter, RedisCounter, delay
from realtime.runtime.errors import Limited
from realtime.security.addresses import network
from realtime.storage.redis import Redis
from tests.conftest import Servers
from tests.workers import free_port

OWNER, STRANGER = "192.0.2.7", "203.0.113.9"


@pytest.fixture(params=["memory", "redis", "redis is away"])
async def counted(request: pytest.FixtureRequest) -> AsyncIterator[Attempts]:
    if request.param == "memory":
        yield Attempts(MemoryCounter())
        return
    away = request.param != "redis"
    servers: Servers | None = None if away else request.getfixturevalue("servers")
    client = Redis(servers.redis if servers else f"redis://127.0.0.1:{free_port()}")
    yield Attempts(RedisCounter(client))
    await client.close()


def account() -> str:
    return f"{uuid.uuid4().hex}@example.org"


async def fail(counted: Attempts, who: str, address: str, times: int) -> int:
    """How many of so many guesses were let through."""

    async def guess() -> bool:
        try:
            await counted.begin(who, address)
        except Limited as limited:
            assert limited.retry_after
            return False
        return True

    return sum(await asyncio.gather(*(guess() for _ in range(times))))


async def test_guesses_in_parallel_are_counted_before_they_are_answered(counted: Attempts) -> None:
    assert await fail(counted, account(), STRANGER, 20) == FREE


async def test_a_stranger_locks_nobody_out_but_its_own_network(counted: Attempts) -> None:
    who = account()
    await fail(counted, who, STRANGER, 20)
    assert await fail(counted, who, "203.0.113.200", 1) == 0  # the same network
    await counted.begin(who, OWNER)
    await counted.succeeded(who, OWNER)


async def test_a_login_starts_the_count_again(counted: Attempts) -> None:
    who = account()
    for _ in range(3):
        assert await fail(counted, who, OWNER, FREE - 1) == FREE - 1
        await counted.succeeded(who, OWNER)


async def test_guesses_from_many_networks_are_bounded_but_not_for_known_ones(counted: Attempts) -> None:
    who = account()
    await counted.begin(who, OWNER)
    await counted.succeeded(who, OWNER)
    passed = sum([await fail(counted, who, f"198.51.{number}.1", 1) for number in range(FREE_OF_ACCOUNT + 20)])
    assert passed <= FREE_OF_ACCOUNT
    await counted.begin(who, OWNER)


async def test_delays_grow_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [delay(uses, FREE) for uses in (1, 4, 5, 6, 7, 50)] == [0, 0, 30, 60, 120, 900]
    now = 1_000_000.0
    monkeypatch.setattr("core_api.domains.accounts.attempts.time.time", lambda: now)
    counted, who = Attempts(MemoryCounter()), account()
    assert await fail(counted, who, STRANGER, 20) == FREE
    now += 31
    assert await fail(counted, who, STRANGER, 20) == 1


def test_networks() -> None:
    assert network("192.0.2.7") == network("192.0.2.250") != network("192.0.3.7")
    assert network("2001:db8:1::1") == network("2001:db8:1:ff::9") != network("2001:db8:2::1")
    assert network("-") == "-"
