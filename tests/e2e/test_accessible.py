"""Every view that is registered: it has a title, axe finds nothing in either theme, it fits a phone, and no script fails."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from deploy.local.client import Client
from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, administrator, as_admin, person, sign_in
from tests.e2e.views import Registered, registered
from tests.integration import flow

JURY = re.compile(r"^/(jury|admin|problems/new|problems/:problem/edit)\b")
"""Views that are looked at as an administrator; others as a contestant, and without an account where they are for signing in."""
WHO = ("nobody", "contestant", "jury")
SIGNING = re.compile(r"^/account/(sign-in|provider|register|verify|forgot-password|reset-password|confirm-email)$")


FOR_SCREENS = re.compile(r"^/overlay/")
"""Views for a stream, of a fixed size."""
PHONES = (390, 320)
"""Widths in px; the second one is what WCAG asks for (1.4.10, reflow)."""
OUT_OF_REACH = """
  [...document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex="0"]')].filter(element => {
    const {left, right, width} = element.getBoundingClientRect()
    if (width <= 1 || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false
    if (left >= -1 && right <= innerWidth + 1) return false
    for (let at = element.parentElement; at; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return false
    }
    return true
  }).map(element => element.outerHTML.slice(0, 160))
"""
"""Controls that lie beside the screen, where nothing scrolls to them."""


class World(NamedTuple):
    contest: str
    admin: Person
    contestant: Person
    values: dict[str, str]
    """Of parameters in paths, by their names, and by view where one name means different things."""

    def address(self, view: Registered) -> str:
        def value(found: re.Match[str]) -> str:
            name = found[1]
            known = self.values.get(f"{view.path} {name}", self.values.get(name))
            assert known, f"{view.path}: say in this test what {name!r} may be"
            return known

        return (f"/contests/{self.contest}" if view.in_contest else "") + re.sub(r":(\w+)\??", value, view.path)


def rate(admin: Person, contestant: Person, problem: str, contest: str) -> None:
    """Ends this contest with a rated result, so that no view of people is empty."""
    path = f"/contests/{contest}"
    contestant.call("POST", f"{path}/join")
    sent = contestant.call("POST", f"{path}/submissions", {"problem_id": problem, "language": "python3", "source": flow.RIGHT})["id"]
    wait_for(lambda: contestant.call("GET", f"/submissions/{sent}")["state"] == "done", 60, "it is judged")
    start = round((time.time() - 3600) * 1000)
    admin.call("PUT", path, {"settings": {"start": start}}, {"If-Match": "*"})
    admin.call("POST", f"{path}/finalize", {})
    wait_for(lambda: contestant.call("GET", "/users/leaderboard")["users"], 60, "somebody is rated")


@pytest.fixture(scope="module")
def world(platform: Platform) -> World:
    async def make(admin: Client) -> tuple[str, str, str]:
        problem = await flow.make_problem(admin)
        over = await flow.make_contest(admin, [problem], seconds=1800, rated="codeforces")
        return problem, await flow.make_contest(admin, [problem], begins_in=-600, seconds=7200, freeze=7_000_000, name="Spring Cup"), over

    problem, contest, over = as_admin(platform, make)
    admin, contestant = administrator(platform), person(platform)
    rate(admin, contestant, problem, over)
    path = f"/contests/{contest}"
    contestant.call("POST", f"{path}/join")
    team = contestant.call("POST", "/teams", {"name": flow.fresh("Team"), "organization": "Uni"})
    body = {"problem_id": problem, "language": "python3", "source": flow.RIGHT}
    sent = contestant.call("POST", f"{path}/submissions", body)["id"]
    contestant.call("POST", f"{path}/clarifications", {"question": "May we eat here?"})
    admin.call("POST", f"{path}/announcements", {"text": "Lunch is served."})
    wait_for(lambda: contestant.call("GET", f"/submissions/{sent}")["state"] == "done", 60, "it is judged")
    rejudging = admin.call("POST", f"{path}/rejudgings", {"reason": "to look at"})["id"]
    values = {
        "problem": problem,
        "label": "A",
        "submission": sent,
        "user": contestant.user["id"],
        "team": team["id"],
        "contest": contest,
        "kind": "board",
        "/jury/submissions/:id id": sent,
        "/jury/rejudgings/:id id": rejudging,
    }
    return World(contest, admin, contestant, values)


def test_all_views_are_found() -> None:
    found = registered()
    assert Registered("/", True) in found
    assert {view.path for view in found} >= {"/home", "/jury", "/problems", "/users", "/account/sign-in", "/admin/audit"}
    assert len(found) > 30


def viewed(platform: Platform, world: World, pages: dict[str, Page]) -> Iterator[tuple[Page, str, Registered]]:
    """All views one after another, loaded, each on the page of somebody whom it is for."""
    sign_in(pages["contestant"], world.contestant)
    sign_in(pages["jury"], world.admin)
    for view in [Registered("", False), *registered()]:
        who = "nobody" if SIGNING.match(view.path) else "jury" if JURY.match(view.path) else "contestant"
        page, address = pages[who], world.address(view)
        page.goto(f"{platform.url}{address or '/'}")
        page.wait_for_load_state("networkidle") if view.path.startswith("/account/") else None
        expect(page.locator("main, .overlay, [data-overlay]").first, address).to_be_attached(timeout=15_000)
        expect(page.locator(".skeleton")).to_have_count(0, timeout=15_000)
        expect(page.get_by_text("There is no such page")).to_have_count(0)
        yield page, address, view


@pytest.mark.timeout(300)
def test_axe_finds_nothing_in_any_view_and_each_has_a_title(platform: Platform, world: World, new_page: Callable[..., Page]) -> None:
    pages = {who: new_page() for who in WHO}
    found: list[str] = []
    for page, address, view in viewed(platform, world, pages):
        if view.path not in {"", "/"}:
            expect(page, f"{address} has a title of its own").not_to_have_title(re.compile("^(Spring Cup · )?(Podium)?$"))
        found += [f"{address}: {violation}" for violation in both_themes(page)]
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
def test_every_view_fits_a_phone_and_all_of_it_can_be_reached(platform: Platform, world: World, new_page: Callable[..., Page]) -> None:
    pages = {who: new_page(viewport={"width": PHONES[0], "height": 844}, has_touch=True) for who in WHO}
    found: list[str] = []

    def look(page: Page, address: str) -> None:
        for width in PHONES:
            page.set_viewport_size({"width": width, "height": 844})
            needed = page.evaluate("document.documentElement.scrollWidth")
            found.extend([f"{address} at {width}: {needed} px wide"] if needed > width else [])
            found.extend(f"{address} at {width}: {control}" for control in page.evaluate(OUT_OF_REACH))
        page.set_viewport_size({"width": PHONES[0], "height": 844})

    for page, address, view in viewed(platform, world, pages):
        if not FOR_SCREENS.match(view.path):
            look(page, address)
    page, address = pages["nobody"], f"/contests/{world.contest}?view=projector"
    page.goto(f"{platform.url}{address}")
    expect(page.get_by_test_id("freshness").or_(page.get_by_role("timer")).first).to_be_visible()
    look(page, address)
    assert not found, "\n".join(found)
