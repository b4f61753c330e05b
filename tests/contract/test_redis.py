"""The Redis client against a real server: typed answers, errors, and a server that goes away."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from realtime.runtime.errors import Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis import SCAN_KEYS, Redis
from realtime.storage.redis_commands import Script
from tests.conftest import Servers
from tests.workers import free_port


@pytest.fixture
async def redis(servers: Servers) -> AsyncIterator[Redis]:
    client = Redis(servers.redis)
    yield client
    await client.close()


@pytest.fixture
def key() -> str:
    return f"test:{uuid.uuid4().hex}"


async def test_strings(redis: Redis, key: str) -> None:
    assert await redis.run(commands.get(key)) is None
    assert await redis.run(commands.set(key, "7", 60))
    assert await redis.transaction(commands.incr(key), commands.expire(key, 60)) == (8, True)
    assert await redis.run(commands.mget([key, f"{key}:none"])) == [b"8", None]
    assert await redis.run(commands.delete(key)) == 1


async def test_hashes(redis: Redis, key: str) -> None:
    assert await redis.run(commands.hset(key, {"a": 1, "b": b"\xff"})) == 2
    assert await redis.run(commands.hget(key, "none")) is None
    assert await redis.run(commands.hmget(key, ["b", "none"])) == [b"\xff", None]
    assert await redis.run(commands.hgetall(key)) == {b"a": b"1", b"b": b"\xff"}
    assert sorted(await redis.run(commands.hvals(key))) == [b"1", b"\xff"]


async def test_sorted_sets(redis: Redis, key: str) -> None:
    fill = Script("for i = 1, #ARGV do redis.call('ZADD', KEYS[1], i, ARGV[i]) end return redis.call('ZCARD', KEYS[1])")
    assert await redis.script(fill, [key], ["a", "b", "c"]) == 3  # sent with its text, then by its name
    assert await redis.script(fill, [key], ["a"]) == 3
    assert await redis.run(commands.zcard(key)) == 3
    assert await redis.run(commands.zcount(key, "(1", "+inf")) == 2
    assert await redis.run(commands.zrange(key, 1, 5)) == [b"b", b"c"]
    assert await redis.run(commands.zrange_by_score(key, 2, 3, 1)) == [b"b"]


async def test_a_scan_finds_every_key_behind_the_first_step(redis: Redis, key: str) -> None:
    wanted = {f"{key}:{n}" for n in range(SCAN_KEYS + 10)}
    await redis.pipeline([commands.set(name, 1, 60) for name in wanted])
    assert {name async for name in redis.scan(f"{key}:*")} == wanted


async def test_pipelines_answer_in_order(redis: Redis, key: str) -> None:
    assert await redis.pipeline([]) == []
    assert await redis.pipeline([commands.incr(key), commands.incr(key)]) == [1, 2]


async def test_what_redis_refuses_is_unavailable_and_says_why(redis: Redis, key: str) -> None:
    await redis.run(commands.set(key, "text", 60))
    with pytest.raises(Unavailable, match="WRONGTYPE"):
        await redis.run(commands.hget(key, "field"))


async def test_redis_away_is_unavailable_and_names_no_address() -> None:
    port = free_port()
    client = Redis(f"redis://127.0.0.1:{port}")
    with pytest.raises(Unavailable, match="Redis cannot be reached") as caught:
        await client.ready()
    assert str(port) not in caught.value.message
    assert caught.value.retry_after
    await client.close()
