"""A room of this process: who is in, and what it keeps for those who come back."""

from __future__ import annotations

import asyncio

from gateway.hub.fanout import Fanout
from gateway.hub.outgoing import Outgoing
from gateway.hub.recovery import FrameBudget, History, NumberedFrame, Position
from gateway.hub.viewer import Viewer
from realtime.backbone import Message, Reply, Subscription
from realtime.protocol.rooms import NumberedRoom, Room
from realtime.runtime.errors import PodiumError


class LiveRoom:
    def __init__(self, room: Room, budget: FrameBudget, *, private: bool) -> None:
        self.room = room
        self.name = room.name
        self.numbered: NumberedRoom | None = room if isinstance(room, NumberedRoom) else None
        """The room, if its frames carry epoch and seq."""
        self.private = private
        """Whether who is in it has to be looked at again and again."""
        self.looked_at = 0.0
        """By the clock of the event loop."""
        self.members: set[Viewer] = set()
        self.waiting: dict[Viewer, Position] = {}
        """Viewers that get a whole frame as soon as there is one, with the last frame they have."""
        self.fanout = Fanout(self.members)
        self.history = History(budget)
        self.opening: asyncio.Task[None] | None = None
        """Runs until the backbone brings us what is said in this room."""
        self.subscription: Subscription | None = None
        self.fetching: asyncio.Task[None] | None = None
        """Asks the engine for a whole frame."""
        self.closing: asyncio.TimerHandle | None = None
        self._settled: asyncio.Future[PodiumError | None] | None = None

    def outcome(self) -> asyncio.Future[PodiumError | None]:
        """Done when it is known what becomes of those who wait: the error they are refused with, or None, and they stay."""
        if self._settled is None or self._settled.done():
            self._settled = asyncio.get_running_loop().create_future()
        return self._settled

    def settle(self, error: PodiumError | None = None) -> None:
        if self._settled is not None and not self._settled.done():
            self._settled.set_result(error)

    def frame_of(self, said: Message | Reply) -> NumberedFrame:
        """What came over the backbone for this room."""
        return NumberedFrame(int(said.headers["epoch"]), int(said.headers["seq"]), Outgoing(said.payload, self.name))
