"""Owning a contest: keeps the lease, feeds the contest's actor, and stops everything when the lease is lost."""

from __future__ import annotations

import asyncio
import logging
import time

import msgspec

from contest_engine.actor import CaughtUp, ContestActor, Question, Tick
from contest_engine.publisher import Frame
from realtime import subjects
from realtime.backbone import Backbone, Lease, Message, Reply
from realtime.board import Follows
from realtime.errors import NotFound, PodiumError, Unavailable
from realtime.redis import Redis

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0


class Owner:
    """`run` returns when the lease is lost."""

    def __init__(self, backbone: Backbone, redis: Redis, contest: str, lease: Lease, tick: float, lease_seconds: float) -> None:
        self._backbone = backbone
        self._contest = contest
        self._lease = lease
        self._tick = tick
        self._lease_seconds = lease_seconds
        self._actor = ContestActor(backbone, redis, contest, lease.epoch)

    async def run(self) -> None:
        log.info("owning contest %s", self._contest, extra={"contest_id": self._contest, "epoch": self._lease.epoch})
        answering = [await self._backbone.answer(subject, self._asked) for subject in subjects.snapshots_of(self._contest)]
        answering.append(await self._backbone.subscribe(subjects.follows(self._contest), self._followed))
        work = (self._actor.run(), self._read(), self._keep_ticking(), self._actor.readmodel.run(), self._keep_lease())
        tasks = [asyncio.create_task(one) for one in work]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if error := task.exception():
                    if not isinstance(error, PodiumError):
                        raise error
                    log.warning("contest %s: %s", self._contest, error.message)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for one in answering:
                await one.stop()
            await self._backbone.release(self._lease)
            log.info("contest %s is left", self._contest)

    async def _read(self) -> None:
        subject = subjects.log(self._contest)
        behind = (await self._backbone.subjects(subject)).get(subject, 0)
        seen = 0
        async for entry in self._backbone.read(subject):
            await self._actor.tell(entry)
            seen += 1
            if seen == behind:
                await self._actor.tell(CaughtUp())
                await self._backbone.publish(subjects.WHO_FOLLOWS, self._contest.encode())

    async def _keep_ticking(self) -> None:
        while True:
            began = time.monotonic()
            if self._actor.live:
                tick = Tick(asyncio.Event())
                await self._actor.tell(tick)
                await tick.done.wait()
            # a tick that took long makes the next one later: half the time is left for reading
            await asyncio.sleep(max(self._tick, time.monotonic() - began))

    async def _asked(self, message: Message) -> Reply:
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        if not self._actor.live:
            return Reply(b"", {"code": Unavailable.code})
        self._actor.offer(Question(message.subject.removeprefix("ask.snapshot."), answer))
        try:
            frame = await asyncio.wait_for(answer, ANSWER_SECONDS)
        except NotFound as error:
            return Reply(b"", {"code": error.code})
        return Reply(frame.payload, frame.headers)

    def _followed(self, message: Message) -> None:
        try:
            self._actor.offer(msgspec.json.decode(message.payload, type=Follows))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("contest %s: a gateway follows what cannot be read: %s", self._contest, error)
        except Unavailable:
            pass  # it says so again soon

    async def _keep_lease(self) -> None:
        """Returns when the lease is lost."""
        good_until = time.monotonic() + self._lease_seconds
        while time.monotonic() < good_until:
            await asyncio.sleep(self._lease_seconds / 4)
            try:
                renewed = await self._backbone.renew(self._lease)
            except Unavailable as error:
                log.warning("contest %s: %s", self._contest, error.message)
                continue
            if renewed is None:
                break
            self._lease, good_until = renewed, time.monotonic() + self._lease_seconds
        log.warning("the lease on contest %s is lost", self._contest)
