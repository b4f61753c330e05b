"""A message on its way to viewers, in the forms that their connections take."""

from __future__ import annotations

import asyncio

from gateway.wire import frames

SMALL = 256
"""Bytes up to which a frame is not worth compressing."""


class Outgoing:
    """A message for any number of viewers: each form it travels in is made once, when the first viewer needs it.

    Only the payload is kept with a room. The forms are dropped when everybody has the message: they are four times as large,
    and of no use until somebody resumes.
    """

    __slots__ = ("_deflated_event", "_deflated_text", "_event", "_packet", "_text", "payload", "room")

    def __init__(self, payload: bytes, room: str = "") -> None:
        """`room`: the numbered room it is news of; a viewer that cannot take it now gets a whole frame of that room later."""
        self.payload = payload
        self.room = room
        self.drop_forms()

    def drop_forms(self) -> None:
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


class SharedForms:
    """Messages that somebody resumed from: their forms are kept for a moment, because in a storm many want the same ones."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._held: set[Outgoing] = set()

    def keep(self, message: Outgoing) -> None:
        if not self._held:
            asyncio.get_running_loop().call_later(self._seconds, self._drop)
        self._held.add(message)

    def _drop(self) -> None:
        held, self._held = self._held, set()
        for message in held:
            message.drop_forms()
