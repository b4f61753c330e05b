"""Actor of one contest: it alone changes the board. Entries of the log, ticks and requests reach it through its mailbox."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from prometheus_client import Counter, Histogram

from contest_engine.live import snapshot
from contest_engine.live.heartbeat import Heartbeat
from contest_engine.live.publisher import Frame, Publisher, started
from contest_engine.live.read_model import ReadModel
from contest_engine.live.release import is_over
from contest_engine.live.snapshot import Restored
from contest_engine.live.stores import Stores
from contest_engine.model.board import Board
from contest_engine.model.view import Change
from realtime.backbone import Entry
from realtime.protocol import events
from realtime.protocol.chain import Chain
from realtime.protocol.frames import FOLLOW_SECONDS, Follows
from realtime.protocol.questions import Hidden, WhatIsHidden
from realtime.protocol.rooms import Audience, Room
from realtime.runtime import logs
from realtime.runtime.actor import Actor
from realtime.runtime.errors import NotFound, PodiumError, Unavailable

log = logging.getLogger(__name__)

FORGET_SECONDS = 4 * FOLLOW_SECONDS
"""A tile is published for so long after a gateway last named it in `Follows`: one lost message stops nothing."""
SAVE_ENTRIES = 1000
"""A snapshot is not worth its write for fewer new entries: reading them takes a few milliseconds."""
LARGE = 20_000
"""A contest of more submissions is scored as a whole in a thread: on the event loop it would delay the lease's renewal."""
LOGGED = 8
"""A batch of more events is an import: its verdicts get no log line each."""

APPLIED = Counter("podium_engine_events_total", "Events applied to contests")
UNREADABLE = Counter("podium_engine_unreadable_total", "Entries of the log that could not be read")
TICK = Histogram("podium_engine_tick_seconds", "Time to settle a contest and make its frames")
FRAMES = Counter("podium_engine_frames_total", "Frames published")


@dataclass
class CaughtUp:
    """The log has been read to where it stood when this owner began."""


@dataclass
class Tick:
    """Time to publish what changed; `done` is set when that is done."""

    done: asyncio.Event


@dataclass
class Question:
    """A gateway asks for a room, whole."""

    room: Room
    answer: asyncio.Future[Frame]


@dataclass
class AskHidden:
    """The jury asks what the freeze still hides."""

    question: WhatIsHidden
    answer: asyncio.Future[Hidden]


class Ended(NamedTuple):
    """An ended contest of which everything is published and written."""

    read: int
    """Last entry of the log that was read."""
    final: bool
    snapshot: bytes


@dataclass
class AskIfEnded:
    """Asks whether the contest can be let go: answered with `Ended`, or None while it goes on or its boards are not written."""

    answer: asyncio.Future[Ended | None]


Message = Entry | CaughtUp | Tick | Question | Follows | AskHidden | AskIfEnded


