"""One viewer, whatever it is connected by, and what is sent to many of them."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod

import msgspec
from prometheus_client import Counter, Gauge

from gateway.wire import frames
from realtime.protocol.client_messages import Refused
from realtime.runtime.errors import PodiumError
from realtime.security.tokens import Claims

CONNECTIONS = Gauge("podium_gateway_connections", "Open connections", ["lane"])
SENT = Counter("podium_gateway_frames_sent_total", "Frames handed to connections")
TOO_SLOW = Counter("podium_gateway_too_slow_total", "Connections closed because they did not read for too long")

SMALL = 256
"""Bytes up to which a frame is not worth compressing."""


class Outgoing:
    """A message for any number of viewers: each form it travels in is made once, when the first viewer needs it."""

    __slots__ = ("_deflated_event", "_deflated_text", "_event", "_packet", "_text", "payload", "room")

    def __init__(self, payload: bytes, room: str = "") -> None:
        """`room`: the numbered room it is news of; a viewer that cannot take it now gets a whole frame of that room later."""
        self.payload = payload
        self.room = room
        self._packet = ""
        self._text = self._event = self._deflated_text = self._deflated_event = b""

    def text(self, deflated: bool) -> bytes:
        """As a WebSocket frame with the payload as it is."""
        if deflated and len(self.payload) > SMALL:
            if not self._deflated_text:
                self._deflated_text = frames.frame(frames.deflate(self.payload), compressed=True)
            return self._deflated_text
        if not self._text:
            self._text = frames.frame(self.payload)
        return self._text

    def event(self, deflated: bool) -> bytes:
        """As a WebSocket frame with the Socket.IO event `frame`."""
        if deflated and len(self.payload) > SMALL:
            if not self._deflated_event:
                self._deflated_event = frames.frame(frames.deflate(b'42["frame",%b]' % self.payload), compressed=True)
            return self._deflated_event
        if not self._event:
            self._event = frames.frame(b'42["frame",%b]' % self.payload)
        return self._event

    def packet(self) -> str:
        """As an Engine.IO packet."""
        if not self._packet:
            self._packet = f'42["frame",{self.payload.decode()}]'
        return self._packet


class Viewer(ABC):
    """What the hub knows of a connection."""

    __slots__ = ("claims", "gone", "rooms")

    def __init__(self) -> None:
        self.claims: Claims | None = None
        self.rooms: set[str] | None = None
        """Rooms it is in; made with the first one, because most bytes of an idle viewer would be this set."""
        self.gone = False

    @abstractmethod
    def send(self, message: Outgoing) -> None:
        """Never blocks."""

    @abstractmethod
    def close(self, code: int, reason: str = "") -> None:
        """Ends the connection; `code` as in `realtime.protocol.client_messages.CLOSE_CODES`."""

    def refuse(self, error: PodiumError, room: str = "") -> None:
        self.send(Outgoing(msgspec.json.encode(Refused(error.code, error.message, room))))

    def is_current(self) -> bool:
        """Whether the token it showed is still good."""
        return self.claims is not None and self.claims.exp > time.time()
