"""What a viewer may say, handled once for every lane."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import msgspec

from gateway.hub.handlers import Answer
from gateway.hub.hub import Hub
from gateway.hub.viewer import Viewer
from realtime.protocol.client_messages import FromViewer, Hello, Subscribe, Unsubscribe
from realtime.runtime.errors import Limited, PodiumError, Unauthenticated
from realtime.security.tokens import Verifier

SAID: dict[str, Any] = {str(kind.__struct_config__.tag): kind for kind in (Subscribe, Unsubscribe, Hello)}
OK = ({"ok": True},)


class Sessions:
    """As Socket.IO handlers (see `gateway.hub.handlers.Handlers`), and for the plain WebSocket by `said`."""

    namespaces = frozenset("/")

    def __init__(self, hub: Hub, verifier: Verifier, per_user: int = 200) -> None:
        """`per_user`: connections that one user may have with this gateway."""
        self._hub = hub
        self._verifier = verifier
        self._per_user = per_user
        self._of_user: dict[str, set[Viewer]] = {}

    def said(self, viewer: Viewer, message: FromViewer) -> list[asyncio.Task[None]]:
        """What cannot be done is answered with an error frame. Returns rooms that are only being opened."""
        opening: list[asyncio.Task[None]] = []
        match message:
            case Hello(token=token):
                try:
                    self._hello(viewer, token)
                except PodiumError as error:
                    viewer.refuse(error)
            case Subscribe(rooms=rooms):
                for wanted in rooms:
                    try:
                        if (task := self._hub.subscribe(viewer, wanted)) is not None:
                            opening.append(task)
                    except PodiumError as error:
                        viewer.refuse(error, wanted.room)
            case Unsubscribe(rooms=rooms):
                for room in rooms:
                    self._hub.unsubscribe(viewer, room)
        return opening

    def caught_up(self, viewer: Viewer, rooms: set[str]) -> None:
        """A viewer reads again that could take nothing for a while."""
        self._hub.catch_up(viewer, rooms)

    def connect(self, peer: Viewer, namespace: str, auth: dict[str, Any]) -> None:
        if token := auth.get("token"):
            self._hello(peer, str(token))

    def event(self, peer: Viewer, namespace: str, name: str, arguments: list[Any]) -> Answer:
        """The acknowledgement says whether the message was understood, when the rooms it names are heard."""
        kind = SAID.get(name)
        if kind is None:
            return ({"ok": False, "code": "malformed", "message": f"there is no event {name[:80]!r}"},)
        body = arguments[0] if arguments else None
        try:
            said: FromViewer = msgspec.convert({**body, "type": name} if isinstance(body, dict) else body, kind)
        except msgspec.ValidationError as error:
            return ({"ok": False, "code": "malformed", "message": str(error)},)
        opening = self.said(peer, said)
        return _when_heard(opening) if opening else OK

    def left(self, peer: Viewer, namespace: str = "/") -> None:
        self._hub.leave(peer)
        self._forget(peer)

    def knows(self, token: str) -> bool:
        """Whether an access token is good."""
        try:
            return bool(token) and self._verifier.check(token) is not None
        except Unauthenticated:
            return False

    def revoked(self, user: str, token: str) -> None:
        """A token is good no longer: whoever showed it is nobody now, and leaves private rooms."""
        for viewer in list(self._of_user.get(user, ())):
            if viewer.claims is not None and viewer.claims.jti == token:
                self._forget(viewer)
                viewer.claims = None
                self._hub.leave_private(viewer)

    def _hello(self, viewer: Viewer, token: str) -> None:
        """Raises `Unauthenticated` or `Limited`."""
        claims = self._verifier.check(token)
        held = self._of_user.setdefault(claims.sub, set())
        if viewer not in held and len(held) >= self._per_user:
            raise Limited(f"a user may have {self._per_user} connections")
        if viewer.claims is not None and viewer.claims.sub != claims.sub:
            self._forget(viewer)
        held.add(viewer)
        viewer.claims = claims

    def _forget(self, viewer: Viewer) -> None:
        if viewer.claims is None:
            return
        held = self._of_user.get(viewer.claims.sub, set())
        held.discard(viewer)
        if not held:
            self._of_user.pop(viewer.claims.sub, None)


def _when_heard(opening: list[asyncio.Task[None]]) -> Awaitable[Sequence[Any]]:
    async def wait() -> Sequence[Any]:
        await asyncio.wait(opening)
        return OK

    return wait()
