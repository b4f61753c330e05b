"""Rows and messages of a transaction become true together or not at all, on PostgreSQL."""

from __future__ import annotations

import asyncio

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


async def test_an_error_takes_back_rows_and_messages(pool: Pool) -> None:
    with pytest.raises(TooLarge):
        async with unit_of_work.begin(pool) as work:
            await work.connection.execute("insert into users (id, email, name, name_key, password_hash) values ('u', '', '', '', '')")
            work.judge(TASK, "contest")
            work.log_events("c", "m", TeamJoined("t", "x" * 2_000_000))
    assert await pool.fetchval("select (select count(*) from users) + (select count(*) from outbox)") == 0
