"""The page in a real browser."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from contest_engine.feeds.clics import Reader
from contest_engine.history.replay import Replayed, replay
from realtime.protocol.events import SubmissionReceived, TeamJoined
from tests.conftest import ROOT, Platform, wait_for
from tests.unit.contest_engine.contests import MINUTE, configured, sent


def stream(platform: Platform, feed: Path, contest: str, speed: float, until: str = "") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "deploy", "stream", str(feed), "--contest", contest, "--speed", str(speed)]
    command += ["--data", str(platform.data), *(["--until", until] if until else [])]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def board_of(page: Page, rows: int) -> list[tuple[str, str, str, str, list[str]]]:
    """Rank, team, solved, penalty and cells of every row, read from the page while scrolling through it."""
    found: dict[int, tuple[str, str, str, str, list[str]]] = {}

    def look() -> bool:
        for place, *rest in page.evaluate(
            """() => [...document.querySelectorAll('.row')].map(row => [
                Number(row.getAttribute('aria-rowindex')) - 2,
                row.querySelector('.rank').textContent, row.querySelector('.name').textContent,
                row.querySelector('.solved').textContent, row.querySelector('.penalty').textContent,
                [...row.querySelectorAll('.cell')].map(cell => cell.getAttribute('aria-label'))])"""
        ):
            found[place] = tuple(rest)
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(60)
        return len(found) == rows

    page.evaluate("scrollTo(0, 0)")
    wait_for(look, 30, "all rows were seen")
    page.evaluate("scrollTo(0, 0)")
    return [found[place] for place in range(rows)]


def expected(result: Replayed) -> list[tuple[str, str, str, str, list[str]]]:
    """What the page should show of a replayed scoreboard."""
    rows = []
    for row in result.scoreboard.rows:
        cells = []
        for cell in row.problems:
            if cell.solved:
                tries = f"{cell.num_judged} {'tries' if cell.num_judged > 1 else 'try'}"
                cells.append(f"{cell.label}: solved{' first' if cell.first_to_solve else ''} at {cell.time} after {tries}")
            elif cell.num_pending:
                cells.append(f"{cell.label}: {cell.num_pending} pending, {cell.num_judged} rejected")
            else:
                cells.append(f"{cell.label}: {f'{cell.num_judged} rejected' if cell.num_judged else 'not tried'}")
        rows.append((str(row.rank), result.names[row.team_id], str(row.score.num_solved), str(row.score.total_time), cells))
    return rows


@pytest.fixture(scope="module")
def swerc(platform: Platform, contest_data: Path) -> tuple[str, Path]:
    """SWERC 2022, played up to half an hour into the freeze."""
    feed = contest_data / "swerc-2022.feed.ndjson"
    process = stream(platform, feed, "swerc-half", 3000, "4:30:00")
    assert process.wait(120) == 0
    return "swerc-half", feed


WATCH_STANDINGS = """() => {
  window.standings = {orders: new Set(), gliding: false}
  const look = () => {
    const rows = [...document.querySelectorAll('.row')].slice(0, 10)
    standings.orders.add(rows.map(row => row.dataset.team + ' ' + row.ariaRowIndex).join())
    standings.gliding ||= document.getAnimations().some(animation => animation.effect.target?.classList.contains('row'))
    requestAnimationFrame(look)
  }
  look()
}"""
"""Notes in every picture that the page draws how the first rows stand, and whether rows glide to new places."""


@pytest.mark.timeout(240)
def test_swerc_is_played_live_and_the_page_equals_the_replay(platform: Platform, contest_data: Path, page: Page) -> None:
    feed = contest_data / "swerc-2022.feed.ndjson"
    process = stream(platform, feed, "swerc-live", 600)
    wait_for(lambda: _exists(platform, "swerc-live"), 30)
    page.goto(f"{platform.url}/contests/swerc-live")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=15_000)
    expect(page.get_by_test_id("phase")).to_contain_text("running", timeout=15_000)
    expect(page.locator(".row").first).to_be_visible()
    page.evaluate(WATCH_STANDINGS)
    wait_for(lambda: page.evaluate("standings.orders.size > 5 && standings.gliding"), 60, "the standings moved, and rows glided")
    expect(page.get_by_test_id("phase")).to_contain_text("frozen", timeout=30_000)
    assert process.wait(60) == 0
    expect(page.get_by_test_id("clock")).to_have_text("5:00:00", timeout=30_000)
    public = replay(feed.open("rb"), audience="public")
    submissions = len({event.submission for event in _events(feed) if isinstance(event, SubmissionReceived)})
    expect(page.get_by_test_id("counts")).to_contain_text(f"120 teams · {submissions:,} submissions", timeout=10_000)
    assert board_of(page, 120) == expected(public)
    assert any("pending" in cell for *_, cells in expected(public) for cell in cells)


def test_the_board_half_an_hour_into_the_freeze(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    contest, feed = swerc
    page.goto(f"{platform.url}/contests/{contest}")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=15_000)
    at = 4 * 3_600_000 + 30 * 60_000
    assert board_of(page, 120) == expected(replay(feed.open("rb"), at=at, audience="public"))


def test_only_rows_near_the_screen_exist(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.locator(".row").first).to_be_visible()
    page.wait_for_timeout(300)
    assert 10 < page.locator(".row").count() < 60
    assert page.locator(".board").get_attribute("aria-rowcount") == "121"
    order = page.evaluate("[...document.querySelectorAll('.row')].map(row => Number(row.getAttribute('aria-rowindex')))")
    assert order == sorted(order), "rows are read out from the top"


def test_a_team_is_found_by_its_name(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=15_000)
    last = expected(replay(swerc[1].open("rb"), at=16_200_000, audience="public"))[-1]
    page.keyboard.press("Tab")
    search = page.get_by_test_id("search")
    search.fill(last[1])
    expect(page.get_by_test_id("found")).to_contain_text(f"rank {last[0]}")
    expect(page.locator(".row.found .name")).to_have_text(last[1])
    wait_for(lambda: page.locator(".row.found").is_visible() and page.evaluate("scrollY") > 1000, 10)
    search.fill("no such team at all")
    expect(page.get_by_test_id("found")).to_contain_text("no team of that name")


def test_a_name_typed_before_the_teams_are_here_is_gone_to_when_they_come(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/contests/*/teams**", hold)
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    page.get_by_test_id("search").fill("CUNEF-1")
    wait_for(lambda: held and page.locator(".row").count() > 10, 10)
    for route in held:
        route.continue_()
    expect(page.locator(".row.found .name")).to_have_text("CUNEF-1")


@pytest.mark.parametrize(("width", "scheme"), [(1920, "dark"), (1280, "light"), (390, "dark")])
def test_it_fits_the_screen_in_both_colour_schemes(
    platform: Platform, swerc: tuple[str, Path], browser: Browser, width: int, scheme: Any
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.locator(".row .cell.solved").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    other = "light" if scheme == "dark" else "dark"
    button = page.get_by_role("button", name=f"Use {other} colours")
    expect(page.locator(f"html[data-theme={scheme}]")).to_be_attached()
    button.click()
    expect(page.locator(f"html[data-theme={other}]")).to_be_attached()
    context.close()


def test_a_spectator_comes_back_after_a_break(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    """The gateway dies; the page says so, comes back by itself and goes on."""
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=15_000)
    expect(page.locator(".row .name").first).not_to_have_text("…")
    before = page.locator(".row").first.inner_text()
    pid = platform.pid_of("gateway")
    os.kill(pid, signal.SIGSTOP)  # so that it cannot be back before we have looked
    os.kill(pid, signal.SIGKILL)
    expect(page.get_by_test_id("freshness")).to_contain_text("reconnecting", timeout=15_000)
    assert page.locator(".row").first.inner_text() == before, "the board stays while it waits"
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=30_000)


def test_a_board_is_live_where_no_websocket_gets_through(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    """By long-polling, with a part of the page that is loaded then."""
    page.add_init_script("window.WebSocket = class { constructor() { setTimeout(() => this.onerror?.(), 10) } send() {} close() {} }")
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=20_000)
    expect(page.locator(".row").first).to_be_visible()


def test_the_page_says_that_the_engine_is_silent(platform: Platform, swerc: tuple[str, Path], page: Page, browser: Browser) -> None:
    """The socket stands and its pings are answered, but the engine does not speak: the board is not live."""
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    freshness = page.get_by_test_id("freshness")
    expect(freshness).to_contain_text("live", timeout=15_000)
    pid = platform.pid_of("engine")
    os.kill(pid, signal.SIGSTOP)
    try:
        expect(freshness).to_contain_text("stale", timeout=15_000)
        assert page.locator(".row").count() > 0, "the board stays"
        context = browser.new_context()
        newcomer = context.new_page()
        newcomer.goto(f"{platform.url}/contests/{swerc[0]}")  # gets what the gateway has kept
        expect(newcomer.get_by_test_id("freshness")).to_contain_text("stale", timeout=15_000)
        context.close()
    finally:
        os.kill(pid, signal.SIGCONT)
    expect(freshness).to_contain_text("live", timeout=30_000)
    expect(page.get_by_text(re.compile(r"Live again after 0:\d\d\. Meanwhile: 0 submissions, 0 solved\."))).to_be_visible()


def test_the_jury_is_heard_and_the_audience_counted(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    page.goto(f"{platform.url}/contests/{swerc[0]}")
    expect(page.get_by_test_id("viewers")).to_have_text(re.compile(r"^[1-9]\d* watching$"), timeout=15_000)
    email, password = platform.admin
    token = _post(f"{platform.url}/api/v1/auth/login", {"email": email, "password": password})["access_token"]
    room = f"{platform.url}/api/v1/contests/{swerc[0]}/announcements"
    _post(room, {"text": "Lunch is served <b>now</b>"}, token)
    with urllib.request.urlopen(f"{platform.url}/api/v1/contests/{swerc[0]}/problems") as answer:
        problem = json.load(answer)[0]
    _post(room, {"text": "n is at most 10", "problem_id": problem["id"]}, token)
    said = page.get_by_test_id("announcements").locator("p")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text(problem["label"])
    expect(said.first).to_contain_text("n is at most 10")
    expect(said.last).to_contain_text("Lunch is served <b>now</b>")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_disqualified_team_stands_last_and_is_marked(platform: Platform, browser: Browser, width: int, scheme: Any) -> None:
    contest, names = f"disqualified-{scheme}", ("Universität Musterstadt 1", "The Night Owls", "Quick Sort and Friends")
    email, password = platform.admin
    token = _post(f"{platform.url}/api/v1/auth/login", {"email": email, "password": password})["access_token"]
    teams = [TeamJoined(f"t{n}", name, "Beispielhochschule", disqualified=n == 0) for n, name in enumerate(names)]
    solves = [event for n in range(3) for problem in "AB"[: 2 - n // 2] for event in sent(f"t{n}", problem, 20 + n, "AC")]
    start = round(time.time() * 1000) - 60 * MINUTE
    events = [msgspec.to_builtins(event) for event in (configured(start=start), *teams, *solves)]
    _post(f"{platform.url}/api/v1/contests/{contest}/events", {"batch": "b1", "events": events}, token)
    context = browser.new_context(viewport={"width": width, "height": 500}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{platform.url}/contests/{contest}")
    expect(page.locator(".row .name")).to_have_text([names[1], names[2], names[0]], timeout=20_000)
    last = page.locator(".row.disqualified")
    expect(last.locator(".rank")).to_have_text("DSQ")
    expect(last.locator(".name")).to_have_css("text-decoration-line", "line-through")
    expect(last.locator(".solved")).to_have_text("0")
    expect(last.locator(".cell.none")).to_have_count(3)
    rank = last.locator(".rank")
    assert rank.evaluate("element => element.scrollWidth <= element.clientWidth"), "the mark has room"
    if shots := os.environ.get("PODIUM_SCREENSHOTS"):
        page.screenshot(path=Path(shots) / f"disqualified-{scheme}.png")
    context.close()


def _post(url: str, body: dict[str, Any], token: str = "") -> Any:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)


def test_the_list_leads_to_the_standings_and_back(platform: Platform, swerc: tuple[str, Path], page: Page) -> None:
    page.goto(f"{platform.url}/?q=SWERC")
    card = page.get_by_role("listitem").filter(has=page.locator(f"a[href='/contests/{swerc[0]}']"))
    expect(card).to_contain_text("SWERC 2022")
    expect(card).to_contain_text("120 teams")
    card.get_by_role("link").click()
    expect(page.get_by_role("grid", name="Standings")).to_be_visible()
    expect(page).to_have_title(re.compile("SWERC 2022"))
    page.go_back()
    expect(page.get_by_role("heading", name="Contests")).to_be_visible()


def _events(feed: Path) -> list[Any]:
    with feed.open("rb") as lines:
        return [event for _, event in Reader().read(lines)]


def _exists(platform: Platform, contest: str) -> bool:
    with urllib.request.urlopen(f"{platform.url}/api/v1/contests") as answer:
        return any(listed["id"] == contest for listed in json.load(answer)["contests"])
