"""Rooms beside the board, on the whole platform: what the jury says, where a team stands, and what ends with a logout."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from deploy.local.client import Client, Refused
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, contestant, make_contest, make_problem, submit, verdict_of


@pytest.fixture
async def admin(platform: Platform) -> AsyncIterator[Client]:
    async with Client(platform.url) as client:
        await client.login(*platform.admin)
        yield client


class Listener:
    """A plain WebSocket that waits for frames it wants."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, **message: Any) -> None:
        await self._socket.send_str(json.dumps(message))

    async def enter(self, *rooms: str) -> None:
        await self.say(type="subscribe", rooms=[{"room": room} for room in rooms])

    async def until(self, seconds: float = 15, **wanted: Any) -> dict[str, Any]:
        """The next frame with these values."""
        async with asyncio.timeout(seconds):
            while True:
                frame: dict[str, Any] = await self._socket.receive_json()
                if all(frame.get(key) == value for key, value in wanted.items()):
                    return frame


@pytest.fixture
async def listener(platform: Platform) -> AsyncIterator[Listener]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{platform.url}/api/v1/contests/x/live") as socket:
        yield Listener(socket)


async def test_what_the_jury_says_reaches_everybody(platform: Platform, admin: Client, listener: Listener) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    room = f"/contests/{contest}/announcements"
    await listener.enter(f"announcements.{contest}")
    assert (await listener.until(type="announcements"))["announcements"] == []
    said = await admin.call("POST", room, {"text": "n is at most 10", "problem_id": problem})
    frame = await listener.until(type="announcements")
    assert frame["announcements"] == [said]
    await admin.call("DELETE", f"{room}/{said['id']}")
    assert (await listener.until(type="announcements"))["announcements"] == []
    with pytest.raises(Refused, match="no problem"):
        await admin.call("POST", room, {"text": "?", "problem_id": "nonsense"})
    with pytest.raises(Refused, match="no announcement"):
        await admin.call("DELETE", f"{room}/{said['id']}")
    await admin.call("POST", room, {"text": "hello"})
    async with Client(platform.url) as anybody:
        assert [announcement["text"] for announcement in await anybody.call("GET", room)] == ["hello"]
        with pytest.raises(Refused):
            await anybody.call("POST", room, {"text": "me too"})


async def number_of(admin: Client, contest: str, team: str) -> str:
    """Of a team that both teams of the contest are known beside."""
    teams = await admin.call("GET", f"/contests/{contest}/teams")
    return next((str(member["n"]) for member in teams if member["id"] == team and len(teams) == 2), "")


async def test_a_team_follows_itself(platform: Platform, admin: Client, listener: Listener) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    client, _ = await contestant(platform.url, contest)
    other, user = await contestant(platform.url, contest)
    async with client, other:
        number = await eventually(lambda: number_of(admin, contest, user["id"]))
        await listener.enter(f"team.{contest}.{number}")
        before = await listener.until(type="team", total=2)
        assert sorted(before["order"]) == [0, 1]
        assert await verdict_of(other, await submit(other, contest, problem, RIGHT)) == "AC"
        after = await listener.until(type="team", position=0, ranks=[1, 2])
        assert after["rows"][0][:2] == [int(number), 1]


async def test_a_logout_ends_the_token_everywhere(platform: Platform, admin: Client, listener: Listener) -> None:
    contest = await make_contest(admin, [await make_problem(admin)])
    client, user = await contestant(platform.url, contest)
    async with client:
        room = f"submissions.{contest}.{user['id']}"
        await listener.say(type="hello", token=client.token)
        await listener.enter(room, f"clock.{contest}")
        await listener.until(type="clock")
        await client.call("POST", "/auth/logout")
        assert (await listener.until(type="error", room=room))["code"] == "unauthenticated"
        with pytest.raises(Refused, match="revoked"):
            await client.call("GET", "/users/profile")
        await listener.say(type="hello", token=client.token)
        assert "revoked" in (await listener.until(type="error"))["message"]


async def test_the_clock_of_an_idle_contest_goes_on_as_a_heartbeat(platform: Platform, admin: Client) -> None:
    contest = await make_contest(admin, [await make_problem(admin)])
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{platform.url}/api/v1/contests/{contest}/live") as socket:
        listener = Listener(socket)
        await listener.enter(f"clock.{contest}")
        first = await listener.until(type="clock")
        for seq in range(first["seq"] + 1, first["seq"] + 4):
            frame = await listener.until(type="clock", seq=seq)
            assert (frame["epoch"], frame["at"]) == (first["epoch"], first["at"]), "nothing has happened"
