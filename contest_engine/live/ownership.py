"""Owning a contest: keeps the lease, feeds the contest's actor, and stops everything when the lease is lost."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import NamedTuple

import msgspec

from contest_engine.live import snapshot
from contest_engine.live.actor import CaughtUp, ContestActor, Question, Tick
from contest_engine.live.presence import PresenceCounter
from contest_engine.live.publisher import Frame
from contest_engine.live.snapshot import Restored
from realtime.backbone import Backbone, Lease, Message, Reply
from realtime.protocol import subjects
from realtime.protocol.frames import Follows
from realtime.runtime.errors import Invalid, NotFound, PodiumError, Unavailable
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0


class Times(NamedTuple):
    """In seconds."""

    tick: float
    lease: float


class Owner:
    """`run` returns when the lease is lost."""

    def __init__(self, backbone: Backbone, redis: Redis, contest: str, lease: Lease, times: Times) -> None:
        self._backbone = backbone
        self._redis = redis
        self._contest = contest
        self._lease = lease
        self._times = times
        self._actor: ContestActor

    async def run(self) -> None:
        log.info("owning contest %s", self._contest, extra={"contest_id": self._contest, "epoch": self._lease.epoch})
        tasks = [asyncio.create_task(self._keep_lease()), asyncio.create_task(self._work())]
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
            await self._backbone.release(self._lease)
            log.info("contest %s is left", self._contest)

    async def _work(self) -> None:
        """Ends with the first of its parts that fails."""
        past = await _past(self._backbone, self._contest)
        self._actor = ContestActor(self._backbone, self._redis, self._contest, self._lease.epoch, past)
        listening = [await self._backbone.answer(subject, self._asked) for subject in subjects.snapshots_of(self._contest)]
        listening.append(await self._backbone.subscribe(subjects.follows(self._contest), self._followed))
        presence = PresenceCounter(self._backbone, self._contest)
        listening.append(await self._backbone.subscribe(subjects.viewers(self._contest), presence.heard))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._actor.run())
                group.create_task(self._read(past.sequence if past else 0))
                group.create_task(self._keep_ticking())
                group.create_task(self._actor.readmodel.run())
                group.create_task(presence.run())
        except* PodiumError as errors:
            raise errors.exceptions[0] from None
        finally:
            for one in listening:
                await one.stop()

    async def _read(self, after: int) -> None:
        subject = subjects.log(self._contest)
        last = await self._backbone.last(subject)
        if last <= after:
            await self._caught_up()
        async for entry in self._backbone.read(subject, after):
            await self._actor.tell(entry)
            if entry.sequence == last:
                await self._caught_up()

    async def _caught_up(self) -> None:
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
            await asyncio.sleep(max(self._times.tick, time.monotonic() - began))

    async def _asked(self, message: Message) -> Reply:
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        if not self._actor.live:
            return Reply(b"", {"code": Unavailable.code})
        try:
            self._actor.offer(Question(subjects.room_asked_for(message.subject), answer))
            frame = await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (Invalid, NotFound) as error:
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
        good_until = time.monotonic() + self._times.lease
        while time.monotonic() < good_until:
            await asyncio.sleep(self._times.lease / 4)
            try:
                renewed = await self._backbone.renew(self._lease)
            except Unavailable as error:
                log.warning("contest %s: %s", self._contest, error.message)
                continue
            if renewed is None:
                break
            self._lease, good_until = renewed, time.monotonic() + self._times.lease
        log.warning("the lease on contest %s is lost", self._contest)


async def _past(backbone: Backbone, contest: str) -> Restored | None:
    """What a snapshot holds of a contest."""
    payload = await backbone.kept(contest)
    if payload is None:
        return None
    try:
        past = await asyncio.to_thread(snapshot.restore, payload)  # the lease has to be renewed meanwhile
    except (msgspec.DecodeError, msgspec.ValidationError, PodiumError) as error:
        log.warning("contest %s: its snapshot cannot be read, its whole log will be: %s", contest, error)
        return None
    if past.sequence > await backbone.last(subjects.log(contest)):
        log.warning("contest %s: its snapshot is not of this log", contest)
        return None
    log.info("contest %s goes on behind entry %d", contest, past.sequence)
    return past
