"""Actors: state that one task owns, reached through a bounded mailbox."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from realtime.runtime.errors import Unavailable

M = TypeVar("M")


class Actor(Generic[M]):
    """Override `received`. Messages are handled one at a time, in the order they came.

    The mailbox is bounded: `tell` waits for room, which slows the sender down; `offer` refuses with `Unavailable`.
    """

    def __init__(self, mailbox: int = 1024) -> None:
        self._mailbox: asyncio.Queue[M] = asyncio.Queue(mailbox)

    async def tell(self, message: M) -> None:
        await self._mailbox.put(message)

    def offer(self, message: M) -> None:
        try:
            self._mailbox.put_nowait(message)
        except asyncio.QueueFull:
            raise Unavailable(f"{type(self).__name__} is behind", retry_after=1) from None

    async def run(self) -> None:
        """Handles messages until cancelled. What `received` raises ends the actor."""
        while True:
            await self.received(await self._mailbox.get())

    async def received(self, message: M) -> None:
        raise NotImplementedError
