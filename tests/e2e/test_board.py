"""The board for spectators: pins, filters, cells, charts, news, medals, results; for the jury and contestants what they see beside."""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from deploy.local.client import Client
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.events import Event, Finalized, TeamJoined, Thawed
from tests.conftest import Platform
from tests.e2e.accessibility import both_themes
from tests.e2e.people import administrator, as_admin, person, run, sign_in
from tests.integration import flow
from tests.unit.contest_engine.contests import MINUTE, configured, sent

PROBLEMS = tuple(
    ContestProblem(f"p{label}", label, name, rgb)
    for label, name, rgb in (
        ("A", "Apples", "#e6194b"),
        ("B", "Bridges", "#3cb44b"),
        ("C", "Candles", "#4363d8"),
    )
)
TEAMS = [TeamJoined(f"t{n}", f"Team {n:02}", ("ETH", "EPFL", "UPC", "")[n % 4], ("north",) if n % 2 else ("south",)) for n in range(24)]


def play(platform: Platform, contest: str, *events: Event | list[Event]) -> None:
    """Adds to the log of a contest that is judged elsewhere."""
    flat = [part for event in events for part in (event if isinstance(event, list) else [event])]
    body = {"batch": uuid.uuid4().hex, "events": [msgspec.to_builtins(event) for event in flat]}

    async def add(admin: Client) -> Any:
        return await admin.call("POST", f"/contests/{contest}/events", body)

    as_admin(platform, add)


def contest_of(platform: Platform, *events: Event | list[Event], minutes: int = 250, **settings: Any) -> str:
    """A contest of 24 teams that began so many minutes ago; it is frozen after four hours, and has five."""
    contest = flow.fresh("board")
    start = round(time.time() * 1000) - minutes * MINUTE
    made = configured(**{"name": "Spring cup", "start": start, "problems": PROBLEMS, "medals": (1, 2, 3), **settings})
    play(platform, contest, made, *TEAMS, *events)
    return contest


def solves() -> list[Event]:
    """Team 0 leads with three problems, then come 1 to 9 with two, and 10 to 14 with one."""
    found = [event for n in range(15) for event in sent(f"t{n}", "pA", 10 + n, "AC")]
    found += [event for n in range(10) for event in sent(f"t{n}", "pB", 60 + n, "AC")]
    return found + sent("t0", "pC", 100, "WA") + sent("t0", "pC", 120, "AC") + sent("t1", "pC", 200, "WA")


def opened(page: Page, platform: Platform, path: str) -> None:
    page.goto(f"{platform.url}/contests/{path}")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=20_000)
    expect(page.locator(".row .name", has_text="Team").first).to_be_visible(timeout=20_000)


def shot(page: Page, name: str) -> None:
    if shots := os.environ.get("PODIUM_SCREENSHOTS"):
        page.screenshot(path=Path(shots) / f"{name}.png")


def test_pins_and_filters_stand_in_the_address(platform: Platform, page: Page, new_page: Callable[..., Page]) -> None:
    contest = contest_of(platform, solves())
    opened(page, platform, contest)
    page.get_by_role("button", name="Pin Team 03").click()
    page.get_by_role("button", name="Pin Team 12").click()
    pinned = page.get_by_test_id("pinned")
    expect(pinned.locator(".name")).to_have_text(["Team 03", "Team 12"])
    expect(page).to_have_url(re.compile(r"pins=3\.12"))

    other = new_page()
    other.goto(page.url)
    expect(other.get_by_test_id("pinned").locator(".name")).to_have_text(["Team 03", "Team 12"])

    page.goto(f"{platform.url}/contests/{contest}")  # this browser has kept them
    pinned.get_by_role("button", name="Pin Team 12").click()
    expect(pinned.locator(".name")).to_have_text(["Team 03"])

    page.get_by_role("button", name="Filters and view").click()
    page.get_by_label("Organisation", exact=True).select_option("EPFL")
    expect(page).to_have_url(re.compile("organization=EPFL"))
    expect(page.locator(".rows .name")).to_have_text(["Team 01", "Team 05", "Team 09", "Team 13", "Team 17", "Team 21"])
    expect(page.locator(".rows .row .rank").nth(1)).to_have_text("26")  # second of these, sixth of all
    page.get_by_label("Group").select_option("south")
    expect(page.get_by_text("No team matches these filters.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Best team of each organisation").check()
    expect(page.locator(".rows .name")).to_have_text(["Team 00", "Team 01", "Team 02"])
    page.reload()
    expect(page.locator(".rows .name")).to_have_text(["Team 00", "Team 01", "Team 02"])
    page.get_by_label("Compact rows").check()
    expect(page.locator(".board.compact")).to_be_visible()
    assert both_themes(page) == []


def test_a_cell_is_opened_by_mouse_and_keyboard(platform: Platform, page: Page) -> None:
    contest = contest_of(platform, solves())
    opened(page, platform, contest)
    summary = page.get_by_role("row", name="Solved / tried")
    expect(summary.get_by_role("gridcell")).to_have_text(["15/15★ 10", "10/10★ 60", "1/2★ 120"])
    page.get_by_role("row", name="Team 00").get_by_label("C: solved first at 120 after 2 tries").click()
    dialog = page.get_by_role("dialog", name="Team 00, problem C")
    expect(dialog).to_contain_text("in minute 120")
    expect(dialog).to_contain_text("first of all teams")
    expect(page).to_have_url(re.compile(r"cell=0\.2"))
    assert both_themes(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_label("B: solved at 61 after 1 try")).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_test_id("pinned").locator(".name")).to_have_text(["Team 01"])
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Team 01, problem C")).to_contain_text("Rejected tries")


