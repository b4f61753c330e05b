"""What Socket.IO clients may do, written once for both lanes: who may connect, and what each event does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from realtime.runtime.errors import PodiumError

Answer = Sequence[Any] | Awaitable[Sequence[Any]] | None
"""Arguments of the acknowledgement; None: the event has none."""


class Peer(Protocol):
    """A client in one namespace, as handlers see it."""

    def emit(self, event: str, *arguments: Any) -> None: ...

    def ask(self, answered: Callable[[list[Any]], None], event: str, *arguments: Any) -> None:
        """Emits an event that the client acknowledges; `answered` gets the arguments of the acknowledgement."""


class Handlers(Protocol):
    """The same object serves both lanes. Nothing in it may block."""

    @property
    def namespaces(self) -> frozenset[str]: ...

    def connect(self, peer: Any, namespace: str, auth: dict[str, Any]) -> None:
        """A client enters a namespace. Raises `PodiumError` to refuse it."""

    def event(self, peer: Any, namespace: str, name: str, arguments: list[Any]) -> Answer:
        """A client says something."""

    def caught_up(self, peer: Any, rooms: set[str]) -> None:
        """A client reads again, and has missed news of these rooms."""

    def left(self, peer: Any, namespace: str) -> None: ...


def refusal(error: PodiumError) -> dict[str, Any]:
    """Data of a connect error."""
    return {"message": error.message, "data": {"code": error.code}}
