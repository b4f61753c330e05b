"""What a room keeps so that a viewer that missed something catches up: epoch and seq, a ring of frames, the last whole frame.

The engine numbers the frames of a room: `epoch` grows with every new owner of the contest, `seq` by 1 with every frame. A *whole*
frame stands for all before it; any other one only for what is new since `seq - 1`. Say a room got

    (3, 16) whole   (3, 17)   (3, 18)   (3, 19)

and a viewer comes back with (3, 17): it gets 18 and 19 from the ring. A new viewer, or one that has (2, 40), gets the whole frame and
17 to 19 behind it. Now (3, 21) arrives: 20 is missing. 21 waits *ahead* while the engine is asked for a whole frame; it answers with
(3, 20) or later, everybody gets that, and what waited ahead of it follows. Frames never leave a gap, whatever is lost on the way.

All rooms of a process share one byte budget. The room whose frames were longest of no use to anybody gives up its frames first: its
viewers notice nothing, whoever comes next costs one question to the engine. A room whose frames are all whole keeps one.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from itertools import islice
from typing import NamedTuple

from prometheus_client import Gauge

from gateway.hub.outgoing import Outgoing

RING = 256
"""Frames that are not whole, kept of a room: half a minute of a busy board. Whoever was away longer is better served with a whole one."""
OVERHEAD = 300
"""Bytes of a kept frame beside its payload: the objects around it."""
KEPT_BYTES = Gauge("podium_gateway_kept_bytes", "Bytes of frames kept for viewers that come back")

Position = tuple[int, int]
"""Epoch and seq."""


class NumberedFrame(NamedTuple):
    epoch: int
    seq: int
    message: Outgoing

    @property
    def at(self) -> Position:
        return self.epoch, self.seq

    @property
    def size(self) -> int:
        return len(self.message.payload) + OVERHEAD


class FrameBudget:
    """Bytes that the histories of a process may keep together; the least recently used one gives up its frames first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used: OrderedDict[History, None] = OrderedDict()
        """Histories that keep something, the least recently used first."""
        self.kept = 0

    def add(self, history: History, size: int) -> None:
        self.kept += size
        self.touch(history)
        while self.kept > self._limit and self._used:
            next(iter(self._used)).shed()
        KEPT_BYTES.set(self.kept)

    def release(self, size: int) -> None:
        self.kept -= size
        KEPT_BYTES.set(self.kept)

    def touch(self, history: History) -> None:
        self._used[history] = None
        self._used.move_to_end(history)

    def drop(self, history: History) -> None:
        """It keeps nothing any more."""
        self._used.pop(history, None)


class History:
    """The frames that one room keeps. No I/O."""

    __slots__ = ("_ahead", "_budget", "_ring", "_whole", "last")

    def __init__(self, budget: FrameBudget) -> None:
        self._budget = budget
        self._ring: deque[NumberedFrame] = deque()
        """Frames that are not whole, without a gap, the last one at `last`."""
        self._whole: NumberedFrame | None = None
        self._ahead: list[NumberedFrame] = []
        """Frames behind a gap, until a whole one closes it."""
        self.last: Position | None = None
        """Of the newest frame that viewers got; None before the first whole one."""

    @property
    def has_gap(self) -> bool:
        """Whether frames wait for a whole one."""
        return bool(self._ahead)

    def is_new(self, frame: NumberedFrame) -> bool:
        """Not an old owner's, and not here already by a whole frame."""
        return self.last is None or frame.at > self.last

    def follows(self, frame: NumberedFrame) -> bool:
        """Whether nothing is missing between the newest frame and this one, which is not whole."""
        return self.last is not None and frame.at == (self.last[0], self.last[1] + 1)

    def append(self, frame: NumberedFrame) -> None:
        """The next frame: see `follows`."""
        self.last = frame.at
        self._ring.append(frame)
        if len(self._ring) > RING:
            self._budget.release(self._ring.popleft().size)
        self._budget.add(self, frame.size)

    def hold(self, frame: NumberedFrame) -> None:
        """Keeps a frame behind a gap. Of too many, the oldest goes: a whole frame will stand for it."""
        self._ahead.append(frame)
        if len(self._ahead) > RING:
            self._budget.release(self._ahead.pop(0).size)
        self._budget.add(self, frame.size)

    def restart(self, whole: NumberedFrame) -> list[NumberedFrame]:
        """A whole frame newer than all that viewers have: what they get now, that frame and what waited ahead of it."""
        self.last = whole.at
        self._clear_ring()
        self._keep_whole(whole)
        ahead = sorted(self._ahead, key=lambda frame: frame.at)
        self._ahead = []
        news = [whole]
        for frame in ahead:
            self._budget.release(frame.size)
            if self.follows(frame):
                self.append(frame)
                news.append(frame)
            elif self.is_new(frame):
                self.hold(frame)
        return news

    def refresh(self, whole: NumberedFrame) -> None:
        """A whole frame no newer than what viewers have: it serves those who come, with what came behind it."""
        self._keep_whole(whole)

    def since(self, position: Position) -> list[NumberedFrame] | None:
        """The frames behind that one; None where the ring does not reach back to it."""
        if self.last is None or self.last[0] != position[0] or position[1] > self.last[1]:
            return None
        missed = self.last[1] - position[1]
        if missed > len(self._ring):
            return None
        self._budget.touch(self)
        return list(islice(self._ring, len(self._ring) - missed, None))

    def whole_and_since(self) -> list[NumberedFrame] | None:
        """The last whole frame and those behind it; None where the engine has to be asked."""
        if self._whole is None or (behind := self.since(self._whole.at)) is None:
            return None
        return [self._whole, *behind]

    def forget(self) -> None:
        """As if no frame had come yet."""
        self.last = None
        self._clear()

    def shed(self) -> None:
        """Gives all kept bytes back to the budget. What viewers have stays known: frames go on to follow it."""
        self._clear()

    def _clear(self) -> None:
        self._clear_ring()
        self._budget.release(sum(frame.size for frame in self._ahead))
        self._ahead = []
        if self._whole is not None:
            self._budget.release(self._whole.size)
            self._whole = None
        self._budget.drop(self)

    def _clear_ring(self) -> None:
        self._budget.release(sum(frame.size for frame in self._ring))
        self._ring.clear()

    def _keep_whole(self, whole: NumberedFrame) -> None:
        if self._whole is not None:
            self._budget.release(self._whole.size)
        self._whole = whole
        self._budget.add(self, whole.size)
