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
SENT = Counter("podium_gateway_frames_sent_total", "Frames handed to connections")


class Fanout:
    """Sends to the members of one room, in order: at once to a few, in slices to a crowd."""

    __slots__ = ("_members", "_sending", "_unsent")

    def __init__(self, members: AbstractSet[Viewer]) -> None:
        self._members = members
        self._unsent: deque[tuple[Outgoing, list[Viewer]]] = deque()
        """Messages on their way to a crowd, each with who was there when it came: whoever enters later has it already."""
        self._sending: asyncio.Task[None] | None = None

    def cast(self, message: Outgoing) -> None:
        SENT.inc(len(self._members))
        if len(self._members) <= SLICE and not self._unsent:
            for viewer in self._members:
                viewer.send(message)
            message.drop_forms()
            return
        self._unsent.append((message, list(self._members)))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_in_slices())

    async def _send_in_slices(self) -> None:
        while self._unsent:
            message, viewers = self._unsent[0]
            for start in range(0, len(viewers), SLICE):
                for viewer in viewers[start : start + SLICE]:
                    if viewer in self._members:
                        viewer.send(message)
                await asyncio.sleep(0)
            message.drop_forms()
            self._unsent.popleft()

    def stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
