"""A server of the gateway's code with the handlers that the protocols' own test suites expect.

`python tests/wire/conformance_server.py PORT [--lane full]`: Socket.IO at `/socket.io/` (namespaces `/` and `/custom`: `auth` upon connection,
`message` comes back as `message-back`, `message-with-ack` is acknowledged with its arguments), an Engine.IO echo at `/engine.io/`.
With `--lane full`, WebSockets go to the full lane too.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import uvloop
from aiohttp import web

from gateway.edge.context import Opener
from gateway.edge.server import Server, is_engineio
from gateway.hub.handlers import Answer
from gateway.hub.viewer import Peer
from gateway.transports import link
from gateway.transports.engineio_link import EngineIoLink
from gateway.transports.heartbeat import Beats
from gateway.transports.polling import EngineIo
from gateway.wire import frames, packets
from gateway.wire.handshake import Head

BEATS = Beats(0.3, 0.2)
link.CLOSE_SECONDS = 0.2
"""What the suites wait for, the heart beats and the end of a connection, comes soon."""
MAX_MESSAGE = 1_000_000


class Echo:
    namespaces = frozenset({"/", "/custom"})

    def connect(self, peer: Peer, namespace: str, auth: dict[str, Any]) -> None:
        peer.emit("auth", auth)

    def event(self, peer: Peer, namespace: str, name: str, arguments: list[Any]) -> Answer:
        if name == "message":
            peer.emit("message-back", *arguments)
            return None
        if name == "ask-me":  # ours: an acknowledgement the other way
            peer.ask(lambda answer: peer.emit("answered", *answer), "question", *arguments)
            return None
        return arguments if name == "message-with-ack" else None

    def caught_up(self, peer: Peer, rooms: set[str]) -> None:
        pass

    def left(self, peer: Peer, namespace: str) -> None:
        pass


class EchoLink(EngineIoLink):
    __slots__ = ()

    def message(self, text: str) -> None:
        self.write(frames.frame((packets.MESSAGE + text).encode()))

    def received_binary(self, payload: bytes) -> None:
        self.write(frames.frame(payload, frames.BINARY))


class ConformanceServer(Server):
    def __init__(self, app: web.Application, lane: str) -> None:
        super().__init__(app, Echo(), beats=BEATS, max_message=MAX_MESSAGE, fast=lane == "fast")
        self._lane = lane
        full = EngineIo(async_mode="aiohttp", wheel=self.wheel, beats=BEATS, max_message=MAX_MESSAGE)
        app.router.add_route("*", "/engine.io/", full.handle_request)

        async def echo(sid: str, data: str | bytes) -> None:
            await full.send(sid, data)

        full.on("message", echo)

    def lane_of(self, head: Head) -> Opener | None:
        if self._lane == "fast" and is_engineio(head, "/engine.io"):
            return lambda transport, deflated: EchoLink(self.events, transport, deflated)
        return super().lane_of(head)


async def main(port: int, lane: str) -> None:
    async with AsyncExitStack() as stack:
        app = web.Application()
        print(f"listening on {await ConformanceServer(app, lane).start(stack, '127.0.0.1', port)}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--lane", choices=("fast", "full"), default="fast")
    given = parser.parse_args()
    uvloop.run(main(given.port, given.lane))
