"""A viewer as the hub knows it, whatever it is connected by."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import msgspec
from prometheus_client import Counter, Gauge

from gateway.hub.outgoing import Outgoing
from realtime.protocol.client_messages import MAX_ROOMS, ErrorFrame
from realtime.runtime.errors import Limited, PodiumError
from realtime.security.tokens import Claims

CONNECTIONS = Gauge("podium_gateway_connections", "Open connections", ["lane"])
TOO_SLOW = Counter("podium_gateway_too_slow_total", "Connections closed because they did not read for too long")


class Viewer(ABC):
    __slots__ = ("claims", "gone", "rooms")

    def __init__(self) -> None:
        self.claims: Claims | None = None
        """Who its access token says it is; None: anonymous."""
        self.rooms: set[str] | None = None
        """Rooms it is in; made with the first, because most bytes of an idle viewer would be this set."""
        self.gone = False

    def place_for(self, room: str) -> set[str]:
        """`rooms`, with a place for one more. Raises `Limited`."""
        if self.rooms is None:
            self.rooms = set()
        if room not in self.rooms and len(self.rooms) >= MAX_ROOMS:
            raise Limited(f"a connection may be in {MAX_ROOMS} rooms")
        return self.rooms

    @abstractmethod
    def send(self, message: Outgoing) -> None:
        """Never blocks."""

    @abstractmethod
    def close(self, code: int, reason: str = "") -> None:
        """Ends the connection; `code` as in `realtime.protocol.client_messages.CLOSE_CODES`."""

    def refuse(self, error: PodiumError, room: str = "") -> None:
        self.send(Outgoing(msgspec.json.encode(ErrorFrame(error.code, error.message, room))))

    def is_current(self) -> bool:
        """Whether the token it showed has not expired."""
        return self.claims is not None and self.claims.exp > time.time()


class Peer(Viewer):
    """A Socket.IO client in one namespace."""

    __slots__ = ()

    @abstractmethod
    def emit(self, event: str, *arguments: Any) -> None: ...

    @abstractmethod
    def ask(self, answered: Callable[[list[Any]], None], event: str, *arguments: Any) -> None:
        """Emits an event that the client acknowledges; `answered` gets the arguments of the acknowledgement."""
