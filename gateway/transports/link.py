"""The fast lane: a WebSocket held by one lean object. No task, no queue and no request object for a connection."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Protocol

from prometheus_client import Counter, Gauge

from gateway.hub.outgoing import Outgoing
from gateway.hub.pace import Pace
from gateway.hub.viewer import CONNECTIONS, TOO_SLOW, Viewer
from gateway.transports.heartbeat import Beats, Ping
from gateway.transports.timing_wheel import Wheel
from gateway.wire import frames
from gateway.wire.frames import ProtocolError, Reader
from realtime.protocol import client_messages

log = logging.getLogger(__name__)

HIGH_WATER = 64 * 1024
"""Bytes that may wait for one viewer; beyond, news of rooms wait until it reads and come as what is newest then."""
HARD_LIMIT = 256 * 1024
"""Bytes of things that cannot wait, as acknowledgements, at which a viewer that does not read is cut off."""
IDLE_SECONDS = 45.0
"""How long a client may stay that has asked for nothing."""
CLOSE_SECONDS = 2.0
"""How long a client may take to close when we have."""
PATIENCE_SECONDS = 30.0
"""How long a viewer may read nothing while something waits for it."""

MESSAGES = 1_000
"""Messages, pings and pongs of one client in a second: what they cost stays at a few per cent of a core."""

PROTOCOL_ERRORS = Counter("podium_gateway_protocol_errors_total", "Connections closed for what they sent", ["code"])
CLOGGED = Counter("podium_gateway_clogged_total", "Times a viewer did not read fast enough and was given what is newest later")


@dataclass(slots=True)
class Lane:
    """What all links of a kind share."""

    name: str
    wheel: Wheel
    beats: Beats
    max_message: int = 16 * 1024
    links: set[Link] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    """Answers that are still on their way."""
    pace: Pace = field(default_factory=lambda: Pace(1.0))
    open: Gauge = field(init=False)
    """How many links there are."""

    def __post_init__(self) -> None:
        self.open = CONNECTIONS.labels(self.name)


class ConnectionCount(Protocol):
    """Counts open connections by address, for admission control."""

    def entered(self, address: str) -> None: ...

    def left(self, address: str) -> None: ...


class Link(Viewer, asyncio.Protocol):
    """A WebSocket connection. Subclasses say what travels in it: `opened`, `received`, `ended`, `ping`."""

    __slots__ = (
        "_address",
        "_clogged",
        "_closing",
        "_count",
        "_deaf",
        "_opened",
        "_ping",
        "_reader",
        "_slot",
        "_stale",
        "_transport",
        "deflated",
        "lane",
    )

    def __init__(self, lane: Lane, transport: asyncio.Transport, deflated: bool) -> None:
        super().__init__()
        self.lane = lane
        self.deflated = deflated
        self._transport = transport
        self._reader = Reader(lane.max_message, deflated)
        self._clogged = 0.0
        """When it stopped reading what we write; 0: it reads."""
        self._stale: set[str] | None = None
        """Rooms whose news it has missed since then."""
        self._closing = self._deaf = False
        self._opened = time.monotonic()
        self._count: ConnectionCount | None = None
        self._address = ""
        self._ping = Ping.NONE
        transport.set_write_buffer_limits(HIGH_WATER)
        self._slot = lane.wheel.add(self, lane.beats.interval)
        lane.links.add(self)
        lane.open.inc()

    def enter(self, count: ConnectionCount, address: str) -> None:
        """Counts the connection until it is gone."""
        self._count, self._address = count, address
        count.entered(address)

    # what a subclass does

    def received(self, text: str) -> None:
        """A text message. Raises `ProtocolError`."""
        raise NotImplementedError

    def received_binary(self, payload: bytes) -> None:
        raise ProtocolError(1003, "binary messages are not understood here")

    def ping(self) -> bytes:
        return frames.frame(b"", frames.PING)

    def ended(self) -> None:
        """The connection is gone."""

    def caught_up(self, rooms: set[str]) -> None:
        """It reads again, and has missed news of these rooms."""

    @property
    def is_closing(self) -> bool:
        return self._closing

    def is_idle(self) -> bool:
        """Whether it has asked for nothing."""
        return False

    def form(self, message: Outgoing) -> bytes:
        return message.text(self.deflated)

    # what a viewer is

    def send(self, message: Outgoing) -> None:
        if self._clogged:
            if message.room:
                if self._stale is None:
                    self._stale = set()
                self._stale.add(message.room)
                return
            if self._transport.get_write_buffer_size() > HARD_LIMIT:
                self.cut_off()
                return
        if not self._closing:
            self._transport.write(self.form(message))

    def write(self, frame: bytes) -> None:
        """Something that is for this viewer alone."""
        if self._closing:
            return
        self._transport.write(frame)
        if self._clogged and self._transport.get_write_buffer_size() > HARD_LIMIT:
            self.cut_off()

    def close(self, code: int, reason: str = "") -> None:
        """Says why, and waits for the client to close, or for `CLOSE_SECONDS`: a socket closed under what the client still sends would
        take our words with it.
        """
        if not self._closing:
            self._closing = True
            self._transport.write(frames.close(code, reason))
            self.lane.wheel.remove(self, self._slot)
            self._slot = self.lane.wheel.add(self, CLOSE_SECONDS)

    def cut_off(self) -> None:
        """It has not read for too long: what waits for it is dropped with it."""
        if not self._closing:
            self._closing = True
            TOO_SLOW.inc()
            self._transport.write(frames.close(client_messages.TOO_SLOW, client_messages.CLOSE_CODES[client_messages.TOO_SLOW]))
            self._transport.abort()

    # what the transport and the wheel tell

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        try:
            messages = self._reader.feed(data)
            if messages and self.lane.pace.spend(self, len(messages)) > MESSAGES:
                raise ProtocolError(1008, "too many messages")
            for opcode, payload in messages:
                if opcode == frames.CLOSE:
                    self._closed_by_client(payload)
                    return
                if self._closing:
                    continue
                if opcode == frames.TEXT:
                    self.received(payload.decode())
                elif opcode == frames.BINARY:
                    self.received_binary(payload)
                elif opcode == frames.PING:
                    self.write(frames.frame(payload, frames.PONG))
                elif opcode == frames.PONG:
                    self.alive()
        except ProtocolError as error:
            self._deaf = True  # nothing behind it can be understood
            PROTOCOL_ERRORS.labels(error.code).inc()
            self.close(error.code, str(error))
        except Exception:  # ours, not the client's: it would reach the event loop, which logs without bounds
            self._deaf = True
            log.exception("a message cannot be handled")
            self.close(client_messages.FAILED, client_messages.CLOSE_CODES[client_messages.FAILED])

    def _closed_by_client(self, payload: bytes) -> None:
        if not self._closing:
            self._closing = True
            self._transport.write(frames.close(int.from_bytes(payload[:2], "big") if payload else 1000))
        self._transport.close()

    def eof_received(self) -> None:
        return None  # the transport closes

    def pause_writing(self) -> None:
        self._clogged = time.monotonic()

    def resume_writing(self) -> None:
        self._clogged = 0.0
        if self._stale:
            stale, self._stale = self._stale, None
            CLOGGED.inc()
            self.caught_up(stale)

    def connection_lost(self, exc: Exception | None) -> None:
        self._closing = self.gone = True
        self.lane.wheel.remove(self, self._slot)
        self.lane.links.discard(self)
        self.lane.open.dec()
        self.lane.pace.forget(self)
        if self._count is not None:
            self._count.left(self._address)
        self.ended()

    def alive(self) -> None:
        """It has answered a ping."""
        self._ping = Ping.ANSWERED

    def beat(self) -> None:
        """A ping, then a look whether it was answered, then a rest until the next ping."""
        if self._closing:
            self._transport.abort()  # the client does not close
            return
        wheel, beats = self.lane.wheel, self.lane.beats
        if self._clogged:  # it would not see a ping; it may have the time it takes to read what waits
            if time.monotonic() - self._clogged > PATIENCE_SECONDS:
                self.cut_off()
            else:
                self._slot = wheel.add(self, beats.timeout)
            return
        if self._ping is Ping.AWAITED:
            self.close(1001, "no answer to a ping")
            return
        if self.is_idle() and time.monotonic() - self._opened > IDLE_SECONDS:
            self.close(client_messages.IDLE, client_messages.CLOSE_CODES[client_messages.IDLE])
            return
        if self._ping is Ping.ANSWERED and beats.rest:
            self._ping = Ping.NONE
            self._slot = wheel.add(self, beats.rest)
            return
        self._ping = Ping.AWAITED
        self._transport.write(self.ping())
        self._slot = wheel.add(self, beats.timeout)
