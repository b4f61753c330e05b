"""Tokens after a logout, on REST, Socket.IO and WebSocket: an API and a gateway that share a backbone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest
import socketio

from realtime.protocol import subjects
from realtime.security.revocations import Revocations
from tests.api.fixtures import Stores
from tests.api.harness import Api, Caller
from tests.api.test_sessions import account, login, profile, refresh
from tests.conftest import eventually
from tests.security.edge import CONTEST, SIGNER, Gateway, running

ENDS = {
    "logout": ("POST", "/auth/logout"),
    "logout everywhere": ("DELETE", "/auth/sessions"),
}


class Scene(NamedTuple):
    api: Api
    gateway: Gateway
    tokens: dict[str, Any]

    @property
    def room(self) -> str:
        return f"submissions.{CONTEST}.{self.tokens['user']['id']}"


@asynccontextmanager
async def logged_in(stores: Stores) -> AsyncIterator[Scene]:
    api = Api(stores.pool, stores.redis, SIGNER)
    await api.start()
    async with running() as gateway:
        await api.backbone.subscribe(subjects.REVOKED, Revocations(api.backbone, gateway.sessions.revoked).heard)
        yield Scene(api, gateway, (await login(api, await account(api))).json)
    await api.close()
    SIGNER.verifier.revoked, SIGNER.verifier.current = (), lambda claims: claims


async def ended(scene: Scene, how: str) -> None:
    answer = await scene.api.call(*ENDS[how], by=Caller(scene.tokens["access_token"]))
    assert answer.status == 204


@pytest.mark.parametrize("how", ENDS)
async def test_rest_refuses_both_tokens(stores: Stores, how: str) -> None:
    async with logged_in(stores) as scene:
        await ended(scene, how)
        assert await profile(scene.api, scene.tokens["access_token"]) == 401
        assert (await refresh(scene.api, scene.tokens["refresh_token"])).status == 401


@pytest.mark.parametrize("how", ENDS)
async def test_a_websocket_leaves_private_rooms_and_the_token_opens_none(stores: Stores, how: str) -> None:
    async with logged_in(stores) as scene:
        client = await scene.gateway.open()
        client.say(json.dumps({"type": "hello", "token": scene.tokens["access_token"]}))
        client.say(json.dumps({"type": "subscribe", "rooms": [{"room": scene.room}]}))
        await eventually(lambda: (live := scene.gateway.hub._rooms.get(scene.room)) is not None and live.members)
        await ended(scene, how)
        said = await client.hear()
        assert (said["code"], said["room"]) == ("unauthenticated", scene.room)
        client.say(json.dumps({"type": "hello", "token": scene.tokens["access_token"]}))
        assert (await client.hear())["code"] == "unauthenticated"
        client.close()


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_socketio_leaves_private_rooms_and_the_token_opens_none(stores: Stores, how: str, transport: str) -> None:
    async with logged_in(stores) as scene:
        client, got = socketio.AsyncClient(reconnection=False), asyncio.Queue[Any]()
        client.on("frame", got.put)
        auth = {"token": scene.tokens["access_token"]}
        await client.connect(scene.gateway.url, auth=auth, transports=[transport])
        assert await client.call("subscribe", {"rooms": [{"room": scene.room}]}, timeout=10) == {"ok": True}
        await ended(scene, how)
        said = await asyncio.wait_for(got.get(), 10)
        assert (said["code"], said["room"]) == ("unauthenticated", scene.room)
        again = await client.call("hello", auth, timeout=10)
        assert (again["ok"], again["errors"][0]["code"]) == (False, "unauthenticated")
        await client.disconnect()
        with pytest.raises(socketio.exceptions.ConnectionError):
            await client.connect(scene.gateway.url, auth=auth, transports=[transport])
