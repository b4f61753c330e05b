"""The state of judging: workers, queues, dead letters and undeliverable messages."""

from __future__ import annotations

import msgspec

from core_api.domains.judging.models import DeadLetter, Judging
from core_api.storage import outbox, unit_of_work
from core_api.storage.outbox import StuckMessage
from core_api.storage.pool import Pool
from realtime.runtime.errors import NotFound
from realtime.storage import redis_commands as commands
from realtime.storage.judge_queue import WORKERS, JudgeQueue
from realtime.storage.redis import Redis

ID_DIGITS = 18
"""Of a message's id: what PostgreSQL takes as a bigint."""
TRACEBACK = 2000
"""Characters of a traceback that are shown: its end says what was raised."""


class JudgingService:
    def __init__(self, redis: Redis, queue: JudgeQueue, pool: Pool) -> None:
        self._pool = pool
        self._redis = redis
        self._queue = queue

    async def state(self) -> Judging:
        names = sorted([key async for key in self._redis.scan(f"{WORKERS}:*")])
        reports = [report for report in await self._redis.pipeline([commands.get(name) for name in names]) if report]
        waiting, dead = await self._queue.depths(), await self._queue.dead_letters()
        return Judging([msgspec.json.decode(report) for report in reports], waiting, len(dead))

    async def dead(self) -> list[DeadLetter]:
        return [
            DeadLetter(letter.id, letter.queue, letter.task, letter.retries, letter.traceback[-TRACEBACK:])
            for letter in await self._queue.dead_letters()
        ]

    async def stuck(self) -> list[StuckMessage]:
        """Messages of accepted changes that the outbox cannot deliver, the oldest first."""
        return await outbox.stuck(self._pool)

    async def resend(self, wanted: str) -> int:
        """Lets the outbox try a message again that was set aside, or `all` of them; returns how many. Raises `NotFound`."""
        number = int(wanted) if wanted.isdecimal() and len(wanted) <= ID_DIGITS else None
        if number is None and wanted != "all":
            raise NotFound(f"there is no message {wanted!r}", field="message")
        async with unit_of_work.begin(self._pool) as work:
            resent = await outbox.resend(work.connection, number)
            work.audit("message", wanted, after={"resent": resent})
        if not resent and number is not None:
            raise NotFound(f"there is no message {wanted!r} that was set aside", field="message")
        return resent

    async def requeue(self, wanted: str) -> int:
        """Sends a dead letter again, or `all` of them; returns how many. Raises `NotFound`."""
        letters = [letter for letter in await self._queue.dead_letters() if wanted in ("all", letter.id)]
        if not letters and wanted != "all":
            raise NotFound(f"there is no dead letter {wanted!r}", field="letter")
        async with unit_of_work.begin(self._pool) as work:
            work.audit("dead letter", wanted, after={"letters": [letter.id for letter in letters]})
            for letter in letters:
                await self._queue.requeue(letter)
        return len(letters)
