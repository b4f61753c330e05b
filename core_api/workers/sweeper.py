"""Sends requests to judge again that got lost behind the outbox: with a Redis that lost its last second, or as dead letters."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from prometheus_client import Counter

from core_api.storage.pool import AWAY, Pool
from realtime.runtime.errors import Unavailable
from realtime.storage.judge_queue import JudgeQueue, JudgeTask

log = logging.getLogger(__name__)

EVERY_SECONDS = 10.0
OLD_SECONDS = 15
"""Age from which a submission without a verdict is looked after; the outbox takes far less."""
BATCH = 500

SENT_AGAIN = Counter("podium_sweeper_sent_again_total", "Requests to judge that had got lost")


class Sweeper:
    """Judging twice does no harm: the request's id, the kept judgement and the verdict's id make it one."""

    def __init__(self, pool: Pool, queue: JudgeQueue) -> None:
        self._pool = pool
        self._queue = queue

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.sweep()
            except (*AWAY, Unavailable) as error:
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
            tasks = [msgspec.json.decode(row["task"], type=JudgeTask) for row in rows if row["queue"] == queue]
            for task in await self._queue.missing(queue, tasks):
                await self._queue.send(queue, task)
                SENT_AGAIN.inc()
                sent += 1
                log.warning("sent again", extra={"submission_id": task.submission})
        return sent
