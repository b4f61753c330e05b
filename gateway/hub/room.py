"""A room: who is in, and what was said last."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from gateway.hub.viewer import Outgoing, Viewer
from realtime.backbone import Message, Reply, Subscription
from realtime.protocol.client_messages import Wanted

RING = 256
"""Frames of a room kept for viewers that come back."""
RING_BYTES = 512 * 1024
"""Their payloads together, but for the newest; each may be held in five forms."""


class Numbered(NamedTuple):
    epoch: int
    seq: int
    message: Outgoing

    @property
    def at(self) -> tuple[int, int]:
        return self.epoch, self.seq


class Room:
    def __init__(self, name: str) -> None:
        self.name = name
        self.members: set[Viewer] = set()
        self.waiting: dict[Viewer, Wanted] = {}
        """Viewers that get a whole frame as soon as there is one."""
        self.ring: deque[Numbered] = deque()
        self._ring_bytes = 0
        self.ahead: deque[Numbered] = deque(maxlen=RING)
        """Frames that came behind a gap, until a whole one closes it."""
        self.whole: Numbered | None = None
        self.last: tuple[int, int] | None = None
        """Epoch and seq of the newest frame; None before the first whole one."""
        self.opening: asyncio.Task[None] | None = None
        """Runs until the backbone brings us what is said in this room."""
        self.subscription: Subscription | None = None
        self.fetching: asyncio.Task[None] | None = None
        self.closing: asyncio.TimerHandle | None = None
        self.casting: asyncio.Task[None] | None = None
        self.uncast: deque[tuple[Outgoing, list[Viewer]]] = deque()
        """Messages on their way to a crowd too large for one go, with who gets them."""

    @property
    def numbered(self) -> bool:
        return self.name.startswith(("board.", "clock.", "team.", "announcements."))

    @property
    def private(self) -> bool:
        return self.name.startswith("submissions.") or ".jury." in self.name

    def remember(self, frame: Numbered) -> None:
        """Keeps a frame for viewers that come back; the oldest make room."""
        self.ring.append(frame)
        self._ring_bytes += len(frame.message.payload)
        while len(self.ring) > 1 and (len(self.ring) > RING or self._ring_bytes > RING_BYTES):
            self._ring_bytes -= len(self.ring.popleft().message.payload)

    def forget(self) -> None:
        self.ring.clear()
        self.ahead.clear()
        self._ring_bytes = 0
        self.whole = self.last = None

    def since(self, epoch: int, seq: int) -> list[Numbered] | None:
        """The frames behind that one, or None where the ring does not reach back to it."""
        if self.last is None or self.last[0] != epoch or seq > self.last[1]:
            return None
        behind = [frame for frame in self.ring if frame.epoch == epoch and frame.seq > seq]
        return behind if len(behind) == self.last[1] - seq else None


def numbered(room: Room, said: Message | Reply) -> Numbered:
    """What came over the backbone for a room."""
    return Numbered(int(said.headers["epoch"]), int(said.headers["seq"]), Outgoing(said.payload, room.name))
