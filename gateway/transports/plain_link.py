"""The plain WebSocket at `/api/v1/contests/{contest}/live`: one JSON object a message, both ways."""

from __future__ import annotations

import asyncio

import msgspec

from gateway.hub.sessions import Sessions
from gateway.transports.link import Lane, Link
from gateway.wire.frames import ProtocolError
from realtime.protocol.client_messages import FromViewer
from realtime.runtime.errors import Malformed

MAX_ERRORS = 10
"""Malformed messages before the connection is closed."""

_decoder = msgspec.json.Decoder(FromViewer)


class PlainLink(Link):
    __slots__ = ("_errors", "_sessions")

    def __init__(self, lane: Lane, transport: asyncio.Transport, deflated: bool, sessions: Sessions) -> None:
        super().__init__(lane, transport, deflated)
        self._sessions = sessions
        self._errors = 0

    def received(self, text: str) -> None:
        try:
            said = _decoder.decode(text)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            self._errors += 1
            if self._errors > MAX_ERRORS:
                raise ProtocolError(1008, "too many messages that the protocol does not allow") from None
            self.refuse(Malformed(str(error)))
            return
        self._sessions.said(self, said)

    def is_idle(self) -> bool:
        return self.rooms is None

    def caught_up(self, rooms: set[str]) -> None:
        self._sessions.caught_up(self, rooms)

    def ended(self) -> None:
        self._sessions.left(self)
