"""One client that takes a gateway's time: invented rooms, floods of messages, fragments without end, polling sessions by the thousand."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from gateway.edge.admission import Admission
from gateway.hub import contests, sessions
from gateway.transports.link import MESSAGES
from gateway.wire import frames
from realtime.backbone import Message, Reply
from realtime.protocol import subjects
from realtime.protocol.client_messages import MAX_ROOMS
from tests.conftest import eventually
from tests.security.edge import CONTEST, POLLING, Gateway, running
from tests.wire.test_frames import masked


async def knows_no_other_contest(gateway: Gateway) -> None:
    """As engines answer: there is no contest but the one."""

    async def answer(message: Message) -> Reply:
        return Reply(b"", {} if subjects.contest_asked_about(message.subject) == CONTEST else {"code": "not-found"})

    await gateway.backbone.answer(subjects.OWNER_QUESTIONS, answer)


async def test_an_invented_room_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "CREATED_SECONDS", 0.01)
    async with running() as gateway:
        await knows_no_other_contest(gateway)
        subscribed: list[str] = []
        subscribe = gateway.backbone.subscribe

        async def noted(subject: str, handler: object) -> object:
            subscribed.append(subject)
            return await subscribe(subject, handler)  # type: ignore[arg-type]

        monkeypatch.setattr(gateway.backbone, "subscribe", noted)
        client = await gateway.open()
        rooms = ["clock.x1", "team.x2.1", "board.x3.public.0", "announcements.x4", "presence.x5", f"clock.{CONTEST}"]
        client.say(json.dumps({"type": "subscribe", "rooms": [{"room": room} for room in rooms]}))
        heard = [await client.hear() for _ in rooms]
        assert sorted(frame["room"] for frame in heard if frame.get("code") == "not-found") == sorted(rooms[:5])
        assert subscribed == [f"clock.{CONTEST}"]
        client.close()


async def test_rooms_are_changed_at_a_bounded_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contests, "CREATED_SECONDS", 0.01)
    async with running() as gateway:
        await knows_no_other_contest(gateway)
        asked = 0
        last = gateway.backbone.last

        async def counted(subject: str) -> int:
            nonlocal asked
            asked += 1
            return await last(subject)

        monkeypatch.setattr(gateway.backbone, "last", counted)
        client = await gateway.open()
        for number in range(1000):
            rooms = [f"clock.{number}-{index}" for index in range(MAX_ROOMS // 2)]
            client.say(json.dumps({"type": "subscribe", "rooms": [{"room": room} for room in rooms]}))
            client.say(json.dumps({"type": "unsubscribe", "rooms": rooms}))
        codes = set()
        while "closed" not in (said := await client.hear()):
            codes.add(said["code"])
        assert said == {"closed": 1008}
        assert "rate-limited" in codes
        assert asked <= 2 * sessions.CHANGES
        client.close()


async def test_a_page_that_scrolls_is_not_held_up() -> None:
    async with running() as gateway:
        client = await gateway.open()
        for tile in range(sessions.CHANGES // 4):
            client.say(json.dumps({"type": "subscribe", "rooms": [{"room": f"board.{CONTEST}.public.{tile}"}]}))
            assert await client.hear() == {"whole": True}
            client.say(json.dumps({"type": "unsubscribe", "rooms": [f"board.{CONTEST}.public.{tile}"]}))
        client.close()


@pytest.mark.parametrize(
    "flood",
    [
        masked(b"", frames.PING) * 500,
        masked(b"", frames.PONG) * 500,
        masked(b"") * 500,
        masked(b"", first=0) + masked(b"", frames.CONTINUATION, first=0) * 5000,
        (masked(b"{", first=0) + masked(b"}", frames.CONTINUATION)) * 500,
        masked(b'{"type":"unsubscribe","rooms":[]}') * 500,
    ],
    ids=["pings", "pongs", "empty messages", "fragments", "messages in fragments", "messages"],
)
async def test_floods_end_with_the_connection(flood: bytes) -> None:
    async with running() as gateway:
        client = await gateway.open()
        for _ in range(2 * MESSAGES // 500 + 2):
            client.writer.write(flood)
        rest = await asyncio.wait_for(client.reader.readuntil(b"\x88"), 20)
        code = int.from_bytes((await client.reader.readexactly(3))[1:], "big")
        assert code in (1008, 1009)
        assert len(rest) < 300 * 2 * MESSAGES
        client.close()


async def test_polling_sessions_count_as_connections() -> None:
    async with running(Admission(per_address=50)) as gateway, aiohttp.ClientSession() as http:
        statuses = []
        for _ in range(80):
            async with http.get(gateway.url + POLLING) as answer:
                statuses.append(answer.status)
                said = await answer.text()
        assert statuses.count(200) < 50
        assert (statuses[-1], json.loads(said)["code"]) == (503, "unavailable")
        for session in list(gateway.server._full.server.eio.sessions.values())[:10]:
            gateway.server._full.server.eio.end(session, "gone")
        async with http.get(gateway.url + POLLING) as answer:
            assert answer.status == 200
    await eventually(lambda: gateway.admission.total <= 1)


async def test_a_packet_whose_attachments_never_come_goes_with_its_session() -> None:
    async with running() as gateway, aiohttp.ClientSession() as http:
        held = gateway.server._full.server._binary_packet
        async with http.get(gateway.url + POLLING) as answer:
            sid = json.loads((await answer.text())[1:])["sid"]
        async with http.post(f"{gateway.url}{POLLING}&sid={sid}", data='40\x1e451-["subscribe",{}]') as answer:
            assert answer.status == 200
        assert len(held) == 1
        async with http.post(f"{gateway.url}{POLLING}&sid={sid}", data="1") as answer:
            assert answer.status == 200
        await eventually(lambda: not held)
