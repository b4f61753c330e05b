"""Reads from a real streaming replica: what lags is allowed to lag, one's own writes never do, and a replica that goes away is not missed."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest
from prometheus_client import REGISTRY

from core_api.storage import acting, audit
from core_api.storage import pool as postgres
from core_api.storage.acting import Acting
from core_api.storage.migrate import migrate
from core_api.storage.pool import Pool
from core_api.storage.replica import UNKNOWN, OwnWrites, Replica
from realtime.runtime.settings import Settings
from realtime.security.tokens import Signer, new_key
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from tests.api.harness import Api, Caller
from tests.conftest import Servers, eventually
from tests.logs import SECRET_KEY
from tests.postgres_pair import Server, started_pair

SEARCH = "/users/search?q={name}"


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Server, Server]]:
    with started_pair() as servers:
        asyncio.run(migrate(servers[0].url))
        yield servers


class Side(NamedTuple):
    """Two processes of the role `api` with what is between them and the database."""

    api: Api
    other: Api
    replica: Replica
    server: Server
    pool: Pool


@pytest.fixture
async def side(pair: tuple[Server, Server], servers: Servers) -> AsyncIterator[Side]:
    key = new_key()
    async with AsyncExitStack() as stack:
        pool, replica_pool = await postgres.connect(pair[0].url), await postgres.connect(pair[1].url, at_least=0)
        stack.callback(pool.terminate)
        stack.callback(replica_pool.terminate)
        audit.use(Settings(secret_key=SECRET_KEY))
        redis = Redis(servers.redis)
        stack.push_async_callback(redis.close)
        replica = Replica(replica_pool, pool)
        watching = asyncio.create_task(replica.watch())
        stack.callback(watching.cancel)
        apis = [Api(pool, redis, Signer(key), replica=replica) for _ in range(2)]
        for api in apis:
            await api.start()
            stack.push_async_callback(api.close)
        await eventually(lambda: replica.replayed is not None)
        yield Side(apis[0], apis[1], replica, pair[1], pool)


def reads(server: str) -> float:
    """How many were read there so far."""
    samples = (sample for metric in REGISTRY.collect() for sample in metric.samples)
    return sum(s.value for s in samples if s.name == "podium_replica_reads_total" and s.labels["server"] == server)


async def found(api: Api, name: str, by: Caller) -> bool:
    answer = await api.call("GET", SEARCH.format(name=name), by=by)
    assert answer.status == 200, answer.content
    return name in [user["name"] for user in answer.json["users"]]


async def test_what_may_be_old_is_read_from_the_replica(side: Side) -> None:
    reader, somebody = await side.api.caller(), await side.api.caller()
    await eventually(lambda: found(side.api, somebody.name, reader))
    before = reads("replica")
    assert await found(side.api, somebody.name, reader)
    assert reads("replica") > before


async def test_own_writes_are_seen_in_every_process_while_the_replica_lags(side: Side) -> None:
    writer, reader = await side.api.caller(), await side.api.caller()
    await eventually(lambda: found(side.api, writer.name, reader))
    await side.server.say("select pg_wal_replay_pause()")
    try:
        name = f"renamed-{writer.name}"
        changed = await side.api.call("PUT", "/users/profile", {"name": name}, by=writer)
        assert changed.status == 200, changed.content
        for api in (side.api, side.other):
            assert await found(api, name, writer)  # of the primary
            assert not await found(api, name, reader)  # somebody else reads what the replica has
    finally:
        await side.server.say("select pg_wal_replay_resume()")
    await eventually(lambda: found(side.api, name, reader))

    async def is_read_from_the_replica() -> bool:
        before = reads("primary")
        assert await found(side.other, name, writer)
        return reads("primary") == before

    await eventually(is_read_from_the_replica)  # it has caught up


async def test_of_two_writes_the_later_position_stays(side: Side) -> None:
    redis, writer = side.api.platform.redis, await side.api.caller()
    acting.enter(Acting(writer.id, "", "-", "", "test"))
    async with side.pool.acquire() as connection:
        await OwnWrites(redis).note(connection)
        await redis.run(commands.set(f"wrote:{writer.id}", UNKNOWN, 60))  # by another process, later
        await OwnWrites(redis).note(connection)
    assert await OwnWrites(redis).position(writer.id) == UNKNOWN


async def test_a_replica_that_does_not_answer_is_not_waited_for(side: Side) -> None:
    reader, somebody = await side.api.caller(), await side.api.caller()
    await eventually(lambda: found(side.api, somebody.name, reader))
    side.server.suspend()
    try:
        for _ in range(3):
            assert await found(side.api, somebody.name, reader)
        await eventually(lambda: side.replica.replayed is None)
    finally:
        side.server.resume()
    await eventually(lambda: side.replica.replayed is not None)


async def test_reads_go_on_when_the_replica_is_killed_and_return_to_it(side: Side) -> None:
    reader, somebody = await side.api.caller(), await side.api.caller()
    await eventually(lambda: found(side.api, somebody.name, reader))
    side.server.stop(signal.SIGKILL)
    try:
        for _ in range(20):
            assert await found(side.api, somebody.name, reader)
        await eventually(lambda: side.replica.replayed is None)
    finally:
        side.server.start()
    await eventually(lambda: side.replica.replayed is not None, 30)
    before = reads("replica")

    async def is_read_there() -> bool:
        await found(side.api, somebody.name, reader)
        return reads("replica") > before

    await eventually(is_read_there)


async def test_a_server_that_follows_no_other_is_no_replica(side: Side) -> None:
    replica = Replica(side.pool, side.pool)
    await replica.look()
    assert replica.replayed is None
