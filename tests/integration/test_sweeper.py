"""What waits in its queue is not sent again; what got lost is."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from core_api.workers.sweeper import Sweeper
from realtime.storage import judge_queue
from realtime.storage import redis as redis_client
from tests.conftest import Servers


async def test_only_what_got_lost_is_sent_again(servers: Servers) -> None:
    redis = redis_client.connect(servers.redis)
    broker = judge_queue.broker(servers.redis)
    tasks = [judge_queue.JudgeTask(f"swept-{n}", f"swept-{n}-1", "p/1", "c", "c", "t", 0, 0) for n in range(3)]
    for task in (tasks[0], tasks[0], tasks[2]):
        await asyncio.to_thread(judge_queue.send, broker, task, "rejudge")
    sweeper = Sweeper(cast("Any", None), redis, broker)
    assert await sweeper._lost(tasks, "rejudge") == [tasks[1]]
    await redis.delete(*judge_queue.held_in("rejudge"), f"dramatiq:{judge_queue.QUEUES['rejudge']}")
    assert await sweeper._lost(tasks, "rejudge") == tasks
    broker.close()
    await redis.aclose()
