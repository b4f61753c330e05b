"""The plain WebSocket at `/api/v1/contests/{contest}/live`: one JSON object a message, both ways."""

from __future__ import annotations

import logging

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web

from gateway.connection import Connection
from gateway.session import Sessions
from realtime.errors import Malformed
from realtime.live import CLOSE_CODES, TOO_SLOW, FromViewer

log = logging.getLogger(__name__)

MAX_MESSAGE = 16 * 1024
MAX_ERRORS = 10
"""Malformed messages before the connection is closed."""
HEARTBEAT_SECONDS = 25.0

_decoder = msgspec.json.Decoder(FromViewer)


class WebSocketConnection(Connection):
    lane = "websocket"

    def __init__(self, socket: web.WebSocketResponse) -> None:
        super().__init__()
        self._socket = socket

    async def transmit(self, frame: bytes) -> None:
        await self._socket.send_str(frame.decode())

    async def cut_off(self) -> None:
        await self._socket.close(code=TOO_SLOW, message=CLOSE_CODES[TOO_SLOW].encode())


class WebSocketLane:
    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._open: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT_SECONDS, compress=False, autoping=True)
        if not socket.can_prepare(request):
            return web.json_response(
                {"code": "upgrade-required", "detail": "this address speaks WebSocket", "status": 426},
                status=426,
                headers={"Upgrade": "websocket"},
                content_type="application/problem+json",
            )
        await socket.prepare(request)
        viewer = WebSocketConnection(socket)
        viewer.opened()
        self._open.add(socket)
        try:
            await self._listen(viewer, socket)
        finally:
            self._open.discard(socket)
            self._sessions.left(viewer)
        return socket

    async def _listen(self, viewer: WebSocketConnection, socket: web.WebSocketResponse) -> None:
        errors = 0
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            try:
                said = _decoder.decode(message.data)
            except (msgspec.ValidationError, msgspec.DecodeError) as error:
                errors += 1
                if errors > MAX_ERRORS:
                    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=CLOSE_CODES[1008].encode())
                    return
                viewer.refuse(Malformed(str(error)))
                continue
            await self._sessions.said(viewer, said)

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=CLOSE_CODES[1001].encode())
