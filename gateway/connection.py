"""One viewer, whatever it is connected by."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod

import msgspec
from prometheus_client import Counter, Gauge

from realtime.errors import PodiumError
from realtime.live import Refused
from realtime.tokens import Claims

log = logging.getLogger(__name__)

QUEUE = 512
"""Frames that may wait for one viewer."""

CONNECTIONS = Gauge("podium_gateway_connections", "Open connections", ["lane"])
SENT = Counter("podium_gateway_frames_sent_total", "Frames handed to connections")
TOO_SLOW = Counter("podium_gateway_too_slow_total", "Connections closed because frames piled up")


class Connection(ABC):
    """Frames are sent in the order of `send`, by one task; a viewer too slow for them is cut off, and resumes when it is back."""

    lane: str

    def __init__(self) -> None:
        self.claims: Claims | None = None
        self.rooms: set[str] = set()
        self._frames: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        self._writer: asyncio.Task[None] | None = None
        self.gone = False
        self._cut = False
        self._cutting: asyncio.Future[None] | None = None

    def opened(self) -> None:
        CONNECTIONS.labels(self.lane).inc()
        self._writer = asyncio.create_task(self._write())

    def closed(self) -> None:
        self.gone = True
        CONNECTIONS.labels(self.lane).dec()
        if self._writer is not None:
            self._writer.cancel()

    def send(self, frame: bytes) -> None:
        """Never blocks."""
        if self._cut:
            return
        try:
            self._frames.put_nowait(frame)
            SENT.inc()
        except asyncio.QueueFull:
            self._cut = True
            TOO_SLOW.inc()
            self._cutting = asyncio.ensure_future(self.cut_off())

    def refuse(self, error: PodiumError, room: str = "") -> None:
        self.send(msgspec.json.encode(Refused(error.code, error.message, room)))

    def is_current(self) -> bool:
        """Whether the token it showed is still good."""
        return self.claims is not None and self.claims.exp > time.time()

    async def _write(self) -> None:
        try:
            while True:
                await self.transmit(await self._frames.get())
        except (ConnectionError, RuntimeError) as error:
            log.debug("a viewer went away: %r", error)

    @abstractmethod
    async def transmit(self, frame: bytes) -> None:
        """Waits until the transport takes the frame."""

    @abstractmethod
    async def cut_off(self) -> None:
        """Closes the connection as too slow."""
