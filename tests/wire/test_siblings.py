"""Long-polling through any gateway: a session lives in one, its requests arrive at another."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web

from gateway.edge.server import Server
from gateway.transports import polling
from gateway.transports.heartbeat import Beats
from gateway.transports.siblings import Here, Siblings
from realtime.backbone import Message
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from tests.conftest import eventually
from tests.wire.conformance_server import Echo


@pytest.fixture
async def gateways() -> AsyncIterator[tuple[str, str]]:
    async with AsyncExitStack() as stack:
        shared, urls = MemoryServer(), []
        for _ in range(2):
            server = Server(web.Application(), Echo(), beats=Beats(25, 20), backbone=MemoryBackbone(shared))
            urls.append(f"http://127.0.0.1:{await server.start(stack, '127.0.0.1', 0)}")
        yield urls[0], urls[1]


async def opened(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(f"{url}/socket.io/?EIO=4&transport=polling") as answer:
        return str(json.loads((await answer.text())[1:])["sid"])


async def test_a_session_is_served_whichever_gateway_is_asked(gateways: tuple[str, str]) -> None:
    one, other = gateways
    async with aiohttp.ClientSession() as http:
        sid = await opened(http, one)
        there = f"{other}/socket.io/?EIO=4&transport=polling&sid={sid}"

        async def posted() -> bool:  # until the gateways know of each other
            async with http.post(there, data='40{"token":"x"}') as answer:
                return answer.status == 200

        await eventually(posted)
        async with http.get(there) as answer:
            parts = (await answer.text()).split("\x1e")
        assert parts[0].startswith('40{"sid"')
        assert parts[1] == '42["auth",{"token":"x"}]'
        async with http.post(f"{one}/socket.io/?EIO=4&transport=polling&sid={sid}", data='42["message",1]') as answer:
            assert answer.status == 200
        async with http.get(there) as answer:
            assert await answer.text() == '42["message-back",1]'


async def test_an_upgrade_reaches_the_session_too(gateways: tuple[str, str]) -> None:
    one, other = gateways
    async with aiohttp.ClientSession() as http:
        sid = await opened(http, one)

        async def known() -> bool:
            async with http.post(f"{other}/socket.io/?EIO=4&transport=polling&sid={sid}", data="40") as answer:
                return answer.status == 200

        await eventually(known)
        async with http.ws_connect(f"{other}/socket.io/?EIO=4&transport=websocket&sid={sid}") as socket:
            await socket.send_str("2probe")
            assert (await socket.receive(5)).data == "3probe"
            await socket.send_str("5")
            await socket.send_str('42["message","through"]')
            heard = [(await socket.receive(5)).data for _ in range(3)]
            assert heard[-1] == '42["message-back","through"]'


async def test_a_body_that_drips_is_cut_off_at_either(gateways: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    async with aiohttp.ClientSession() as http:
        sid = await opened(http, gateways[0])
        path = f"/socket.io/?EIO=4&transport=polling&sid={sid}"

        async def known() -> bool:
            async with http.post(gateways[1] + path, data="40") as answer:
                return answer.status == 200

        await eventually(known)
        monkeypatch.setattr(polling, "BODY_SECONDS", 0.2)
        for gateway in reversed(gateways):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(gateway.rsplit(":", 1)[1]))
            writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n4".encode())
            assert b" 400 " in await asyncio.wait_for(reader.readline(), 10)
            writer.close()


async def test_a_session_that_is_nowhere(gateways: tuple[str, str]) -> None:
    async with aiohttp.ClientSession() as http, http.get(f"{gateways[0]}/socket.io/?EIO=4&transport=polling&sid=abc.def") as answer:
        assert answer.status == 400


def test_only_gateways_that_were_heard_of_are_passed_on_to() -> None:
    siblings = Siblings(MemoryBackbone(), Here("me", "h", 1))
    assert siblings.of("other.1") is None
    for payload in (b'{"name":"other","host":"h","port":2}', b'{"name":"me","host":"h","port":1}', b"nonsense"):
        siblings.heard(Message("gateways", payload, {}))
    assert siblings.of("other.1") == Here("other", "h", 2)
    assert siblings.of("me.1") is None
    assert siblings.of("other") is None
