"""Clarifications as they reach those who follow them: the team that asked and the jury, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from deploy.local.client import Client
from tests.conftest import Platform, eventually
from tests.integration.flow import contestant, make_contest, make_problem
from tests.integration.test_live_rooms import Listener


@pytest.fixture
async def admin(platform: Platform) -> AsyncIterator[Client]:
    async with Client(platform.url) as client:
        await client.login(*platform.admin)
        yield client


@pytest.fixture
async def opened() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def listens(opened: AsyncExitStack, client: Client, *rooms: str) -> Listener:
    session = await opened.enter_async_context(aiohttp.ClientSession())
    listener = Listener(await opened.enter_async_context(session.ws_connect(f"{client.url}/api/v1/contests/x/live")))
    await listener.say(type="hello", token=client.token)
    await listener.enter(*rooms)
    return listener


async def heard(listener: Listener, **wanted: Any) -> dict[str, Any]:
    """The next clarification with these values."""
    while True:
        said: dict[str, Any] = (await listener.until(type="clarification"))["clarification"]
        if all(said.get(name) == value for name, value in wanted.items()):
            return said


async def is_in(listener: Listener, admin: Client, contest: str, team: str) -> None:
    """Waits until what the jury tells a team reaches this listener: entering a room without a first frame is not answered."""

    async def told() -> bool:
        await admin.call("POST", f"/contests/{contest}/messages", {"team_id": team, "text": "Welcome."})
        try:
            return bool(await listener.until(1.0, type="clarification"))
        except TimeoutError:
            return False

    await eventually(told, 15)


async def test_a_question_and_its_answer_reach_the_team_and_the_jury(platform: Platform, admin: Client, opened: AsyncExitStack) -> None:
    problem = await make_problem(admin)
    contest = await make_contest(admin, [problem])
    (asker, user), (other, _) = await contestant(platform.url, contest), await contestant(platform.url, contest)
    opened.push_async_exit(asker)
    opened.push_async_exit(other)
    own, jury, desk = f"clarifications.{contest}.{user['id']}", f"clarifications.{contest}.jury", f"/contests/{contest}/clarifications"
    team, jurors = await listens(opened, asker, own), await listens(opened, admin, jury)
    for listener in (team, jurors):
        await is_in(listener, admin, contest, user["id"])
    asked = await asker.call("POST", desk, {"question": "Is n positive?", "problem_id": problem})
    for listener in (team, jurors):
        assert (await heard(listener, id=asked["id"]))["question"] == "Is n positive?"
    await admin.call("PUT", f"{desk}/{asked['id']}/answer", {"answer": "Yes, n > 0."})
    for listener in (team, jurors):
        await heard(listener, id=asked["id"], answer="Yes, n > 0.")
    await admin.call("PUT", f"{desk}/{asked['id']}/answer", {"answer": "Yes: 0 < n < 9."})
    await heard(team, id=asked["id"], answer="Yes: 0 < n < 9.")
    (last,) = [said for said in (await asker.call("GET", desk))["clarifications"] if said["id"] == asked["id"]]
    assert last["unread"], "a new wording is news"


async def test_nobody_else_hears_of_it_but_what_is_for_all(platform: Platform, admin: Client, opened: AsyncExitStack) -> None:
    contest = await make_contest(admin, [await make_problem(admin)])
    (asker, user), (other, _) = await contestant(platform.url, contest), await contestant(platform.url, contest)
    opened.push_async_exit(asker)
    opened.push_async_exit(other)
    stranger = await listens(opened, other, f"announcements.{contest}")
    await stranger.until(type="announcements")
    for room in (f"clarifications.{contest}.{user['id']}", f"clarifications.{contest}.jury"):
        await stranger.enter(room)
        assert (await stranger.until(type="error", room=room))["code"] == "forbidden"
    asked = await asker.call("POST", f"/contests/{contest}/clarifications", {"question": "May I leave?"})
    answer = {"answer": "Everybody may leave at noon.", "to_all": True}
    await admin.call("PUT", f"/contests/{contest}/clarifications/{asked['id']}/answer", answer)
    (said,) = (await stranger.until(type="announcements"))["announcements"]
    assert said["text"] == "Everybody may leave at noon."
