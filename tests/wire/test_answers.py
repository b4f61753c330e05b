"""What a viewer is told of what it said, and of the token it shows: over both of Socket.IO's lanes and the plain WebSocket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import socketio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from gateway.edge.server import Server
from gateway.hub import contests
from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from gateway.hub.sessions import Sessions
from realtime.backbone.memory import MemoryBackbone
from realtime.security.tokens import Signer
from tests.unit.gateway.hub.fakes import ROOM, FakeEngine

SIGNER = Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))
OWN = "submissions.c.u1"


def token() -> str:
    return SIGNER.sign("u1", "Ann", ())


@dataclass
class Gateway:
    url: str
    engine: FakeEngine

    @property
    def live(self) -> str:
        return f"{self.url}/api/v1/contests/c/live"


@pytest.fixture
async def gateway(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gateway]:
    """With the board of the contest `c`; a user may have two connections."""
    monkeypatch.setattr(contests, "CREATED_SECONDS", 0.01)
    async with AsyncExitStack() as stack:
        engine = FakeEngine(MemoryBackbone())
        await engine.start()
        sessions = Sessions(Hub(engine.backbone, AllPublic()), SIGNER.verifier, per_user=2)
        server = Server(web.Application(), sessions, sessions)
        yield Gateway(f"http://127.0.0.1:{await server.start(stack, '127.0.0.1', 0)}", engine)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class Client:
    """Socket.IO, with the frames it heard."""

    def __init__(self) -> None:
        self.io = socketio.AsyncClient(reconnection=False)
        self.frames: list[dict[str, Any]] = []
        self.io.on("frame", self.frames.append)

    async def call(self, event: str, body: Any) -> Any:
        return await self.io.call(event, body, timeout=5)


@pytest.fixture(params=["websocket", "polling"])
async def client(request: pytest.FixtureRequest, gateway: Gateway) -> AsyncIterator[Client]:
    client = Client()
    await client.io.connect(gateway.url, transports=[request.param])
    yield client
    await client.io.disconnect()


def rooms(*names: str) -> dict[str, Any]:
    return {"rooms": [{"room": name} for name in names]}


async def test_an_acknowledgement_says_what_was_refused(client: Client) -> None:
    assert await client.call("subscribe", rooms(ROOM)) == {"ok": True}
    answer = await client.call("subscribe", rooms(ROOM, "clock.nope", "nonsense", OWN, "board.c.public.7"))
    assert answer["ok"] is False
    told = {error["room"]: error["code"] for error in answer["errors"]}
    assert told == {"clock.nope": "not-found", "nonsense": "invalid", OWN: "unauthenticated", "board.c.public.7": "not-found"}
    assert "there is no contest 'nope'" in str(answer["errors"])
    heard = {frame["room"]: frame["code"] for frame in client.frames if frame["type"] == "error"}
    assert heard == told, "a client may listen to frames alone"


async def test_an_acknowledgement_of_hello_says_whether_the_token_is_good(client: Client) -> None:
    answer = await client.call("hello", {"token": "nonsense"})
    assert (answer["ok"], [error["code"] for error in answer["errors"]]) == (False, ["unauthenticated"])
    assert await client.call("hello", {"token": token()}) == {"ok": True}
    assert await client.call("subscribe", rooms(OWN)) == {"ok": True}
    answer = await client.call("subscribe", rooms("submissions.c.u2"))
    assert [(error["code"], error["room"]) for error in answer["errors"]] == [("forbidden", "submissions.c.u2")]
    assert await client.call("unsubscribe", {"rooms": [OWN]}) == {"ok": True}


@pytest.mark.parametrize(("event", "body"), [("nothing", {}), ("subscribe", {"rooms": 7}), ("hello", None), ("subscribe", [])])
async def test_a_message_that_is_none_is_acknowledged_as_malformed(client: Client, event: str, body: Any) -> None:
    answer = await client.call(event, body)
    assert (answer["ok"], [error["code"] for error in answer["errors"]]) == (False, ["malformed"])


async def test_over_the_plain_websocket_error_frames_are_the_answer(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    async with http.ws_connect(gateway.live) as socket:
        await socket.send_json({"type": "hello", "token": "nonsense"})
        assert (await socket.receive_json(timeout=5))["code"] == "unauthenticated"
        await socket.send_json({"type": "subscribe", **rooms("clock.nope", OWN)})
        told = [await socket.receive_json(timeout=5) for _ in range(2)]
        assert {frame["room"]: frame["code"] for frame in told} == {OWN: "unauthenticated", "clock.nope": "not-found"}


@pytest.mark.parametrize("header", [True, False])
async def test_a_token_at_the_door_says_hello(gateway: Gateway, http: aiohttp.ClientSession, header: bool) -> None:
    url, headers = (gateway.live, {"Authorization": f"Bearer {token()}"}) if header else (f"{gateway.live}?token={token()}", {})
    async with http.ws_connect(url, headers=headers) as socket:
        await socket.send_json({"type": "subscribe", **rooms(OWN, ROOM)})
        frame = await socket.receive_json(timeout=5)
        assert (frame["type"], frame["whole"]) == ("board", True), "no error before it"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_token_at_the_door_of_socketio_says_hello(gateway: Gateway, transport: str) -> None:
    client = Client()
    await client.io.connect(f"{gateway.url}?token={token()}", transports=[transport])
    assert await client.call("subscribe", rooms(OWN)) == {"ok": True}
    await client.io.disconnect()


@pytest.mark.parametrize("path", ["/api/v1/contests/c/live?x=1", "/socket.io/?EIO=4&transport=websocket"])
async def test_a_bad_token_at_the_door_is_refused(gateway: Gateway, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"{gateway.url}{path}&token=nonsense", headers=UPGRADE) as answer:
        assert (answer.status, answer.content_type) == (401, "application/problem+json")
        assert json.loads(await answer.text())["code"] == "unauthenticated"


UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


async def test_a_bad_token_at_the_door_of_long_polling_is_a_connect_error(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    url = f"{gateway.url}/socket.io/?EIO=4&transport=polling"
    async with http.get(f"{url}&token=nonsense") as answer:
        sid = json.loads((await answer.text())[1:])["sid"]
    async with http.post(f"{url}&sid={sid}", data="40") as answer:
        assert answer.status == 200
    async with http.get(f"{url}&sid={sid}") as answer:
        told = await answer.text()
    assert told.startswith("44")
    assert json.loads(told[2:])["data"] == {"code": "unauthenticated"}


async def test_a_user_with_too_many_connections_is_refused_at_the_door(gateway: Gateway, http: aiohttp.ClientSession) -> None:
    io = f"{gateway.url}/socket.io/?EIO=4&transport=websocket&token={token()}"
    held = [await http.ws_connect(f"{gateway.live}?token={token()}"), await http.ws_connect(io)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await http.ws_connect(io)
    assert refused.value.status == 429
    for socket in held:  # the second one never entered a namespace
        await socket.close()
    await http.ws_connect(io)
    await http.ws_connect(io)
