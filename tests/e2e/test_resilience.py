"""The page where something beside it goes wrong: networks and clocks, slow answers, several people at one machine."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.conftest import Platform, wait_for
from tests.e2e.conftest import SESSION
from tests.e2e.people import HOUR_MS, Person, administrator, as_admin, entered, person, sent_by, sign_in
from tests.integration import flow

FAST_CLOCK_MS = 600_000
FAST = f"const own = Date.now; Date.now = () => own() + {FAST_CLOCK_MS}"


class World(NamedTuple):
    url: str
    contest: str
    problem: str

    def contestant(self, platform: Platform) -> Person:
        return entered(platform, self.contest)

    def sent(self, who: Person) -> list[str]:
        return sent_by(who, self.contest)


@pytest.fixture(scope="module")
def world(platform: Platform) -> World:
    async def steps(admin: Any) -> World:
        problem = await flow.make_problem(admin)
        return World(platform.url, await flow.make_contest(admin, [problem], seconds=3600), problem)

    return as_admin(platform, steps)


def signs_in_elsewhere(page: Page, who: Person) -> None:
    """In a way that this page learns only when it looks: no event tells it."""
    kept = {"token": who.token, "until": round(time.time() * 1000) + HOUR_MS, "user": who.user}
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [SESSION, json.dumps(kept)])


def test_a_view_that_cannot_be_loaded_comes_when_the_network_is_back(platform: Platform, world: World, page: Page) -> None:
    sign_in(page, world.contestant(platform))
    page.goto(f"{world.url}/contests/{world.contest}/home")
    expect(page.get_by_role("region", name="Your row")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("link", name="Questions", exact=True).click()
    expect(page.get_by_text("The platform cannot be reached.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Questions to the jury")).to_be_visible()


def test_a_view_of_a_version_that_is_gone_is_opened_anew(platform: Platform, world: World, page: Page) -> None:
    """The platform was upgraded while the page was open: its files have other names now."""
    page.goto(f"{world.url}/contests/{world.contest}")
    expect(page.get_by_role("grid", name="Standings")).to_be_visible()
    anew: list[Page] = []
    page.on("domcontentloaded", lambda loaded: anew.append(loaded))  # noqa: PLW0108 - Playwright marks what it is given
    page.route("**/assets/Archive-*.js", lambda route: route.continue_() if anew else route.fulfill(status=404))
    page.get_by_role("link", name="Problems", exact=True).click()
    expect(page.get_by_role("heading", name="Problems", exact=True)).to_be_visible()
    assert len(anew) == 1


def test_what_somebody_types_is_not_shown_to_the_next_one(platform: Platform, world: World, page: Page) -> None:
    one, other = world.contestant(platform), world.contestant(platform)
    ask = f"{world.url}/contests/{world.contest}/clarifications?ask=1"
    sign_in(page, one)
    page.goto(ask)
    question = page.get_by_label("Question", exact=True)
    question.fill("Is B about flows?")
    wait_for(lambda: "flows" in page.evaluate("JSON.stringify(sessionStorage)"), 10, "it is kept")
    for who, text in ((other, ""), (one, "Is B about flows?")):
        signs_in_elsewhere(page, who)
        page.goto(ask)
        expect(page.get_by_role("link", name=f"Account: {who.user['name']}")).to_be_visible()
        expect(question).to_have_value(text)


def test_a_submission_is_never_sent_by_whoever_signs_in_next(platform: Platform, world: World, page: Page) -> None:
    """The session ends while a submission is on its way, and somebody else signs in in another tab."""
    one, other = world.contestant(platform), world.contestant(platform)
    sign_in(page, one)
    page.goto(f"{world.url}/contests/{world.contest}/problems/A")
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_label("Programming language").select_option("python3")
    page.locator(".cm-content").click()
    page.keyboard.insert_text(flow.RIGHT)
    tokens: list[str] = []

    def refuse(route: Route) -> None:
        tokens.append(route.request.headers["authorization"])
        if len(tokens) > 1:
            return route.continue_()
        signs_in_elsewhere(page, other)
        route.fulfill(status=401, json={"code": "unauthenticated", "detail": "the session has ended"})

    page.route(re.compile(r"/contests/[^/]+/submissions$"), refuse)
    page.keyboard.press("F10")
    expect(page.get_by_role("link", name=f"Account: {other.user['name']}")).to_be_visible()
    expect(page.get_by_test_id("outbox")).to_be_empty()
    signs_in_elsewhere(page, one)
    page.reload()
    wait_for(lambda: page.evaluate("1") and len(world.sent(one)) == 1, 20, "it is kept, and sent by who has written it")
    assert world.sent(other) == []
    assert set(tokens) == {f"Bearer {one.token}"}


def test_more_of_an_earlier_search_does_not_cover_a_newer_one(platform: Platform, page: Page) -> None:
    word = flow.fresh("okapi").replace("-", "")

    async def make(admin: Any) -> None:
        for number, difficulty in enumerate(("easy", "easy", "hard")):
            await flow.make_problem(admin, title=f"{word} {number}", difficulty=difficulty)

    as_admin(platform, make)
    who = person(platform)
    wait_for(lambda: who.call("GET", f"/problems/search?q={word}")["total"] == 3, 20, "the search knows the problems")
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "cursor=" in route.request.url:
            held.append(route)
        else:
            route.continue_(url=f"{route.request.url}&limit=2")

    page.route("**/problems/search?*", answer)
    page.goto(f"{platform.url}/problems?q={word}")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Show more").click()
    wait_for(lambda: page.evaluate("1") and held, 10, "more is asked for")
    given_up: Callable[[Request], bool] = lambda request: "cursor=" in request.url  # noqa: E731 - Playwright wants a function
    with page.expect_event("requestfailed", given_up):
        page.get_by_role("button", name=re.compile("^hard")).click()
    expect(rows).to_have_count(2)


def test_a_contest_starts_now_by_the_clock_of_the_platform(platform: Platform, page: Page) -> None:
    """The juror's machine is ten minutes ahead."""
    contest = as_admin(platform, lambda admin: flow.make_contest(admin, [], begins_in=7200))
    admin = administrator(platform)
    page.add_init_script(FAST)
    sign_in(page, admin)
    page.goto(f"{platform.url}/contests/{contest}/jury")
    page.get_by_role("button", name="Start now").click()
    page.get_by_role("dialog").get_by_role("button", name="Start now").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    start = admin.call("GET", f"/contests/{contest}")["settings"]["start"]
    assert abs(start - time.time() * 1000) < FAST_CLOCK_MS / 2


def test_the_time_zone_of_a_contest_that_is_being_made_is_kept_with_its_start(platform: Platform, page: Page) -> None:
    sign_in(page, administrator(platform))
    page.goto(f"{platform.url}/admin/contests/new")
    page.get_by_label("Time zone of the start").select_option("Asia/Tokyo")
    page.get_by_label("Start", exact=True).fill("2030-05-01T10:00:00")
    page.get_by_role("link", name="Problems", exact=True).click()
    page.go_back()
    expect(page.get_by_label("Start", exact=True)).to_have_value(re.compile("^2030-05-01T10:00"))
    expect(page.get_by_label("Time zone of the start")).to_have_value("Asia/Tokyo")


def test_a_click_on_a_notification_leads_there_from_any_page(platform: Platform, world: World, page: Page) -> None:
    sign_in(page, world.contestant(platform))
    page.goto(f"{world.url}/problems")
    expect(page.get_by_test_id("outbox")).to_be_attached()
    to = f"/contests/{world.contest}"
    page.evaluate("to => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', {data: {to}}))", to)
    expect(page).to_have_url(world.url + to)
