"""One contest that this process owns: read the log, score, publish at ticks, until the lease is lost."""

from __future__ import annotations

import asyncio
import logging
import time

import msgspec
from prometheus_client import Counter, Histogram

from contest_engine.board import Board
from contest_engine.publisher import Frame, Publisher
from contest_engine.readmodel import ReadModel
from realtime import events, logs, subjects
from realtime.backbone import Backbone, Entry, Lease, Message, Reply
from realtime.errors import NotFound, PodiumError, Unavailable
from realtime.redis import Redis

log = logging.getLogger(__name__)

CLOCK_SECONDS = 1.0
"""Shortest time between two clock frames that only tell new counts."""

APPLIED = Counter("podium_engine_events_total", "Events applied to contests")
UNREADABLE = Counter("podium_engine_unreadable_total", "Entries of the log that could not be read")
TICK = Histogram("podium_engine_tick_seconds", "Time to settle a contest and make its frames")
FRAMES = Counter("podium_engine_frames_total", "Frames published")


class Owner:
    """`run` returns when the lease is lost."""

    def __init__(self, backbone: Backbone, redis: Redis, contest: str, lease: Lease, tick: float, lease_seconds: float) -> None:
        self._backbone = backbone
        self._contest = contest
        self._lease = lease
        self._tick = tick
        self._lease_seconds = lease_seconds
        self._board = Board()
        self._publisher = Publisher(contest, self._board, lease.epoch)
        self._readmodel = ReadModel(redis, contest, self._board, lease.epoch)
        self._news = asyncio.Event()
        self._caught_up = asyncio.Event()

    async def run(self) -> None:
        log.info("owning contest %s", self._contest, extra={"contest_id": self._contest, "epoch": self._lease.epoch})
        answering = [await self._backbone.answer(subject, self._asked) for subject in subjects.snapshots_of(self._contest)]
        tasks = [asyncio.create_task(work) for work in (self._read(), self._publish(), self._readmodel.run(), self._keep_lease())]
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
            self._apply(entry)
            seen += 1
            if seen >= behind:
                self._caught_up.set()
            self._news.set()

    def _apply(self, entry: Entry) -> None:
        try:
            batch = events.decode(entry.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            UNREADABLE.inc()
            log.error("entry %d of contest %s cannot be read: %s", entry.sequence, self._contest, error)
            return
        try:
            self._board.apply(entry.sequence, batch)
        except PodiumError as error:  # a frame with a rule or option this engine does not have
            UNREADABLE.inc()
            log.error("entry %d of contest %s cannot be applied: %s", entry.sequence, self._contest, error.message)
            return
        APPLIED.inc(len(batch))
        for event in batch if self._caught_up.is_set() else ():  # what is replayed at start was told by an earlier owner
            if isinstance(event, events.VerdictReached):
                with logs.about(event.submission):
                    log.info("scored", extra={"contest_id": self._contest, "sequence": entry.sequence, "verdict": event.verdict})

    async def _publish(self) -> None:
        await self._caught_up.wait()
        clock_due = 0.0
        told: tuple[object, ...] = ()
        while True:
            try:
                await asyncio.wait_for(self._news.wait(), CLOCK_SECONDS)
            except TimeoutError:
                pass
            began = time.monotonic()
            frames: list[Frame] = []
            if self._news.is_set():
                self._news.clear()
                contest = self._board.contest
                renamed = set(contest.renamed)
                with TICK.time():
                    changes = self._board.settle()
                    frames = list(self._publisher.frames(changes))
                FRAMES.inc(len(frames))
                self._readmodel.note(changes, renamed)
            state = (contest := self._board.contest).config, contest.thawed, contest.final
            shown = (*state, self._board.settled)
            if state != told[:3] or (shown != told and began >= clock_due):
                frames.insert(0, self._publisher.clock(_now()))
                clock_due, told = began + CLOCK_SECONDS, shown
            for frame in frames:
                try:
                    await self._backbone.publish(frame.room, frame.payload, frame.headers)
                except Unavailable as error:  # viewers will see the gap and ask for a whole frame
                    log.warning("a frame of %s was lost: %s", frame.room, error.message)
            # a tick that took long makes the next one later: half the time is left for reading
            await asyncio.sleep(max(self._tick, 2 * (time.monotonic() - began)))

    async def _asked(self, message: Message) -> Reply:
        await asyncio.wait_for(self._caught_up.wait(), 5)
        try:
            frame = self._publisher.snapshot(message.subject.removeprefix("ask.snapshot."), _now())
        except NotFound as error:
            return Reply(b"", {"code": error.code})
        return Reply(frame.payload, frame.headers)

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


def _now() -> int:
    return round(time.time() * 1000)
