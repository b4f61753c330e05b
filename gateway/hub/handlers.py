"""What Socket.IO clients may do, written once for both lanes: who may connect, and what each event does."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol

from gateway.hub.viewer import Peer
from realtime.runtime.errors import PodiumError

Answer = Sequence[Any] | Awaitable[Sequence[Any]] | None
"""Arguments of the acknowledgement; None: the event has none."""


class Handlers(Protocol):
    """The same object serves both lanes. Nothing in it may block."""

    @property
    def namespaces(self) -> frozenset[str]: ...

    def connect(self, peer: Peer, namespace: str, auth: dict[str, Any]) -> None:
        """A client enters a namespace. Raises `PodiumError` to refuse it."""

    def event(self, peer: Peer, namespace: str, name: str, arguments: list[Any]) -> Answer:
        """A client says something."""

    def caught_up(self, peer: Peer, rooms: set[str]) -> None:
        """A client reads again, and has missed news of these rooms."""

    def left(self, peer: Peer, namespace: str) -> None: ...


def connect_error(error: PodiumError) -> dict[str, Any]:
    """Data of a Socket.IO connect error."""
    return {"message": error.message, "data": {"code": error.code}}
