"""Level 2 of caches: one suite for Redis and its twin in memory."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest

from core_api.storage.caches.shared_store import MemoryStore, RedisStore, SharedStore
from realtime.runtime.errors import Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from tests.conftest import Servers
from tests.workers import free_port


@pytest.fixture(params=["memory", "redis"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[SharedStore]:
    if request.param == "memory":
        yield MemoryStore()
        return
    servers: Servers = request.getfixturevalue("servers")
    redis = Redis(servers.redis)
    yield RedisStore(redis)
    await redis.close()


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


async def test_what_is_kept_is_found(store: SharedStore, key: str) -> None:
    tags = [f"one/{key}", f"all/{key}"]
    found = await store.read(key, tags)
    assert found.payload is None
    await store.keep(key, found.generation, b"value", 60)
    assert await store.read(key, tags) == (b"value", found.generation)


async def test_a_new_generation_of_any_tag_ends_it(store: SharedStore, key: str) -> None:
    tags = [f"one/{key}", f"all/{key}"]
    for tag in tags:
        await store.keep(key, (await store.read(key, tags)).generation, b"value", 60)
        assert (await store.read(key, tags)).payload == b"value"
        await store.renew([tag])
        assert (await store.read(key, tags)).payload is None


async def test_what_a_slow_reader_keeps_under_an_old_generation_is_not_found(store: SharedStore, key: str) -> None:
    slow = await store.read(key, [key])
    await store.renew([key])
    await store.keep(key, slow.generation, b"old", 60)
    assert (await store.read(key, [key])).payload is None


async def test_two_first_readers_get_the_same_generation(store: SharedStore, key: str) -> None:
    assert (await store.read(key, [key])).generation == (await store.read(key, [key])).generation


async def test_a_generation_that_redis_forgot_is_never_used_again(servers: Servers, key: str) -> None:
    redis = Redis(servers.redis)
    store = RedisStore(redis)
    found = await store.read(key, [key])
    await store.keep(key, found.generation, b"value", 60)
    await redis.run(commands.delete(f"generation:{key}"))
    assert (await store.read(key, [key])).payload is None
    await redis.close()


async def test_redis_away_is_unavailable(key: str) -> None:
    store = RedisStore(Redis(f"redis://127.0.0.1:{free_port()}"))
    with pytest.raises(Unavailable):
        await store.read(key, [key])
    with pytest.raises(Unavailable):
        await store.keep(key, b"", b"", 1)
    with pytest.raises(Unavailable):
        await store.renew([key])


async def test_names_of_any_length_are_kept_apart(store: SharedStore, key: str) -> None:
    first, second = (f"problem/{key}{'x' * 5000}{end}" for end in "ab")
    found = await store.read(first, (first,))
    await store.keep(first, found.generation, b"value", 60)
    assert (await store.read(first, (first,))).payload == b"value"
    assert (await store.read(second, (second,))).payload is None
