"""Owner of a contest: keeps the lease, feeds the contest's actor, and stops everything when the lease is lost or the contest is let go."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import NamedTuple

import msgspec

from contest_engine.live import snapshot
from contest_engine.live.actor import AskHidden, AskIfEnded, CaughtUp, ContestActor, Ended, Question, Tick
from contest_engine.live.presence import PresenceCounter
from contest_engine.live.publisher import Frame
from contest_engine.live.release import Activity, mark
from contest_engine.live.snapshot import Restored
from contest_engine.live.stores import Stores
from realtime.backbone import Lease, Message, Reply
from realtime.backbone.lease_keeper import LeaseKeeper
from realtime.protocol import subjects
from realtime.protocol.frames import Follows
from realtime.protocol.questions import Hidden, WhatIsHidden
from realtime.runtime.errors import Invalid, NotFound, PodiumError, Unavailable

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
"""To answer for a room: a tick that settles a whole large contest goes first."""
LOOK_SECONDS = 10.0
"""How often an owner asks itself whether its contest is idle."""


class Times(NamedTuple):
    """In seconds."""

    tick: float
    lease: float
    release: float = 900.0
    """Idle time after which an ended contest is let go."""


class Owner:
    """Runs one contest. `run` returns when the lease is lost, or the contest was let go."""

    def __init__(self, stores: Stores, contest: str, lease: Lease, times: Times) -> None:
        self._stores = stores
        self._backbone, self._logs = stores.backbone, stores.logs
        self._contest = contest
        self._epoch = lease.epoch
        self._keeper = LeaseKeeper(self._backbone, lease, times.lease)
        self._times = times
        self._activity = Activity(time.monotonic())
        self._presence = PresenceCounter(self._backbone, contest)
        self._actor: ContestActor
        self._has_actor = asyncio.Event()
        """Set when there is an actor."""

    async def run(self) -> None:
        log.info("owning contest %s", self._contest, extra={"contest_id": self._contest, "epoch": self._epoch})
        parts = (self._keeper.run(), self._work(), self._rest())
        tasks = [asyncio.create_task(part) for part in parts]
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
            await self._backbone.release(self._keeper.lease)
            log.info("no longer owning contest %s", self._contest)

    async def _rest(self) -> None:
        """Returns when the contest was let go."""
        await self._has_actor.wait()
        while True:
            await asyncio.sleep(min(self._times.release / 2, LOOK_SECONDS))
            now = time.monotonic()
            if self._presence.count():
                self._activity.note(now)
            if self._activity.idle(now) < self._times.release or not self._actor.live:
                continue
            answer: asyncio.Future[Ended | None] = asyncio.get_running_loop().create_future()
            await self._actor.tell(AskIfEnded(answer))
            ended = await answer
            try:
                if ended and await mark(self._backbone, self._logs, self._contest, ended.read, ended.final, ended.snapshot):
                    log.info("contest %s is over and idle: let go", self._contest, extra={"contest_id": self._contest})
                    return
            except Unavailable as error:
                log.warning("contest %s cannot be let go: %s", self._contest, error.message)

    async def _work(self) -> None:
        """Ends with the first of its parts that fails."""
        restored = await self._read_snapshot()
        self._actor = ContestActor(self._stores, self._contest, self._epoch, restored)
        self._has_actor.set()
        listening = [await self._backbone.answer(subject, self._asked) for subject in subjects.snapshots_of(self._contest)]
        listening.append(await self._backbone.answer(subjects.reveal(self._contest), self._asked_what_is_hidden))
        listening.append(await self._backbone.subscribe(subjects.follows(self._contest), self._followed))
        listening.append(await self._backbone.subscribe(subjects.viewers(self._contest), self._presence.heard))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._actor.run())
                group.create_task(self._read(restored.sequence if restored else 0))
                group.create_task(self._keep_ticking())
                group.create_task(self._actor.read_model.run())
                group.create_task(self._presence.run())
        except* PodiumError as errors:
            raise errors.exceptions[0] from None
        finally:
            for subscription in listening:
                await subscription.stop()
            await self._actor.close()

    async def _read(self, after: int) -> None:
        async for entry in self._logs.follow(self._contest, after):
            if entry is None:
                await self._caught_up()
                continue
            self._activity.note(time.monotonic())
            await self._actor.tell(entry)

    async def _caught_up(self) -> None:
        await self._actor.tell(CaughtUp())
        await self._backbone.publish(subjects.WHO_FOLLOWS, self._contest.encode())

    async def _keep_ticking(self) -> None:
        while True:
            began = time.monotonic()
            if self._actor.caught_up:
                tick = Tick(asyncio.Event())
                await self._actor.tell(tick)
                await tick.done.wait()
            # a tick that took long makes the next one later: half the time is left for reading
            await asyncio.sleep(max(self._times.tick, time.monotonic() - began))

    async def _asked(self, message: Message) -> Reply:
        self._activity.note(time.monotonic())
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        if not self._actor.live:
            return Reply(b"", {"code": Unavailable.code})
        try:
            self._actor.offer(Question(subjects.room_asked_for(message.subject), answer))
            frame = await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (Invalid, NotFound) as error:
            return Reply(b"", {"code": error.code})
        return Reply(frame.payload, frame.headers)

    async def _asked_what_is_hidden(self, message: Message) -> Reply:
        self._activity.note(time.monotonic())
        answer: asyncio.Future[Hidden] = asyncio.get_running_loop().create_future()
        if not self._actor.live:
            return Reply(b"", {"code": Unavailable.code})
        question = msgspec.json.decode(message.payload, type=WhatIsHidden)
        self._actor.offer(AskHidden(question, answer))
        return Reply(msgspec.json.encode(await asyncio.wait_for(answer, ANSWER_SECONDS)), {})

    def _followed(self, message: Message) -> None:
        self._activity.note(time.monotonic())
        try:
            self._actor.offer(msgspec.json.decode(message.payload, type=Follows))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("contest %s: what a gateway follows cannot be read: %s", self._contest, error)
        except Unavailable:
            pass  # the gateway repeats it soon

    async def _read_snapshot(self) -> Restored | None:
        """The contest as its newest snapshot has it; None when its whole log has to be read."""
        payload = await self._backbone.kept(self._contest)
        if payload is None:
            return None
        try:
            restored = await asyncio.to_thread(self._restored, payload)  # the lease has to be renewed meanwhile
        except (msgspec.DecodeError, msgspec.ValidationError, PodiumError) as error:
            log.warning("contest %s: its snapshot cannot be read, its whole log will be: %s", self._contest, error)
            return None
        if restored.sequence > await self._logs.last(self._contest):
            log.warning("contest %s: its snapshot is not of this log", self._contest)
            return None
        log.info("contest %s goes on behind entry %d", self._contest, restored.sequence)
        return restored

    def _restored(self, payload: bytes) -> Restored:
        return snapshot.restore(self._stores.authenticator.unwrap(self._contest, payload))
