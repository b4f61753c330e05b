"""Other gateways of the platform: a long-polling session lives in one gateway, its requests may arrive at any.

Every gateway says where it can be reached, once a second, and at once when it hears of a new one. A session's id begins with the name of
its gateway; whoever gets a request of a session that is not its own makes it there, and joins the WebSocket of an upgrade with that
gateway's. No load balancer has to be sticky.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
import msgspec
from aiohttp import WSMsgType, web
from prometheus_client import Counter

from realtime.backbone import Backbone, Message
from realtime.protocol import subjects
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

SAY_SECONDS = 1.0
FORGET_SECONDS = 5.0
SEPARATOR = "."

PASSED_ON = Counter("podium_gateway_passed_on_total", "Requests of long-polling sessions that live in another gateway")


class Here(msgspec.Struct, frozen=True):
    """Where a gateway takes requests from others."""

    name: str
    host: str
    port: int


class Siblings:
    def __init__(self, backbone: Backbone, me: Here) -> None:
        self._http: aiohttp.ClientSession | None = None
        self._backbone = backbone
        self._me = me
        self._known: dict[str, tuple[Here, float]] = {}
        self._news = asyncio.Event()
        """Set when a gateway is heard of for the first time."""

    async def run(self) -> None:
        listening = await self._backbone.subscribe(subjects.GATEWAYS, self.heard)
        try:
            while True:
                self._news.clear()
                now = time.monotonic()
                self._known = {name: (here, said) for name, (here, said) in self._known.items() if now - said < FORGET_SECONDS}
                try:
                    await self._backbone.publish(subjects.GATEWAYS, msgspec.json.encode(self._me))
                except Unavailable as error:
                    log.info("other gateways do not hear of this one: %s", error.message)
                with suppress(TimeoutError):
                    async with asyncio.timeout(SAY_SECONDS):
                        await self._news.wait()
        finally:
            await listening.stop()
            if self._http is not None:
                await self._http.close()

    def heard(self, message: Message) -> None:
        try:
            here = msgspec.json.decode(message.payload, type=Here)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a gateway says where it is, and cannot be understood: %s", error)
            return
        if here.name not in self._known:
            self._news.set()  # it has not heard of us either
        self._known[here.name] = (here, time.monotonic())

    def of(self, session: str) -> Here | None:
        """The gateway that holds a session; None: this one, or none that is known."""
        name, separator, _ = session.partition(SEPARATOR)
        here, said = self._known.get(name, (None, 0.0))
        if not separator or here is None or name == self._me.name or time.monotonic() - said > FORGET_SECONDS:
            return None
        return here

    async def fetch(self, there: Here, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """A request of long-polling, made there. Raises `Unavailable`."""
        PASSED_ON.inc()
        try:
            async with self._client().request(method, f"http://{there.host}:{there.port}{path}", data=body or None) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unavailable(f"the gateway that holds this session is away: {error!r}") from error

    async def bridge(self, there: Here, path: str, socket: web.WebSocketResponse) -> None:
        """Joins a client's WebSocket with one to the gateway that holds its session, until either ends."""
        PASSED_ON.inc()
        try:
            async with self._client().ws_connect(f"http://{there.host}:{there.port}{path}", max_msg_size=0, compress=0) as other:
                pumps = [asyncio.create_task(_pump(socket, other)), asyncio.create_task(_pump(other, socket))]
                try:
                    await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for pump in pumps:
                        pump.cancel()
                    await asyncio.gather(*pumps, return_exceptions=True)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("the gateway that holds a session is away: %r", error)

    def _client(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(60, connect=2))
        return self._http


Socket = aiohttp.ClientWebSocketResponse | web.WebSocketResponse


async def _pump(source: Socket, sink: Socket) -> None:
    async for message in source:
        if message.type == WSMsgType.TEXT:
            await sink.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await sink.send_bytes(message.data)
