"""What a viewer may say, handled once for every lane."""

from __future__ import annotations

from gateway.connection import Connection
from gateway.rooms import Hub
from realtime.errors import PodiumError
from realtime.live import FromViewer, Hello, Subscribe, Unsubscribe
from realtime.tokens import Verifier


class Sessions:
    def __init__(self, hub: Hub, verifier: Verifier) -> None:
        self._hub = hub
        self._verifier = verifier

    def hello(self, viewer: Connection, token: str) -> None:
        """Raises `Unauthenticated`."""
        viewer.claims = self._verifier.check(token)

    async def said(self, viewer: Connection, message: FromViewer) -> None:
        """What cannot be done is answered with an error frame."""
        match message:
            case Hello(token=token):
                try:
                    self.hello(viewer, token)
                except PodiumError as error:
                    viewer.refuse(error)
            case Subscribe(rooms=rooms):
                for wanted in rooms:
                    try:
                        await self._hub.subscribe(viewer, wanted)
                    except PodiumError as error:
                        viewer.refuse(error, wanted.room)
            case Unsubscribe(rooms=rooms):
                for room in rooms:
                    self._hub.unsubscribe(viewer, room)

    def left(self, viewer: Connection) -> None:
        self._hub.leave(viewer)
        viewer.closed()
