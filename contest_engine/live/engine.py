"""Finds contests that need an owner, claims them, and runs their owners.

A contest needs one while it goes on. An ended one rests (see `realtime.protocol.resting`) until its log grows, or until a gateway or the
API asks for an owner because somebody wants to see it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time

from prometheus_client import Gauge

from contest_engine.live.ownership import Owner, Times
from contest_engine.live.release import rests
from contest_engine.live.stores import Stores
from realtime.backbone import Lease, Message, Reply
from realtime.protocol import subjects
from realtime.runtime.errors import NotFound, PodiumError, Unavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often the engine looks for contests without an owner."""
STALE_SECONDS = 4 * LOOK_SECONDS
"""An engine whose last complete look is older is not ready: there may be contests that it should own and cannot claim."""
MAX_ON_DEMAND = 500
"""Contests one engine holds because somebody asked: whoever opens thousands of old contests must not fill its memory."""
QUEUE = "engine"
OWNED = Gauge("podium_engine_contests", "Contests owned by this engine")


class Engine:
    def __init__(self, stores: Stores, times: Times) -> None:
        self._stores = stores
        self._backbone = stores.backbone
        self._times = times
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._owned: dict[str, asyncio.Task[None]] = {}
        self._on_demand: set[str] = set()
        self._resting: dict[str, int] = {}
        """Contests that rest, and how many entries each had then."""
        self._looked = -STALE_SECONDS
        """When each contest was last known to have the owner it needs, here or elsewhere."""

    async def ready(self) -> bool:
        """False while contests cannot be found or claimed."""
        return time.monotonic() - self._looked < STALE_SECONDS

    async def run(self) -> None:
        answering = await self._backbone.answer(subjects.OWNER_QUESTIONS, self._wanted, queue=QUEUE)
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
            await answering.stop()
            for task in self._owned.values():
                task.cancel()
            await asyncio.gather(*self._owned.values(), return_exceptions=True)

    async def _look(self) -> None:
        """Claims every contest that needs an owner and has none. Raises `Unavailable`."""
        self._forget_finished()
        entries = await self._backbone.subjects(subjects.LOG_SUBJECTS)
        counts = {subjects.contest_of(subject): count for subject, count in entries.items()}
        self._resting = {contest: count for contest, count in self._resting.items() if counts.get(contest) == count}
        for contest in counts.keys() - self._owned.keys() - self._resting.keys() - subjects.PSEUDO:
            await self._claim(contest, counts[contest])
        OWNED.set(len(self._owned))

    def _forget_finished(self) -> None:
        for contest, task in list(self._owned.items()):
            if task.done():
                del self._owned[contest]
                self._on_demand.discard(contest)
                if not task.cancelled() and (error := task.exception()) is not None:
                    log.error("contest %s failed", contest, exc_info=error)

    async def _claim(self, contest: str, entries: int) -> None:
        lease = await self._backbone.claim(contest, self._name)
        if lease is None:
            return
        try:
            resting = await rests(self._backbone, contest, entries)
        except BaseException:
            await self._backbone.release(lease)
            raise
        if resting:
            self._resting[contest] = entries
            await self._backbone.release(lease)
        else:
            self._own(contest, lease)

    async def _wanted(self, message: Message) -> Reply:
        """Somebody misses the owner of a contest: takes it if nobody has it. Answered with an error's code, or nothing."""
        contest = subjects.contest_asked_about(message.subject)
        self._forget_finished()
        try:
            if contest not in self._owned:
                await self._take(contest)
        except PodiumError as error:
            return Reply(b"", {"code": error.code})
        return Reply(b"", {})

    async def _take(self, contest: str) -> None:
        if contest in subjects.PSEUDO or not await self._stores.logs.last(contest):
            raise NotFound(f"there is no contest {contest!r}")
        if len(self._on_demand) >= MAX_ON_DEMAND:
            raise Unavailable("this engine holds as many ended contests as it may", retry_after=60)
        lease = await self._backbone.claim(contest, self._name)
        if lease is not None:
            self._on_demand.add(contest)
            self._own(contest, lease)

    def _own(self, contest: str, lease: Lease) -> None:
        owner = Owner(self._stores, contest, lease, self._times)
        self._owned[contest] = asyncio.create_task(owner.run(), name=f"contest {contest}")