class ContestActor(Actor[Message]):
    def __init__(self, stores: Stores, contest: str, epoch: int, restored: Restored | None = None) -> None:
        """`restored`: the contest as a snapshot has it; the entries behind it follow."""
        super().__init__()
        self._backbone, self._authenticator = stores.backbone, stores.authenticator
        self._contest = contest
        self._board = Board(contest=restored.contest if restored else None)
        self._publisher = Publisher(contest, self._board, epoch)
        self.read_model = ReadModel(stores.redis, contest, self._board, epoch)
        self.caught_up = False
        """Before the contest has caught up with its log, nothing is published."""
        self.live = False
        """From the first tick on rooms can be asked for: until then the board is not settled."""
        self._chain = Chain(restored.chain if restored else "")
        self._read = restored.sequence if restored else 0
        """Last entry of the log that was read."""
        self._unsaved = 0
        """Entries read since the last snapshot."""
        self._saving: asyncio.Task[None] | None = None
        self._news = restored is not None
        self._heartbeat = Heartbeat()
        self._forget_due = 0.0
        self._announced: list[events.Announced] = []

    async def close(self) -> None:
        """Frees the board, once nothing runs any more that uses it. In a thread: that of a large contest takes a while.

        Another thread may still be settling the board, for an owner that lost its lease meanwhile: it fails, and nobody waits for it.
        """
        await asyncio.to_thread(self._board.dissolve)
        del self._board, self._publisher, self.read_model

    async def received(self, message: Message) -> None:
        match message:
            case Entry():
                self._apply(message)
            case CaughtUp():
                self.caught_up = self._news = True
            case Follows():
                self._publisher.follow("public", message.public, time.monotonic())
                self._publisher.follow("jury", message.jury, time.monotonic())
                self._publisher.follow_teams(message.teams, time.monotonic())
            case Tick(done=done):
                try:
                    await self._publish()
                finally:
                    done.set()
            case Question(room=room, answer=answer):
                if not answer.done():
                    self._answer(room, answer)
            case AskHidden(question=question, answer=hidden):
                if not hidden.done():
                    hidden.set_result(self._board.hidden(question))
            case AskIfEnded(answer=ended):
                if not ended.done():
                    ended.set_result(self._ended())

    def _apply(self, entry: Entry) -> None:
        self._chain.add(entry.payload)
        self._read = entry.sequence
        self._unsaved += 1
        try:
            batch = events.decode(entry.payload)
            self._board.apply(entry.sequence, batch)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            UNREADABLE.inc()
            log.error("entry %d of contest %s cannot be read: %s", entry.sequence, self._contest, error)
            return
        except PodiumError as error:  # settings with a rule or option this engine does not have
            UNREADABLE.inc()
            log.error("entry %d of contest %s cannot be applied: %s", entry.sequence, self._contest, error.message)
            return
        self._news = True
        APPLIED.inc(len(batch))
        if self.caught_up and len(batch) <= LOGGED:  # an earlier owner logged what is replayed
            for event in batch:
                if isinstance(event, events.VerdictReached):
                    with logs.about(event.submission):
                        log.info("scored", extra={"contest_id": self._contest, "sequence": entry.sequence, "verdict": event.verdict})

    async def _publish(self) -> None:
        frames: list[Frame] = []
        now = time.monotonic()
        if now >= self._forget_due:
            self._publisher.forget(now - FORGET_SECONDS)
            self._forget_due = now + FOLLOW_SECONDS
        if self._news or self._publisher.has_new:
            self._news = False
            with TICK.time():
                changes = await self._settle()
                self._publisher.chain = self._chain.hash
                frames = list(self._publisher.frames(changes))
            self.live = True
            FRAMES.inc(len(frames))
            self.read_model.note(changes, self._board.renamed)
        if (clock := self._clock()) is not None:
            frames.insert(0, clock)
        announced = list(self._board.contest.announcements.values())
        if announced != self._announced:
            self._announced = announced
            frames.append(self._publisher.announcements())
        for frame in frames:
            try:
                await self._backbone.publish(frame.room, frame.payload, frame.headers)
            except Unavailable as error:  # viewers see the gap and ask for a whole frame
                log.warning("a frame of %s was lost: %s", frame.room, error.message)

        self._save()

    async def _settle(self) -> dict[Audience, Change]:
        """In a thread where the whole of a large contest is scored: that takes seconds, and the lease has to be renewed."""
        contest = self._board.contest
        if not contest.reset or len(contest.submissions) < LARGE:
            return self._board.settle()
        async with self.read_model.board_at_rest:
            return await asyncio.to_thread(self._board.settle)

    def _save(self) -> None:
        """Writes a snapshot when the log has grown by a tenth since the last one: the cost of all stays proportional to the log."""
        if self._unsaved < max(SAVE_ENTRIES, len(self._board.contest.submissions) // 10) or (self._saving and not self._saving.done()):
            return
        payload = snapshot.save(self._board.contest, self._read, self._chain.hash)
        self._unsaved = 0
        self._saving = asyncio.create_task(self._keep(payload))

    async def _keep(self, payload: bytes) -> None:
        try:
            await self._backbone.keep(self._contest, await asyncio.to_thread(self._authenticator.wrap, self._contest, payload))
            log.info("snapshot kept", extra={"contest_id": self._contest, "bytes": len(payload)})
        except Unavailable as error:  # the next owner reads more of the log
            log.warning("contest %s: snapshot not written: %s", self._contest, error.message)

    def _ended(self) -> Ended | None:
        contest = self._board.contest
        if self._news or not self.read_model.is_current or not is_over(contest, wall_clock()):
            return None
        saved = snapshot.save(contest, self._read, self._chain.hash)
        return Ended(self._read, contest.final, self._authenticator.wrap(self._contest, saved))

    def _clock(self) -> Frame | None:
        contest, wall = self._board.contest, wall_clock()
        state = (contest.settings, contest.thawed, contest.final, started(contest.settings, wall))
        return self._publisher.clock(wall) if self._heartbeat.is_due(state, self._board.settled, time.monotonic()) else None

    def _answer(self, room: Room, answer: asyncio.Future[Frame]) -> None:
        try:
            answer.set_result(self._publisher.snapshot(room, wall_clock(), time.monotonic()))
        except NotFound as error:
            answer.set_exception(error)


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return round(time.time() * 1000)
