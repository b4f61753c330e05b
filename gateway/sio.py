"""The Socket.IO lane: python-socketio's server, with our rooms. Frames arrive as the event `frame`."""

from __future__ import annotations

import json
import logging
from typing import Any

import msgspec
import socketio
from aiohttp import web

from gateway.connection import QUEUE, Connection
from gateway.session import Sessions
from realtime.errors import PodiumError, Unauthenticated
from realtime.live import Hello, Subscribe, Unsubscribe

log = logging.getLogger(__name__)

MAX_MESSAGE = 16 * 1024


class _Json:
    """Lets frames pass as they are: `msgspec.Raw` is written without being decoded."""

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        return msgspec.json.encode(value).decode()

    loads = staticmethod(json.loads)


class SocketIoConnection(Connection):
    lane = "socketio"

    def __init__(self, server: socketio.AsyncServer, sid: str) -> None:
        super().__init__()
        self._server = server
        self._sid = sid

    async def transmit(self, frame: bytes) -> None:
        await self._server.emit("frame", msgspec.Raw(frame), to=self._sid)
        if self._waiting() > QUEUE:  # the library's own queue has no bound
            await self.cut_off()

    def _waiting(self) -> int:
        eio_sid = self._server.manager.eio_sid_from_sid(self._sid, "/")
        held = self._server.eio.sockets.get(eio_sid) if eio_sid else None
        return held.queue.qsize() if held else 0

    async def cut_off(self) -> None:
        await self._server.disconnect(self._sid)


class SocketIoLane:
    def __init__(self, sessions: Sessions, app: web.Application) -> None:
        self._sessions = sessions
        self._viewers: dict[str, SocketIoConnection] = {}
        self.server = socketio.AsyncServer(
            async_mode="aiohttp",
            cors_allowed_origins="*",  # boards are public; private rooms need a token, which no browser sends by itself
            json=_Json,
            max_http_buffer_size=MAX_MESSAGE,
            http_compression=False,
        )
        self.server.attach(app)
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        for kind in (Subscribe, Unsubscribe, Hello):
            self.server.on(str(kind.__struct_config__.tag), self._handler(kind))

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        viewer = SocketIoConnection(self.server, sid)
        if isinstance(auth, dict) and auth.get("token"):
            try:
                self._sessions.hello(viewer, str(auth["token"]))
            except Unauthenticated as error:
                raise socketio.exceptions.ConnectionRefusedError(error.message, {"code": error.code}) from None
        self._viewers[sid] = viewer
        viewer.opened()

    async def _disconnect(self, sid: str, *_: Any) -> None:
        viewer = self._viewers.pop(sid, None)
        if viewer is not None:
            self._sessions.left(viewer)

    def _handler(self, kind: type[Subscribe] | type[Unsubscribe] | type[Hello]) -> Any:
        async def handle(sid: str, body: Any = None) -> dict[str, Any]:
            """The acknowledgement says whether the message was understood."""
            try:
                said = msgspec.convert({**body, "type": kind.__struct_config__.tag}, kind)
                await self._sessions.said(self._viewers[sid], said)
            except (msgspec.ValidationError, TypeError) as error:
                return {"ok": False, "code": "malformed", "message": str(error)}
            except KeyError:
                return {"ok": False, "code": "gone", "message": "not connected"}
            except PodiumError as error:
                return {"ok": False, "code": error.code, "message": error.message}
            return {"ok": True}

        return handle

    async def close(self) -> None:
        await self.server.shutdown()
