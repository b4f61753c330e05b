"""Two gateways behind a real HAProxy with the configuration of `deploy/haproxy/`."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web

from gateway.edge.admission import Admission
from gateway.edge.server import Server
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.runtime import service
from realtime.runtime.health import add_routes
from realtime.security.addresses import Trusted
from tests.conftest import ROOT, eventually
from tests.unit.gateway.hub.fakes import ROOM, FakeEngine
from tests.wire.test_pressure import SIGNER, Gateway
from tests.workers import free_port


@dataclass
class Behind:
    url: str
    gateways: list[Member]
    engine: FakeEngine


@dataclass
class Member(Gateway):
    health_port: int


async def gateway(shared: MemoryServer) -> Member:
    stack = AsyncExitStack()
    backbone = MemoryBackbone(shared)
    sessions, admission = Sessions(Hub(backbone, AllPublic()), SIGNER.verifier), Admission()
    app, health = web.Application(), web.Application()
    add_routes(health, "gateway", {})
    server = Server(app, sessions, sessions, admission=admission, trusted=Trusted("127.0.0.1"), backbone=backbone)
    ready = await service.listen(stack, health, "127.0.0.1", 0)
    return Member(f"127.0.0.1:{await server.start(stack, '127.0.0.1', 0)}", admission, stack, ready)


@pytest.fixture
async def behind(tmp_path: Path) -> AsyncIterator[Behind]:
    if shutil.which("haproxy") is None:
        pytest.skip("no haproxy on this machine")
    shared = MemoryServer()
    engine = FakeEngine(MemoryBackbone(shared))
    await engine.start()
    gateways = [await gateway(shared) for _ in range(2)]
    port = free_port()
    names = {"PODIUM_BIND": f"127.0.0.1:{port}", "PODIUM_HAPROXY_SOCKET": str(tmp_path / "haproxy.sock"), "PODIUM_MAXCONN": "2000"}
    names |= {f"PODIUM_GATEWAY_{number}": gateway.url for number, gateway in enumerate(gateways, 1)}
    names |= {f"PODIUM_GATEWAY_{number}_HEALTH": str(gateway.health_port) for number, gateway in enumerate(gateways, 1)}
    haproxy = subprocess.Popen(["haproxy", "-db", "-f", ROOT / "deploy/haproxy/haproxy.cfg"], env=os.environ | names)  # noqa: ASYNC220  # started once
    url = f"http://127.0.0.1:{port}"

    async def answers() -> bool:
        assert haproxy.poll() is None
        with suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as http, http.get(f"{url}/nothing") as answer:
                return answer.status == 404
        return False

    try:
        await eventually(answers)
        yield Behind(url, gateways, engine)
    finally:
        haproxy.terminate()
        haproxy.wait(10)
        for member in gateways:
            await member.stop.aclose()


@pytest.mark.parametrize("transports", [None, ["polling"], ["websocket"]])
@pytest.mark.parametrize("cookies", [True, False])
async def test_the_stock_client_by_every_transport(behind: Behind, transports: list[str] | None, cookies: bool) -> None:
    seen: list[list[int]] = []
    async with AsyncExitStack() as stack:
        for _ in range(4):
            jar = aiohttp.CookieJar(unsafe=True) if cookies else aiohttp.DummyCookieJar()
            http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
            client = socketio.AsyncClient(reconnection=False, http_session=http)
            seqs: list[int] = []
            seen.append(seqs)
            client.on("frame", lambda frame, seqs=seqs: seqs.append(frame["seq"]))
            await client.connect(behind.url, transports=transports)
            stack.push_async_callback(client.disconnect)
            if transports is None:
                assert client.transport() == "websocket"
            assert await client.call("subscribe", {"rooms": [{"room": ROOM}]}) == {"ok": True}
        for _ in range(5):
            await behind.engine.tick()
        await eventually(lambda: all(seqs and seqs[-1] == 5 for seqs in seen))
    for seqs in seen:
        assert seqs == list(range(seqs[0], 6))


async def test_the_address_of_the_client_counts_not_that_of_the_load_balancer(behind: Behind) -> None:
    there = aiohttp.TCPConnector(local_addr=("127.0.0.55", 0))
    async with (
        aiohttp.ClientSession(connector=there) as http,
        http.ws_connect(f"{behind.url}/api/v1/contests/c/live", headers={"X-Forwarded-For": "6.6.6.6"}),
    ):
        assert sum(gateway.admission.open["127.0.0.55"] for gateway in behind.gateways) == 1
        assert sum(gateway.admission.open["6.6.6.6"] for gateway in behind.gateways) == 0


class Follower:
    """A plain WebSocket client by the rules of docs/live-api.md: opens another connection when it is told to, and resumes there."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self.seqs: list[int] = []
        self.moved = 0

    async def run(self) -> None:
        while True:
            async with self._http.ws_connect(f"{self._url}/api/v1/contests/c/live") as socket:
                have: dict[str, Any] = {"epoch": 1, "seq": self.seqs[-1]} if self.seqs else {}
                await socket.send_json({"type": "subscribe", "rooms": [{"room": ROOM, **have}]})
                async for message in socket:
                    frame = message.json()
                    if frame["type"] == "leaving":
                        self.moved += 1
                        break
                    if not self.seqs or frame["seq"] > self.seqs[-1]:
                        self.seqs.append(frame["seq"])


async def test_a_gateway_that_stops_loses_nobody_and_nothing(behind: Behind) -> None:
    async with aiohttp.ClientSession() as http:
        followers = [Follower(http, behind.url) for _ in range(20)]
        running = [asyncio.create_task(follower.run()) for follower in followers]
        await eventually(lambda: all(follower.seqs for follower in followers))
        crowds = [gateway.admission.open["127.0.0.1"] for gateway in behind.gateways]
        assert all(crowds), "HAProxy spreads connections"
        stopping = asyncio.create_task(behind.gateways[0].stop.aclose())
        while not stopping.done():
            await behind.engine.tick()
            async with http.get(f"{behind.url}/nothing") as answer:  # whoever comes meanwhile is served
                assert answer.status == 404
            await asyncio.sleep(0.05)
        await eventually(lambda: all(follower.seqs[-1] == behind.engine.seq for follower in followers))
        for task in running:
            task.cancel()
        ends = await asyncio.gather(*running, return_exceptions=True)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends
    assert sum(follower.moved for follower in followers) >= 5
    for follower in followers:
        assert follower.seqs == list(range(follower.seqs[0], behind.engine.seq + 1))
