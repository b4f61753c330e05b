"""Engine.IO v4 on a WebSocket that was opened as one: the opening packet, heartbeats, and messages."""

from __future__ import annotations

import asyncio
import secrets

from gateway.transports.link import Lane, Link
from gateway.wire import frames, packets
from gateway.wire.frames import ProtocolError

_PING = frames.frame(packets.PING.encode())


class EngineIoLink(Link):
    """Subclasses say what a message is: `message` for text, `received_binary` for bytes."""

    __slots__ = ()

    def __init__(self, lane: Lane, transport: asyncio.Transport, deflated: bool) -> None:
        super().__init__(lane, transport, deflated)
        beats = lane.beats
        self.write(frames.frame(packets.opening(secrets.token_urlsafe(15), (), beats.interval, beats.timeout, lane.max_message)))

    def ping(self) -> bytes:
        return _PING

    def message(self, text: str) -> None:
        raise NotImplementedError

    def received(self, text: str) -> None:
        match text[:1]:
            case packets.MESSAGE:
                self.message(text[1:])
            case packets.PONG:
                self.alive()
            case packets.PING:
                self.write(frames.frame((packets.PONG + text[1:]).encode()))
            case packets.SHUT:
                self.close(1000)
            case packets.UPGRADE | packets.NOOP:
                pass
            case _:
                raise ProtocolError(1008, "an unknown Engine.IO packet")
