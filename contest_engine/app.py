"""The role `engine`: finds contests, takes those that nobody owns, and runs them."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
from contextlib import AsyncExitStack

from prometheus_client import Gauge

from contest_engine.live.ownership import Owner, Times
from realtime.backbone import Backbone
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.runtime import service
from realtime.runtime.errors import Unavailable
from realtime.runtime.settings import Settings, require
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the engine looks for contests without an owner."""
OWNED = Gauge("podium_engine_contests", "Contests owned by this engine")


class Engine:
    def __init__(self, backbone: Backbone, redis: Redis, settings: Settings) -> None:
        self._backbone = backbone
        self._redis = redis
        self._settings = settings
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._owned: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._look()
                except Unavailable as error:
                    log.warning("%s", error.message)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in self._owned.values():
                task.cancel()
            await asyncio.gather(*self._owned.values(), return_exceptions=True)

    async def _look(self) -> None:
        for contest, task in list(self._owned.items()):
            if task.done():
                del self._owned[contest]
                if not task.cancelled() and (error := task.exception()) is not None:
                    log.error("contest %s failed", contest, exc_info=error)
        for subject in await self._backbone.subjects(subjects.LOG_SUBJECTS):
            contest = subjects.contest_of(subject)
            if contest in self._owned or contest in subjects.PSEUDO:
                continue
            lease = await self._backbone.claim(contest, self._name)
            if lease is not None:
                times = Times(self._settings.tick_ms / 1000, self._settings.lease_seconds)
                owner = Owner(self._backbone, self._redis, contest, lease, times)
                self._owned[contest] = asyncio.create_task(owner.run(), name=f"contest {contest}")
        OWNED.set(len(self._owned))


def spare_the_collector() -> None:
    """Boards are millions of objects without cycles: looking for some among them cost 40 % of the engine's time."""
    gc.freeze()
    gc.set_threshold(500_000, 50, 1000)


async def start(stack: AsyncExitStack, settings: Settings) -> None:
    require(settings, "nats_url", "redis_url")
    spare_the_collector()
    backbone = await NatsBackbone.open(settings, "engine", manages=True)
    stack.push_async_callback(backbone.close)
    redis = Redis(settings.redis_url)
    stack.push_async_callback(redis.close)

    service.background(stack, Engine(backbone, redis, settings).run(), "engine")
    await service.watch(stack, "engine", settings, {"nats": backbone.ready, "redis": redis.ready})
