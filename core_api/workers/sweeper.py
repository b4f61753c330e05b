"""Sweeper: sends requests to judge again that got lost behind the outbox, with a Redis that lost its last second, or as dead letters."""

from __future__ import annotations

import asyncio
import logging

import msgspec
from prometheus_client import Counter

from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import NotFound
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

    async def run(self, _: Tenure) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.sweep()

    async def sweep(self) -> int:
        """How many were sent again."""
        rows = await self._pool.fetch(
            "select task, queue, created_at from submissions where state = 'queued' and created_at < now() - make_interval(secs => $1)"
            " and not exists (select from outbox where kind = 'judge' and message_id = 'judge:' || submissions.id || '-1')"
            " union all select task, 'rejudge', rejudged.created_at from rejudged join rejudgings on rejudgings.id = rejudging_id"
            " where verdict is null and state <> 'cancelled' and rejudged.created_at < now() - make_interval(secs => $1)"
            " and not exists (select from outbox where kind = 'judge' and message_id = 'judge:' || judgement_id)"
            " order by created_at limit $2",
            OLD_SECONDS,
            BATCH,
        )
        by_queue: dict[str, list[JudgeTask]] = {}
        for row in rows:
            try:
                by_queue.setdefault(row["queue"], []).append(msgspec.json.decode(row["task"], type=JudgeTask))
            except (msgspec.DecodeError, msgspec.ValidationError) as error:
                log.error("a request to judge cannot be read: %s", error)
        sent = 0
        for queue, tasks in by_queue.items():
            try:
                sent += await self._send_missing(queue, tasks)
            except NotFound as error:
                log.error("%d requests cannot be sent again: %s", len(tasks), error.message)
        return sent

    async def _send_missing(self, queue: str, tasks: list[JudgeTask]) -> int:
        missing = await self._queue.missing(queue, tasks)
        for task in missing:
            await self._queue.send(queue, task)
            SENT_AGAIN.inc()
            log.warning("sent again", extra={"submission_id": task.submission})
        return len(missing)