def test_what_happens_is_told_and_the_end_is_celebrated(platform: Platform, page: Page, new_page: Callable[..., Page]) -> None:
    contest = contest_of(platform, solves(), minutes=220, freeze=None)
    opened(page, platform, contest)
    page.get_by_role("button", name="News").click()
    news = page.get_by_role("complementary", name="What just happened")
    expect(news.get_by_role("listitem").first).to_contain_text("Team 00 solved C")
    play(platform, contest, sent("t7", "pC", 219, "AC"))
    expect(news.get_by_role("listitem").first).to_contain_text("Team 07 solved C")
    expect(news.get_by_role("listitem").first).to_contain_text("8 → 2")
    play(platform, contest, sent("t0", "pC", 120, "WA"))  # judged again: the leader loses a problem
    expect(news.get_by_role("listitem").filter(has_text="Team 07 takes the lead")).to_be_visible()

    page.get_by_role("button", name="Chart").click()
    chart = page.get_by_role("region", name="Course of the contest")
    expect(chart.get_by_role("img", name=re.compile("Team 07: rank 1, Problems solved 3"))).to_be_visible()
    chart.get_by_role("button", name="Problems solved").click()
    expect(page).to_have_url(re.compile("chart=score"))
    assert both_themes(page) == []
    shot(page, "chart")

    calm = new_page(reduced_motion="reduce")
    opened(calm, platform, contest)
    end = configured(name="Spring cup", start=round(time.time() * 1000) - 301 * MINUTE, problems=PROBLEMS, medals=(1, 2, 3), freeze=None)
    play(platform, contest, end, Thawed(), Finalized())
    moment = page.get_by_role("dialog", name="Spring cup: the result is final")
    expect(moment).to_contain_text("WinnerTeam 07")
    expect(moment.get_by_role("heading", name="Gold")).to_be_visible()
    expect(moment.locator(".kind-bronze li")).to_have_count(3)
    shot(page, "medals")
    assert both_themes(page) == []
    expect(calm.get_by_role("dialog")).to_contain_text("Team 07")
    expect(calm.locator(".confetti")).to_be_hidden()

    moment.get_by_role("link", name="All results and awards").click()
    expect(page.get_by_role("heading", name="Awards")).to_be_visible()
    expect(page.get_by_text("The result is official.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Gold medal")).to_contain_text("Team 07")
    with page.expect_download() as download:
        page.get_by_role("link", name="Table (CSV)").click()
    shot(page, "results")
    assert b"Team 07" in download.value.path().read_bytes()
    assert both_themes(page) == []
    page.get_by_role("link", name="Statistics").click()
    expect(page.get_by_role("row", name=re.compile("Apples"))).to_contain_text("15 of 15 teams")
    assert both_themes(page) == []


def test_the_jury_sees_behind_the_freeze(platform: Platform, page: Page, new_page: Callable[..., Page]) -> None:
    contest = contest_of(platform, solves(), sent("t1", "pC", 245, "AC"))
    opened(page, platform, f"{contest}?audience=jury")
    expect(page.get_by_role("row", name="Team 01").get_by_label("C: 1 pending, 1 rejected")).to_be_visible()
    page.get_by_role("button", name="Filters and view").click()
    expect(page.get_by_label("The jury's board")).to_be_hidden()

    juror = new_page()
    sign_in(juror, administrator(platform))
    opened(juror, platform, contest)
    expect(juror.get_by_label("C: 1 pending, 1 rejected")).to_be_visible()
    juror.get_by_role("button", name="Filters and view").click()
    juror.get_by_label("The jury's board").check()
    expect(juror.get_by_label("C: solved at 245 after 2 tries")).to_be_visible(timeout=15_000)
    expect(juror.get_by_text("This is the jury's board")).to_be_visible()
    page.goto(f"{platform.url}/contests/{contest}/results")
    expect(page.get_by_text("The results are shown here when the contest is over")).to_be_visible()
    assert both_themes(page) == []


