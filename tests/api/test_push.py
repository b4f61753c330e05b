"""Web Push: announcements and answers reach the browsers of who takes part, encrypted, and nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import NamedTuple

import aiohttp
import pytest
import pytest_asyncio

from core_api.domains.push import service as push
from core_api.domains.push.opened import open_push
from core_api.storage.push_news import MAX_WORDS
from core_api.workers import push_sender
from core_api.workers.push_sender import PushSender
from realtime.runtime.settings import Settings
from tests.api.fixtures import Stores
from tests.api.harness import Api, Caller, fresh
from tests.api.world import contest_body, problem_body
from tests.database import execute
from tests.logs import SECRET_KEY
from tests.push_server import Browser, PushServer, claims, push_server


class Hall(NamedTuple):
    """A running contest with two teams and a juror, and the sender that the role `worker` runs."""

    api: Api
    service: PushServer
    sender: PushSender
    http: aiohttp.ClientSession
    path: str
    teams: list[Caller]
    juror: Caller

    async def subscribed(self, by: Caller, language: str = "en") -> Browser:
        browser = Browser(fresh("browser"))
        answer = await self.api.call("PUT", "/push/subscriptions", browser.subscription(self.service, language), by=by)
        assert answer.status == 200, answer.content
        return browser

    async def announce(self, text: str) -> str:
        return str((await self.api.made(f"{self.path}/announcements", {"text": text}, by=self.juror))["id"])

    async def pushed(self) -> None:
        while await self.sender.send_next(self.http):
            pass

    async def browsers(self, by: Caller) -> int:
        return len((await self.api.call("GET", "/push/subscriptions", by=by)).json)


@pytest_asyncio.fixture(loop_scope="session")
async def hall(stores: Stores) -> AsyncIterator[Hall]:
    async with push_server() as service, aiohttp.ClientSession() as http:
        api = Api(stores.pool, stores.redis, stores.signer, push_services=service.url)
        await api.start()
        admin = await api.caller("admin")
        problem = (await api.made("/problems", problem_body(), by=admin))["id"]
        contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
        teams = [await api.caller() for _ in range(2)]
        for team in teams:
            await api.made(f"/contests/{contest}/join", by=team)
        settings = Settings(secret_key=SECRET_KEY, public_url="https://contest.example.org", push_services=service.url)
        sender = PushSender(*open_push(stores.pool, api.platform.vault, settings))
        yield Hall(api, service, sender, http, f"/contests/{contest}", teams, await api.juror(await api.caller(), contest))
        await execute(stores.pool, "delete from push_news")
        await execute(stores.pool, "delete from push_subscriptions")
        await api.close()


async def test_an_announcement_reaches_every_browser_of_who_takes_part_in_its_language(hall: Hall) -> None:
    first, second = await hall.subscribed(hall.teams[0], "de"), await hall.subscribed(hall.teams[1])
    stranger = await hall.subscribed(await hall.api.caller())
    id = await hall.announce("The room is too warm: windows are opened.")
    await hall.pushed()
    [sent] = hall.service.to(first)
    told = first.read(sent)
    name = (await hall.api.call("GET", hall.path)).json["settings"]["name"]
    assert told["title"] == f"Ankündigung · {name}"
    assert told["body"] == "The room is too warm: windows are opened."
    [said] = (await hall.api.call("GET", f"{hall.path}/announcements")).json
    assert told["tag"] == f"{id} {said['at']}"
    assert told["url"] == f"{hall.path}/home"
    [other] = hall.service.to(second)
    assert second.read(other)["title"].startswith("Announcement · ")
    assert hall.service.to(stranger) == []
    assert not await hall.sender.send_next(hall.http)


async def test_the_platform_says_who_it_is_and_for_how_long_news_are_news(hall: Hall) -> None:
    browser = await hall.subscribed(hall.teams[0])
    await hall.announce("Hello")
    await hall.pushed()
    [sent] = hall.service.to(browser)
    key = (await hall.api.call("GET", "/push/key")).json["key"]
    found = claims(sent, key)
    assert (found["aud"], found["sub"]) == (hall.service.url, "https://contest.example.org")
    assert (sent.headers["TTL"], sent.headers["Urgency"]) == ("3600", "high")
    assert len(sent.headers["Topic"]) == 32


async def test_a_long_announcement_fits_what_push_services_take(hall: Hall) -> None:
    """`Browser.read` holds the bytes of a message against their limit."""
    browser = await hall.subscribed(hall.teams[0])
    await hall.announce("😀" * 2000)
    await hall.pushed()
    [sent] = hall.service.to(browser)
    assert browser.read(sent)["body"] == "😀" * MAX_WORDS


async def test_an_answer_goes_to_its_team_alone_unless_all_are_told(hall: Hall) -> None:
    mine, theirs = await hall.subscribed(hall.teams[0]), await hall.subscribed(hall.teams[1])
    asked = await hall.api.made(f"{hall.path}/clarifications", {"question": "May numbers be equal?"}, by=hall.teams[0])
    path = f"{hall.path}/clarifications/{asked['id']}/answer"
    await hall.api.call("PUT", path, {"answer": "Yes."}, by=hall.juror)
    await hall.pushed()
    [sent] = hall.service.to(mine)
    assert (mine.read(sent)["body"], mine.read(sent)["url"]) == ("Yes.", f"{hall.path}/clarifications")
    assert hall.service.to(theirs) == []
    await hall.api.call("PUT", path, {"answer": "Numbers may be equal.", "to_all": True}, by=hall.juror)
    await hall.pushed()
    assert [browser.read(hall.service.to(browser)[-1])["title"].split(" ·")[0] for browser in (mine, theirs)] == ["Announcement"] * 2
    assert [len(hall.service.to(browser)) for browser in (mine, theirs)] == [2, 1]
    await hall.api.made(f"{hall.path}/messages", {"team_id": hall.teams[1].id, "text": "Stop."}, by=hall.juror)
    await hall.pushed()
    assert theirs.read(hall.service.to(theirs)[-1])["title"].startswith("Message of the jury")
    assert len(hall.service.to(mine)) == 2


async def test_a_session_that_ended_is_told_nothing(hall: Hall) -> None:
    browser = await hall.subscribed(hall.teams[0])
    assert await hall.browsers(hall.teams[0]) == 1
    await hall.api.call("DELETE", "/auth/sessions", by=hall.teams[0])
    await hall.announce("Nobody hears this.")
    await hall.pushed()
    assert hall.service.to(browser) == []


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_a_subscription_that_its_service_does_not_know_is_forgotten(hall: Hall, status: int) -> None:
    await hall.subscribed(hall.teams[0])
    hall.service.status = status
    await hall.announce("One")
    await hall.pushed()
    assert (len(hall.service.sent), await hall.browsers(hall.teams[0])) == (1, 0)


async def test_a_service_that_has_trouble_is_asked_again_and_then_left(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_sender, "PAUSE_SECONDS", 0.01)
    await hall.subscribed(hall.teams[0])
    hall.service.status = 503
    await hall.announce("One")
    await hall.pushed()
    assert (len(hall.service.sent), await hall.browsers(hall.teams[0])) == (push_sender.TRIES, 1)


async def test_a_service_that_hangs_does_not_hold_up_other_news(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_sender, "BATCH_SECONDS", 0.2)
    await hall.subscribed(hall.teams[0])
    hall.service.answers.clear()
    await hall.announce("One")
    await hall.pushed()
    hall.service.answers.set()
    assert (len(hall.service.sent), await hall.browsers(hall.teams[0])) == (1, 1)


async def test_a_sender_that_was_killed_goes_on_behind_its_last_batch(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_sender, "BATCH", 1)
    browsers = [await hall.subscribed(team) for team in hall.teams]
    await hall.announce("One")
    assert await hall.sender.send_next(hall.http)
    assert len(hall.service.sent) == 1
    again = PushSender(
        *open_push(hall.api.platform.pool, hall.api.platform.vault, Settings(secret_key=SECRET_KEY, push_services=hall.service.url))
    )
    while await again.send_next(hall.http):
        pass
    assert [len(hall.service.to(browser)) for browser in browsers] == [1, 1]


async def test_a_browser_has_one_subscription_and_a_user_few(hall: Hall) -> None:
    browser, (first, second) = Browser(fresh("browser")), hall.teams
    for by in (first, first, second):
        await hall.api.call("PUT", "/push/subscriptions", browser.subscription(hall.service), by=by)
    assert [await hall.browsers(by) for by in (first, second)] == [0, 1]
    for _ in range(push.MOST + 2):
        await hall.subscribed(first)
    assert await hall.browsers(first) == push.MOST
    kept = (await hall.api.call("GET", "/push/subscriptions", by=first)).json
    assert (await hall.api.call("DELETE", f"/push/subscriptions/{kept[0]['id']}", by=second)).status == 404
    assert (await hall.api.call("DELETE", f"/push/subscriptions/{kept[0]['id']}", by=first)).status == 204
    assert await hall.browsers(first) == push.MOST - 1


async def test_no_other_host_is_sent_to(hall: Hall) -> None:
    wanted = Browser("x").subscription(hall.service) | {"endpoint": "http://169.254.169.254/latest/meta-data"}
    answer = await hall.api.call("PUT", "/push/subscriptions", wanted, by=hall.teams[0])
    assert (answer.status, answer.json["field"]) == (422, "endpoint")
    browser = await hall.subscribed(hall.teams[0])
    other = Settings(secret_key=SECRET_KEY, push_services="push.example.org")
    await hall.announce("One")
    await PushSender(*open_push(hall.api.platform.pool, hall.api.platform.vault, other)).send_next(hall.http)
    assert hall.service.to(browser) == []


async def test_the_addresses_of_browsers_are_sealed(hall: Hall) -> None:
    await hall.subscribed(hall.teams[0])
    row = await hall.api.platform.pool.fetchrow("select * from push_subscriptions where user_id = $1", hall.teams[0].id)
    assert row is not None
    assert b"/send/" not in b"".join(str(value).encode() if not isinstance(value, bytes) else value for value in row.values())


async def test_nothing_is_noted_while_nobody_has_subscribed(hall: Hall) -> None:
    await hall.announce("Nobody is there.")
    assert not await hall.sender.send_next(hall.http)
    nothing = Api(hall.api.platform.pool, hall.api.platform.redis, hall.api.platform.signer, push_services="")
    await nothing.start()
    assert (await nothing.call("GET", "/push/key")).status == 404
    await nothing.close()
