"""A judge's heartbeat in Redis: that it is up, its languages, its capacity, and how much waits."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable

import msgspec
from prometheus_client import Gauge

from realtime.languages import AVAILABLE_KEY
from realtime.runtime.errors import Unavailable
from realtime.storage import redis_commands as commands
from realtime.storage.judge_queue import WORKERS, JudgeQueue
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
LIVES_SECONDS = 15
"""After which a judge that is silent is not listed any more, and its languages are not on offer."""

DEPTH = Gauge("podium_judge_queue_depth", "Requests to judge that wait in Redis", ["queue"])
WAITING = Gauge("podium_judge_waiting", "Submissions that wait for a slot of this judge")


class Capacity(msgspec.Struct, frozen=True):
    """What a judge offers."""

    slots: int
    queues: list[str]
    sandbox: str
    host: str


class Report(msgspec.Struct, frozen=True):
    """As `GET /api/v1/judging` shows a judge."""

    slots: int
    queues: list[str]
    sandbox: str
    host: str
    waiting: int
    at: int
    """Seconds since 1970."""


async def beat(redis: Redis, queue: JudgeQueue, languages: dict[str, str], capacity: Capacity, waiting: Callable[[], int]) -> None:
    """Runs until it is cancelled. `languages`: versions by id."""
    key = f"{WORKERS}:{capacity.host}:{os.getpid()}"
    while True:
        report = Report(**msgspec.structs.asdict(capacity), waiting=waiting(), at=round(time.time()))
        try:
            await redis.transaction(
                commands.hset(AVAILABLE_KEY, languages),
                commands.expire(AVAILABLE_KEY, LIVES_SECONDS),
                commands.set(key, msgspec.json.encode(report), LIVES_SECONDS),
            )
            for name, depth in (await queue.depths()).items():
                DEPTH.labels(name).set(depth)
            WAITING.set(report.waiting)
        except Unavailable as error:
            log.warning("%s", error.message)
        await asyncio.sleep(BEAT_SECONDS)
