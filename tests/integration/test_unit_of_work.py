"""Rows and messages of a transaction become true together or not at all, on PostgreSQL."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from core_api.storage import outbox, unit_of_work
from core_api.storage.pool import Pool
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import TooLarge
from realtime.storage.judge_queue import JudgeTask

TASK = JudgeTask("s", "s-1", "p/1", "c", "c", "t", 1, 2)


async def test_messages_are_stored_in_their_order_and_wake_the_relay(pool: Pool) -> None:
    woken = asyncio.Event()
    async with pool.acquire() as listening:
        await listening.add_listener(outbox.CHANNEL, lambda *_: woken.set())
        async with unit_of_work.begin(pool) as work:
            for number in range(20):
                work.log_events("c", f"m{number}", TeamJoined(f"t{number}", "Team"))
            work.judge(TASK, "contest")
        await asyncio.wait_for(woken.wait(), 10)
        await listening.reset(timeout=5)
    rows = await pool.fetch("select kind, target, message_id from outbox order by id")
    assert [tuple(row) for row in rows] == [
        *(("log", "contest.c.log", f"m{number}") for number in range(20)),
        ("judge", "contest", "judge:s-1"),
    ]


async def test_nothing_is_written_outside_of_it(pool: Pool) -> None:
    insert = "insert into outbox (kind, target, message_id, payload) values ('log', 't', 'm', '')"
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await pool.execute(insert)
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            async with connection.transaction():
                await connection.execute(insert)
    async with unit_of_work.begin(pool) as work:
        await work.connection.execute(insert)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):  # connections that have written are read-only again
        await pool.execute("delete from outbox")


async def test_a_cancelled_one_leaves_nothing_and_gives_its_connection_back(pool: Pool) -> None:
    insert = "insert into outbox (kind, target, message_id, payload) values ('log', 't', 'm', '')"
    written = asyncio.Event()

    async def write() -> None:
        async with unit_of_work.begin(pool) as work:
            await work.connection.execute(insert)
            written.set()
            await work.connection.execute("select pg_sleep(60)", timeout=60)

    for _ in range(2 * pool.get_max_size()):
        task = asyncio.create_task(write())
        await written.wait()
        written.clear()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await pool.fetchval("select count(*) from outbox") == 0


async def test_an_error_takes_back_rows_and_messages(pool: Pool) -> None:
    with pytest.raises(TooLarge):
        async with unit_of_work.begin(pool) as work:
            await work.connection.execute("insert into users (id, email, name, name_key, password_hash) values ('u', '', '', '', '')")
            work.judge(TASK, "contest")
            work.log_events("c", "m", TeamJoined("t", "x" * 2_000_000))
    assert await pool.fetchval("select (select count(*) from users) + (select count(*) from outbox)") == 0
