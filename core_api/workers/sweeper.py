"""Sends requests to judge again that got lost behind the outbox: with a Redis that lost its last second, or as dead letters."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DramatiqError
from prometheus_client import Counter
from redis.exceptions import RedisError

from core_api.storage.pool import AWAY, Pool
from realtime.storage import judge_queue
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
OLD_SECONDS = 15
"""Age from which a submission without a verdict is looked after; the outbox takes far less."""
BATCH = 500

SENT_AGAIN = Counter("podium_sweeper_sent_again_total", "Requests to judge that had got lost")


class Sweeper:
    """Judging twice does no harm: the request's id, the kept judgement and the verdict's id make it one."""

    def __init__(self, pool: Pool, redis: Redis, broker: RedisBroker) -> None:
        self._pool = pool
        self._redis = redis
        self._broker = broker

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except (*AWAY, RedisError, DramatiqError) as error:
                log.warning("sweeping has to wait: %r", error)

    async def sweep(self) -> int:
        """How many were sent again."""
        rows = await self._pool.fetch(
            "select task, queue, created_at from submissions where state = 'queued' and created_at < now() - make_interval(secs => $1)"
            " and not exists (select from outbox where kind = 'judge' and message_id = 'judge:' || submissions.id || '-1')"
            " union all select task, 'rejudge', rejudged.created_at from rejudged join rejudgings on rejudgings.id = rejudging_id"
            " where verdict is null and state = 'judging' and rejudged.created_at < now() - make_interval(secs => $1)"
            " and not exists (select from outbox where kind = 'judge' and message_id = 'judge:' || judgement_id)"
            " order by created_at limit $2",
            OLD_SECONDS,
            BATCH,
        )
        sent = 0
        for queue in {row["queue"] for row in rows}:
            tasks = [msgspec.json.decode(row["task"], type=judge_queue.JudgeTask) for row in rows if row["queue"] == queue]
            for task in await self._lost(tasks, queue):
                await asyncio.to_thread(judge_queue.send, self._broker, task, queue)
                SENT_AGAIN.inc()
                sent += 1
                log.warning("sent again", extra={"submission_id": task.submission})
        return sent

    async def _lost(self, tasks: list[judge_queue.JudgeTask], queue: str) -> list[judge_queue.JudgeTask]:
        """The tasks that the queue's hashes know nothing of."""
        waiting, delayed = judge_queue.held_in(queue)
        async with self._redis.pipeline(transaction=False) as pipe:
            for task in tasks:
                pipe.hexists(waiting, judge_queue.message(task, queue).message_id)
            pipe.hvals(delayed)
            *held, later = await pipe.execute()
        # a delayed message has an id of its own there, and names its judgement only inside
        inside = b"\n".join(later)
        return [task for task, known in zip(tasks, held, strict=True) if not known and task.judgement.encode() not in inside]
