"""What a first visit draws stays where it is: Lighthouse's "cumulative layout shift", on a slow phone and on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deploy.local.client import Client
from tests.conftest import Platform
from tests.e2e.people import Person, as_admin, person, sign_in
from tests.integration import flow

PHONE, SCREEN = {"width": 412, "height": 823}, {"width": 1350, "height": 940}
SLOWER = 4
"""How many times slower than here Lighthouse takes a phone to be."""
MOST = 0.05
"""Sum of all shifts; up to here they cost nothing of a score of 95. From 0.1 on a page is not good, says web.dev/cls."""
NOTE_SHIFTS = """
  window.shifts = []
  new PerformanceObserver(list => list.getEntries().forEach(entry => entry.hadRecentInput || shifts.push([
    entry.value, entry.sources.map(({node, previousRect, currentRect}) =>
      `${node?.outerHTML?.slice(0, 80)} y ${previousRect.y} > ${currentRect.y}`).join('; ')
  ]))).observe({type: 'layout-shift', buffered: true})
"""


@pytest.fixture(scope="module")
def contest(platform: Platform) -> str:
    async def make(admin: Client) -> str:
        problems = [await flow.make_problem(admin) for _ in range(4)]
        made = await flow.make_contest(admin, problems, begins_in=-600, seconds=7200, freeze=7_000_000, name="Spring Cup of the North")
        await admin.call("POST", f"/contests/{made}/announcements", {"text": "Lunch is served on the second floor, in two shifts. " * 3})
        return made

    return as_admin(platform, make)


@pytest.fixture(scope="module")
def contestant(platform: Platform, contest: str) -> Person:
    made = person(platform)
    made.call("POST", f"/contests/{contest}/join")
    return made


@pytest.mark.parametrize("view", ["", "/home", "/problems/A"])
@pytest.mark.parametrize("form", ["phone", "screen"])
def test_nothing_moves_while_a_view_is_loaded(
    platform: Platform, contest: str, contestant: Person, new_page: Callable[..., Page], view: str, form: str
) -> None:
    page = new_page(viewport=PHONE if form == "phone" else SCREEN, has_touch=form == "phone")
    if form == "phone":
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if view:
        sign_in(page, contestant)
    page.add_init_script(NOTE_SHIFTS)
    page.goto(f"{platform.url}/contests/{contest}{view}")
    expect(page.get_by_test_id("freshness")).to_have_text(re.compile(r"^\s*live"), timeout=30_000)
    expect(page.get_by_text("Lunch is served").first).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(
        page.locator({"": ".row", "/home": "[aria-label='Your row']", "/problems/A": ".cm-content:visible, .statement"}[view]).first
    ).to_be_visible()
    page.wait_for_load_state("networkidle")
    shifts: list[tuple[float, Any]] = page.evaluate("shifts")
    assert sum(value for value, _ in shifts) <= MOST, "\n".join(f"{value:.3f} {sources}" for value, sources in shifts)
