"""The full lane: python-socketio for long-polling and its upgrades, with our rooms, our transport and the same handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import socketio
from aiohttp import web

from gateway.hub.handlers import Handlers, connect_error
from gateway.hub.outgoing import Outgoing
from gateway.hub.viewer import Peer
from gateway.transports.heartbeat import Beats
from gateway.transports.polling import Admit, EngineIo
from gateway.transports.timing_wheel import Wheel
from gateway.wire import packets
from gateway.wire.handshake import bearer_token
from realtime.runtime.errors import PodiumError


class _Server(socketio.AsyncServer):  # type: ignore[misc]  # the library is not typed
    def _engineio_server_class(self) -> type[EngineIo]:
        return EngineIo

    async def _handle_eio_disconnect(self, eio_sid: str, reason: str) -> None:
        await super()._handle_eio_disconnect(eio_sid, reason)
        self._binary_packet.pop(eio_sid, None)  # the library keeps a packet whose attachments never came for ever


class FullPeer(Peer):
    """A client in one namespace. What is sent to many is queued as the same text for all."""

    __slots__ = ("_held", "_namespace", "_server", "_session", "_sid")

    def __init__(self, server: _Server, sid: str, namespace: str) -> None:
        super().__init__()
        self._server = server
        self._sid = sid
        self._session: str = server.manager.eio_sid_from_sid(sid, namespace)
        """Its Engine.IO session."""
        self._namespace = namespace
        self._held: list[str | bytes] | None = []
        """What is said before the client knows that it is connected."""
        asyncio.get_running_loop().call_soon(self._release)

    def send(self, message: Outgoing) -> None:
        self._put(message.packet())

    def close(self, code: int, reason: str = "") -> None:
        if (session := self._server.eio.sessions.get(self._session)) is not None:
            self._server.eio.end(session, reason or str(code))

    def emit(self, event: str, *arguments: Any) -> None:
        text, attachments = packets.encode_all(packets.EVENT, [event, *arguments], self._namespace)
        self._put(text.decode())
        for attachment in attachments:
            self._put(attachment)

    def ask(self, answered: Callable[[list[Any]], None], event: str, *arguments: Any) -> None:
        """The library knows which acknowledgement belongs to what."""

        def heard(*given: Any) -> None:
            answered(list(given))

        asking = self._server.emit(event, arguments, to=self._sid, namespace=self._namespace, callback=heard)
        self._server.start_background_task(lambda: asking)

    def _put(self, wire: str | bytes) -> None:
        if self._held is not None:
            self._held.append(wire)
        elif (session := self._server.eio.sessions.get(self._session)) is not None:
            session.put(wire)

    def _release(self) -> None:
        held, self._held = self._held or [], None
        for wire in held:
            self._put(wire)


class SocketIoLane:
    def __init__(
        self, handlers: Handlers, app: web.Application, wheel: Wheel, beats: Beats, max_message: int, name: str, admit: Admit
    ) -> None:
        self._handlers = handlers
        self.peers: dict[tuple[str, str], FullPeer] = {}
        """By namespace and session."""
        self.server = _Server(
            async_mode="aiohttp",
            namespaces="*",  # so that a client in a wrong one is told in the protocol's words
            wheel=wheel,
            beats=beats,
            max_message=max_message,
            name=name,
            admit=admit,
            check=packets.decode,  # else what is no packet would end as an exception of the library
        )
        app.router.add_route("*", "/socket.io/", self.server.eio.handle_request)
        self.server.on("connect", self._connect, namespace="*")
        self.server.on("disconnect", self._disconnect, namespace="*")
        self.server.on("*", self._event, namespace="*")

    async def _connect(self, namespace: str, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        refused = socketio.exceptions.ConnectionRefusedError
        if namespace not in self._handlers.namespaces:
            raise refused("Invalid namespace")
        peer = FullPeer(self.server, sid, namespace)
        try:
            self._handlers.connect(peer, namespace, {**_shown_at_the_door(environ), **(auth if isinstance(auth, dict) else {})})
        except PodiumError as error:
            told = connect_error(error)
            raise refused(told["message"], told["data"]) from None
        self.peers[namespace, sid] = peer

    async def _disconnect(self, namespace: str, sid: str, *_: Any) -> None:
        peer = self.peers.pop((namespace, sid), None)
        if peer is not None:
            peer.gone = True
            self._handlers.left(peer, namespace)

    async def _event(self, name: str, namespace: str, sid: str, *arguments: Any) -> tuple[Any, ...] | None:
        peer = self.peers.get((namespace, sid))
        if peer is None:
            return None
        answer = self._handlers.event(peer, namespace, name, list(arguments))
        if isinstance(answer, Awaitable):
            answer = await answer
        return None if answer is None else tuple(answer)

    async def close(self) -> None:
        await self.server.shutdown()


def _shown_at_the_door(environ: dict[str, Any]) -> dict[str, str]:
    """The access token of the request that opened the Engine.IO session, as a client would send it in `auth`."""
    request: web.Request = environ["aiohttp.request"]
    token = bearer_token(request.headers, request.query)
    return {"token": token} if token else {}