def test_ones_own_row_stays_in_sight_with_its_submissions(platform: Platform, page: Page) -> None:
    somebody = person(platform)

    async def contest(admin: Client) -> tuple[str, str]:
        problem = await flow.make_problem(admin)
        return await flow.make_contest(admin, [problem]), problem

    made, problem = as_admin(platform, contest)
    somebody.call("POST", f"/contests/{made}/join")

    async def send() -> str:
        async with Client(platform.url, somebody.token) as client:
            submission = await flow.submit(client, made, problem, flow.RIGHT)
            assert await flow.verdict_of(client, submission) == "AC"
            return submission

    submission = run(send())
    sign_in(page, somebody)
    page.goto(f"{platform.url}/contests/{made}")
    pinned = page.get_by_test_id("pinned")
    expect(pinned).to_contain_text(somebody.user["name"], timeout=20_000)
    expect(pinned.get_by_text("you")).to_be_visible()
    pinned.get_by_label(re.compile("A: solved first")).click()
    link = page.get_by_role("dialog").get_by_role("link", name=re.compile(r"^\d+:\d\d"))
    expect(link).to_have_attribute("href", f"/contests/{made}/submissions/{submission}")
    expect(page.get_by_role("dialog").get_by_role("table")).to_contain_text("accepted")
    page.goto(f"{platform.url}/contests/{made}/statistics")
    expect(page.get_by_role("row", name=re.compile(r"^A "))).to_contain_text("accepted 1")
    shot(page, "statistics")
    assert both_themes(page) == []


@pytest.mark.parametrize(
    ("rule", "total", "cell"), [("ioi", "160", "A: 100 points, solved first at 10 after 1 try"), ("codeforces", "492", None)]
)
def test_points_are_shown(platform: Platform, page: Page, rule: str, total: str, cell: str | None) -> None:
    scored = [
        msgspec.structs.replace(each, score=60.0) if rule == "ioi" and hasattr(each, "judgement") else each
        for each in sent("t1", "pB", 30, "WA")
    ]
    contest = contest_of(platform, sent("t1", "pA", 10, "AC"), scored, rule=rule, freeze=None)
    opened(page, platform, contest)
    row = page.get_by_role("row", name="Team 01")
    expect(row.locator(".solved").first).to_have_text(total)
    expect(page.get_by_role("columnheader", name="Points")).to_be_visible()
    if cell:
        expect(row.get_by_label(cell)).to_be_visible()
        expect(row.get_by_label("B: 60 points")).to_be_visible()
    assert both_themes(page) == []


def test_the_projector_turns_its_pages(platform: Platform, page: Page) -> None:
    contest = contest_of(platform, solves())
    page.goto(f"{platform.url}/contests/{contest}?view=projector&rows=10&seconds=3")
    screen = page.get_by_role("dialog", name="Standings for a projector")
    expect(screen.locator(".row .name").first).to_have_text("Team 00", timeout=20_000)
    shot(page, "projector")
    assert screen.locator(".row").last.bounding_box()["y"] < 800  # type: ignore[index]
    expect(screen.locator(".page-number")).to_have_text("2 / 3", timeout=10_000)
    expect(screen.locator(".row .name").first).to_have_text("Team 10")
    assert both_themes(page) == []
    page.keyboard.press("Escape")
    expect(screen).to_be_hidden()


def test_it_fits_a_phone_and_reads_from_right_to_left(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = contest_of(platform, solves())
    phone = new_page(viewport={"width": 390, "height": 844}, locale="de-DE", has_touch=True)
    phone.goto(f"{platform.url}/contests/{contest}?pins=3&chart=rank")
    expect(phone.get_by_role("grid", name="Rangliste")).to_be_visible()
    phone.get_by_role("button", name="Neues").click()
    expect(phone.get_by_role("complementary", name="Was gerade geschah")).to_be_visible()
    phone.evaluate("document.documentElement.dir = 'rtl'")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert both_themes(phone) == []
