"""Socket.IO v5 over Engine.IO (the fast lane)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from gateway.hub.handlers import Handlers, connect_error
from gateway.hub.outgoing import Outgoing
from gateway.hub.viewer import Peer
from gateway.transports.engineio_link import EngineIoLink
from gateway.transports.link import Lane
from gateway.wire import frames, packets
from gateway.wire.frames import ProtocolError
from gateway.wire.packets import Packet
from realtime.runtime.errors import PodiumError

MAX_NAMESPACES = 8
MAX_QUESTIONS = 64
"""Acknowledgements we may wait for from one client."""


class SocketIoLink(EngineIoLink, Peer):
    """One client. In the main namespace it is its own peer."""

    __slots__ = ("_acks", "_handlers", "_held", "_last_ack", "_partial", "_peers")

    def __init__(self, lane: Lane, transport: asyncio.Transport, deflated: bool, handlers: Handlers) -> None:
        super().__init__(lane, transport, deflated)
        self._handlers = handlers
        self._peers: dict[str, Peer] | None = None
        """By namespace it is connected to."""
        self._held: list[bytes] | None = None
        """What a handler says while it decides on a connection: sent behind the answer."""
        self._partial: tuple[Packet, list[bytes]] | None = None
        """A packet whose attachments are coming."""
        self._acks: dict[int, Callable[[list[Any]], None]] | None = None
        self._last_ack = 0

    # what we say

    def form(self, message: Outgoing) -> bytes:
        return message.event(self.deflated)

    def emit(self, event: str, *arguments: Any) -> None:
        self.emit_in("/", event, arguments)

    def ask(self, answered: Callable[[list[Any]], None], event: str, *arguments: Any) -> None:
        self.ask_in("/", answered, event, arguments)

    def ask_in(self, namespace: str, answered: Callable[[list[Any]], None], event: str, arguments: Sequence[Any]) -> None:
        """Raises `ProtocolError` for a client that owes too many answers."""
        if self._acks is None:
            self._acks = {}
        if len(self._acks) >= MAX_QUESTIONS:
            raise ProtocolError(1008, "too many events are not acknowledged")
        self._last_ack += 1
        self._acks[self._last_ack] = answered
        self.emit_in(namespace, event, arguments, self._last_ack)

    def emit_in(self, namespace: str, event: str, arguments: Sequence[Any], id: int | None = None) -> None:
        self._say(*packets.encode_all(packets.EVENT, [event, *arguments], namespace, id))

    def _say(self, text: bytes, attachments: Sequence[bytes] = ()) -> None:
        whole = frames.frame(text) + b"".join(frames.frame(attachment, frames.BINARY) for attachment in attachments)
        if self._held is not None:
            self._held.append(whole)
        else:
            self.write(whole)

    # what the client says

    def message(self, text: str) -> None:
        if self._partial is not None:
            raise ProtocolError(1008, "attachments were expected")
        packet = packets.decode(text)
        if packet.attachments:
            self._partial = (packet, [])
        else:
            self._take(packet)

    def received_binary(self, payload: bytes) -> None:
        if self._partial is None:
            raise ProtocolError(1008, "an attachment of no packet")
        packet, attachments = self._partial
        attachments.append(payload)
        if sum(map(len, attachments)) > self.lane.max_message:
            raise ProtocolError(1009, "the attachments are too large")
        if len(attachments) == packet.attachments:
            self._partial = None
            self._take(packet._replace(data=packets.join(packet.data, attachments)))

    def _take(self, packet: Packet) -> None:
        peers = self._peers or {}
        if packet.type == packets.CONNECT:
            self._connect(packet.namespace, packet.data or {})
        elif packet.namespace not in peers:
            raise ProtocolError(1008, "not connected to this namespace")
        elif packet.type == packets.DISCONNECT:
            self._handlers.left(peers.pop(packet.namespace), packet.namespace)
        elif packet.type in (packets.EVENT, packets.BINARY_EVENT):
            name, *arguments = packet.data
            self._answer(packet, self._handlers.event(peers[packet.namespace], packet.namespace, name, arguments))
        elif self._acks and (answered := self._acks.pop(packet.id or 0, None)) is not None:
            answered(packet.data)

    def _connect(self, namespace: str, auth: dict[str, Any]) -> None:
        if self._peers is None:
            self._peers = {}
        if namespace not in self._handlers.namespaces:
            self._say(packets.encode(packets.CONNECT_ERROR, {"message": "Invalid namespace"}, namespace))
            return
        if namespace in self._peers or len(self._peers) >= MAX_NAMESPACES:
            raise ProtocolError(1008, "connected to this namespace already")
        peer: Peer = self if namespace == "/" else _OtherPeer(self, namespace)
        held: list[bytes] = []
        self._held = held
        try:
            self._handlers.connect(peer, namespace, auth)
        except PodiumError as error:
            self._held = None
            self._say(packets.encode(packets.CONNECT_ERROR, connect_error(error), namespace))
            return
        self._held = None
        self._peers[namespace] = peer
        self._say(packets.encode(packets.CONNECT, {"sid": secrets.token_urlsafe(15)}, namespace))
        for frame in held:
            self.write(frame)

    def _answer(self, packet: Packet, answer: Sequence[Any] | Awaitable[Sequence[Any]] | None) -> None:
        if isinstance(answer, Awaitable):
            task = asyncio.ensure_future(self._answer_later(packet, answer))
            self.lane.tasks.add(task)
            task.add_done_callback(self.lane.tasks.discard)
        elif answer is not None and packet.id is not None:
            self._say(*packets.encode_all(packets.ACK, list(answer), packet.namespace, packet.id))

    async def _answer_later(self, packet: Packet, answer: Awaitable[Sequence[Any]]) -> None:
        self._answer(packet, await answer)

    def is_idle(self) -> bool:
        return self._peers is None

    def caught_up(self, rooms: set[str]) -> None:
        self._handlers.caught_up(self, rooms)

    def ended(self) -> None:
        if self.claims is not None:  # it showed a token at the door, and may have entered no namespace
            self._handlers.left(self, "/")
        for namespace, peer in (self._peers or {}).items():
            self._handlers.left(peer, namespace)
        self._peers = None


class _OtherPeer(Peer):
    """A client in another namespace than the main one."""

    __slots__ = ("_link", "_namespace")

    def __init__(self, link: SocketIoLink, namespace: str) -> None:
        super().__init__()
        self._link = link
        self._namespace = namespace

    def send(self, message: Outgoing) -> None:
        self._link.emit_in(self._namespace, "frame", [msgspec.Raw(message.payload)])

    def close(self, code: int, reason: str = "") -> None:
        self._link.close(code, reason)

    def emit(self, event: str, *arguments: Any) -> None:
        self._link.emit_in(self._namespace, event, arguments)

    def ask(self, answered: Callable[[list[Any]], None], event: str, *arguments: Any) -> None:
        self._link.ask_in(self._namespace, answered, event, arguments)
