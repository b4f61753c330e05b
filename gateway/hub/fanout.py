"""The fan-out loop: one message to everybody in a room."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Set as AbstractSet

from prometheus_client import Counter

from gateway.hub.outgoing import Outgoing
from gateway.hub.viewer import Viewer

SLICE = 500
"""Viewers that get a message in one go: one huge room does not hold up all else for longer than that takes (10 ms)."""
UNSENT = 16
"""Messages that may wait for a crowd: a few seconds of a busy board. Whoever would get them later is better served with a whole frame."""
SENT = Counter("podium_gateway_frames_sent_total", "Frames handed to connections")
SUPERSEDED = Counter("podium_gateway_frames_superseded_total", "Frames that were not sent to a crowd, because a later one stands for them")


class Fanout:
    """Sends to the members of one room, in order: at once to a few, in slices to a crowd."""

    __slots__ = ("_members", "_sending", "_unsent")

    def __init__(self, members: AbstractSet[Viewer]) -> None:
        self._members = members
        self._unsent: deque[tuple[Outgoing, list[Viewer]]] = deque()
        """Messages being written to a room, each with the members at the time it came: those who enter later get it with the snapshot."""
        self._sending: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether messages come faster than the crowd can be told. What comes now should wait for `drained`, or stand for all before."""
        return len(self._unsent) >= UNSENT

    def cast(self, message: Outgoing, *, supersedes: bool = False) -> None:
        """`supersedes`: the message makes all earlier ones of the room needless."""
        if len(self._members) <= SLICE and not self._unsent:
            SENT.inc(len(self._members))
            for viewer in self._members:
                viewer.send(message)
            message.drop_forms()
            return
        if supersedes:
            while len(self._unsent) > 1:  # the first is being sent
                SUPERSEDED.inc(len(self._unsent.pop()[1]))
        self._unsent.append((message, list(self._members)))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_in_slices())

    async def drained(self) -> None:
        """Returns when nothing waits, if too much does now."""
        if self.is_full and self._sending is not None:
            await asyncio.wait((self._sending,))

    async def _send_in_slices(self) -> None:
        while self._unsent:
            message, viewers = self._unsent[0]
            for start in range(0, len(viewers), SLICE):
                for viewer in viewers[start : start + SLICE]:
                    if viewer in self._members:
                        viewer.send(message)
                await asyncio.sleep(0)
            SENT.inc(len(viewers))
            message.drop_forms()
            self._unsent.popleft()

    def stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
