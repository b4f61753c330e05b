"""The time machine, the reveal on several screens, and overlays for streams."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from contest_engine.feeds.clics import Reader
from contest_engine.history.replay import replay
from realtime.protocol.events import ContestConfigured, Event, TeamJoined
from tests.conftest import Platform
from tests.e2e.accessibility import both_themes
from tests.e2e.people import administrator, sign_in
from tests.e2e.test_board import contest_of, play
from tests.integration import flow
from tests.unit.contest_engine.contests import MINUTE, sent

TALL = {"width": 1280, "height": 5600}
"""All 120 rows of a board are on the screen."""
OVER, FREEZE = 310, 240
"""Minutes since the start; of contests of five hours."""


def feed_of(contest_data: Path) -> Path:
    return contest_data / "swerc-2022.feed.ndjson"


@pytest.fixture(scope="module")
def swerc(platform: Platform, contest_data: Path) -> str:
    """SWERC 2022, which ended ten minutes ago."""
    contest = flow.fresh("swerc")
    with feed_of(contest_data).open("rb") as lines:
        events = [event for _, event in Reader().read(lines)]
    start = round(time.time() * 1000) - OVER * MINUTE
    moved: list[Event] = [
        ContestConfigured(msgspec.structs.replace(event.settings, start=start)) if isinstance(event, ContestConfigured) else event
        for event in events
    ]
    for first in range(0, len(moved), 4000):
        play(platform, contest, moved[first : first + 4000])
    return contest


def rows_of(page: Page) -> list[tuple[str, ...]]:
    """Rank, team, solved and penalty of every row on the screen, from the top."""
    found: list[list[str]] = page.evaluate(
        """() => [...document.querySelectorAll('.board [data-team]')].map(row =>
        ['.rank', '.name', '.solved', '.penalty'].map(part => row.querySelector(part).textContent))"""
    )
    return [tuple(row) for row in found]


def replayed(contest_data: Path, at: int) -> list[tuple[str, ...]]:
    """The same of `podium replay --at`."""
    with feed_of(contest_data).open("rb") as lines:
        result = replay(lines, at=at * 1000, audience="public")
    return [
        (str(row.rank), result.names[row.team_id], str(row.score.num_solved), str(row.score.total_time)) for row in result.scoreboard.rows
    ]


def shows(page: Page, contest_data: Path, at: int) -> None:
    expected = replayed(contest_data, at)
    deadline = time.monotonic() + 15
    while rows_of(page) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert rows_of(page) == expected


def test_every_second_equals_the_replay(platform: Platform, swerc: str, contest_data: Path, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=TALL)
    page.goto(f"{platform.url}/contests/{swerc}/time?at=9000")
    slider = page.get_by_role("slider", name="Second of the contest")
    expect(page.get_by_test_id("at")).to_contain_text("2:30:00", timeout=20_000)
    shows(page, contest_data, 9000)
    for second in (0, 4711, 16_000, 3333):
        slider.fill(str(second))
        shows(page, contest_data, second)
    expect(page).to_have_url(re.compile(r"[?&]at=3333\b"))
    page.get_by_role("button", name="Next change").click()
    later = int(slider.input_value())
    assert later > 3333
    shows(page, contest_data, later)
    page.keyboard.press("ArrowLeft")
    page.locator("body").press("ArrowLeft")
    expect(slider).not_to_have_value(str(later))
    slider.fill("16000")
    page.get_by_label("Speed").select_option("300")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(slider).to_have_value("18000", timeout=90_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    shows(page, contest_data, 18_000)


def test_a_link_opens_at_its_second_and_follows_a_team(platform: Platform, swerc: str, page: Page) -> None:
    page.goto(f"{platform.url}/contests/{swerc}/time?at=7200")
    expect(page.get_by_test_id("at")).to_contain_text("2:00:00", timeout=20_000)
    page.get_by_role("searchbox").fill("Bestagons")
    expect(page.get_by_test_id("followed")).to_contain_text("Following Bestagons")
    expect(page).to_have_url(re.compile(r"at=7200.*team=|team=.*at=7200"))
    address = page.url
    page.get_by_role("searchbox").blur()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_test_id("at")).to_contain_text("2:01:00")
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_test_id("at")).to_contain_text("2:00:00", timeout=20_000)
    expect(page.get_by_test_id("followed")).to_contain_text("Following Bestagons")
    assert not both_themes(page)


def frozen_contest(platform: Platform) -> str:
    """Over and frozen. Of the last rows, team 2 solves B in the freeze and rises to gold; team 1 fails at B."""
    return contest_of(
        platform,
        sent("t0", "pA", 10, "AC") + sent("t0", "pB", 50, "AC"),
        sent("t1", "pA", 20, "AC") + sent("t2", "pA", 30, "AC") + sent("t3", "pA", 40, "WA"),
        sent("t1", "pB", FREEZE + 5, "WA") + sent("t2", "pB", FREEZE + 6, "AC") + sent("t2", "pC", FREEZE + 7, "AC"),
        minutes=OVER,
        medals=(1, 1, 1),
    )


def test_a_frozen_contest_shows_nothing_beyond_the_freeze(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = frozen_contest(platform)
    public, jury = new_page(), new_page()
    sign_in(jury, administrator(platform))
    told: list[Any] = []
    public.on("response", lambda answer: told.append(answer.json()) if "/recording" in answer.url and answer.ok else None)
    for page in (public, jury):
        page.goto(f"{platform.url}/contests/{contest}/time?at=18000")
        expect(page.get_by_test_id("at")).to_contain_text("5:00:00", timeout=20_000)
    second = ".board [data-team='2']"
    expect(public.locator(second).locator(".solved:not(.cell)")).to_have_text("1")
    expect(jury.locator(second).locator(".solved:not(.cell)")).to_have_text("3")
    assert told, "the recording came"
    assert all(cell[3] == 0 for change in told[0]["changes"] if change[0] > FREEZE * 60 for cell in change[6])
    jury.get_by_label("Verdicts of the freeze").select_option("public")
    expect(jury.locator(second).locator(".solved:not(.cell)")).to_have_text("1")


def stage_row(page: Page, team: int) -> Locator:
    return page.locator(f".stage [data-team='{team}']")


def aimed(page: Page) -> Locator:
    return page.locator(".stage [aria-current='step'] [role='rowheader'] b")


def test_a_rehearsal_is_seen_by_nobody_else(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = frozen_contest(platform)
    jury, spectator = new_page(), new_page()
    sign_in(jury, administrator(platform))
    spectator.goto(f"{platform.url}/contests/{contest}/reveal")
    jury.goto(f"{platform.url}/contests/{contest}/reveal")
    jury.get_by_role("button", name="Rehearse", exact=True).click(timeout=20_000)
    expect(aimed(jury)).to_have_text("Team 02", timeout=20_000)
    jury.locator("body").press("f")
    expect(jury.get_by_test_id("shown")).to_have_text("Team 02: B solved")
    jury.locator("body").press("r")
    expect(stage_row(jury, 2).locator(".stage-solved")).to_have_text("1")
    jury.get_by_label("By hand from row").fill("1")
    jury.get_by_role("button", name="Faster").click()
    jury.get_by_role("button", name=re.compile("^Reveal the next cell")).click()
    expect(jury.get_by_text("Step 3 of 3")).to_be_visible(timeout=20_000)
    expect(stage_row(jury, 2).locator(".stage-solved")).to_have_text("3")
    jury.locator("body").press("0")
    expect(jury.get_by_text("Step 0 of 3")).to_be_visible()
    expect(spectator.get_by_text("3 cells are hidden still.")).to_be_visible()
    assert not both_themes(jury)


def test_spectators_follow_the_jurys_keys(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = frozen_contest(platform)
    jury, spectator = new_page(), new_page(viewport={"width": 390, "height": 844})
    sign_in(jury, administrator(platform))
    for page in (jury, spectator):
        page.goto(f"{platform.url}/contests/{contest}/reveal")
        expect(aimed(page)).to_have_text("Team 02", timeout=20_000)
    expect(jury.get_by_role("button", name=re.compile("^Reveal the next cell"))).to_be_enabled()
    expect(spectator.get_by_role("region", name="Remote control")).to_have_count(0)
    jury.locator("body").press("Space")
    for page in (jury, spectator):
        expect(page.get_by_test_id("shown")).to_have_text("Team 02: B solved", timeout=15_000)
        expect(aimed(page)).to_have_text(re.compile("Team 0[12]"))
    jury.locator("body").press("r")
    expect(spectator.get_by_text("3 cells are hidden still.")).to_be_visible(timeout=15_000)
    for left in ("2 cells are hidden still.", "One cell is hidden still.", "All is revealed."):
        jury.locator("body").press("f")
        expect(spectator.get_by_text(left)).to_be_visible(timeout=15_000)
        expect(jury.get_by_text(left)).to_be_visible(timeout=15_000)
    card = spectator.get_by_role("status", name="Team 02")
    expect(card).to_contain_text("Gold medal", timeout=30_000)
    expect(card).to_contain_text("Rank 1")
    assert not both_themes(spectator)
    jury.locator("body").press("0")
    dialog = jury.get_by_role("dialog", name="Hide all again")
    dialog.get_by_role("button", name="Hide all again").click()
    expect(spectator.get_by_text("3 cells are hidden still.")).to_be_visible(timeout=15_000)
    jury.get_by_role("button", name="End the freeze").click()
    jury.get_by_role("dialog").get_by_role("button", name="End the freeze").click()
    expect(stage_row(spectator, 2).locator(".stage-solved")).to_have_text("3", timeout=15_000)
    jury.get_by_role("button", name="Make the result final").click()
    jury.get_by_role("dialog").get_by_role("button", name="Make the result final").click()
    expect(jury.get_by_role("button", name="Take the final result back")).to_be_visible()


def test_overlays_follow_the_contest(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = contest_of(platform, sent("t0", "pA", 10, "AC") + sent("t1", "pA", 12, "AC") + sent("t3", "pC", 99), minutes=100)
    at = f"{platform.url}/overlay/{contest}"
    pages = {kind: new_page(viewport={"width": 1280, "height": 720}) for kind in ("board", "ticker", "clock", "team", "queue")}
    for kind, page in pages.items():
        page.goto(f"{at}/{kind}" + {"board": "?rows=3&place=top-left", "team": "?rank=2"}.get(kind, ""))
    board = pages["board"].get_by_role("table", name="Standings")
    expect(board.get_by_role("rowheader")).to_have_text(["Team 00", "Team 01", "Team 02"], timeout=20_000)
    expect(pages["clock"].get_by_role("timer")).to_have_text(re.compile(r"^3:[12]\d:\d\d$"), timeout=20_000)
    expect(pages["team"].get_by_role("status", name="Team 01")).to_contain_text("Rank 2", timeout=20_000)
    ticker = pages["ticker"].get_by_role("list", name="Last solved").get_by_role("listitem")
    expect(ticker).to_have_text([re.compile("Team 01"), re.compile("Team 00.*first")], timeout=20_000)
    focus = pages["queue"].get_by_role("region", name="In focus")
    expect(focus).to_contain_text("Team 03", timeout=20_000)
    play(platform, contest, sent("t2", "pB", 100, "AC"), sent("t2", "pA", 100, "AC"))
    expect(board.get_by_role("rowheader").first).to_have_text("Team 02", timeout=15_000)
    expect(ticker.first).to_contain_text("Team 02")
    expect(pages["team"].get_by_role("status", name="Team 00")).to_be_visible()
    opaque = "() => getComputedStyle(document.body).backgroundColor"
    assert pages["board"].evaluate(opaque) == "rgba(0, 0, 0, 0)", "the stream's picture shines through"
    for page in pages.values():
        assert not both_themes(page)


def test_an_overlays_address_is_put_together(platform: Platform, page: Page) -> None:
    contest = contest_of(platform, TeamJoined("x", "Extra team"), sent("x", "pA", 10, "AC"), minutes=100)
    page.goto(f"{platform.url}/overlay?contest={contest}")
    expect(page.get_by_role("heading", name="Overlays for streams")).to_be_visible(timeout=20_000)
    page.get_by_label("Rows", exact=True).fill("5")
    page.get_by_label("Place", exact=True).select_option("top-left")
    expect(page.get_by_test_id("address")).to_have_text(f"{platform.url}/overlay/{contest}/board?rows=5&place=top-left")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("rowheader").first).to_have_text("Extra team", timeout=20_000)
    page.get_by_role("radio", name="Clock").check()
    expect(page.get_by_test_id("address")).to_have_text(f"{platform.url}/overlay/{contest}/clock")
    assert not both_themes(page)
