"""Finds contests that nobody owns, claims them, and runs their owners."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time

from prometheus_client import Gauge

from contest_engine.live.ownership import Owner, Times
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the engine looks for contests without an owner."""
STALE_SECONDS = 4 * LOOK_SECONDS
"""An engine whose last complete look is older is not ready: there may be contests that it should own and cannot claim."""
OWNED = Gauge("podium_engine_contests", "Contests owned by this engine")


class Engine:
    def __init__(self, backbone: Backbone, redis: Redis, times: Times) -> None:
        self._backbone = backbone
        self._redis = redis
        self._times = times
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._owned: dict[str, asyncio.Task[None]] = {}
        self._looked = -STALE_SECONDS
        """When each contest was last known to be owned, here or elsewhere."""

    async def ready(self) -> bool:
        """False while contests cannot be found or claimed."""
        return time.monotonic() - self._looked < STALE_SECONDS

    async def run(self) -> None:
        try:
            while True:
                began = time.monotonic()
                try:
                    await self._look()
                    self._looked = began
                except Unavailable as error:
                    log.warning("contests cannot be claimed: %s", error.message)
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for task in self._owned.values():
                task.cancel()
            await asyncio.gather(*self._owned.values(), return_exceptions=True)

    async def _look(self) -> None:
        """Claims every contest without an owner. Raises `Unavailable`."""
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
                owner = Owner(self._backbone, self._redis, contest, lease, self._times)
                self._owned[contest] = asyncio.create_task(owner.run(), name=f"contest {contest}")
        OWNED.set(len(self._owned))
