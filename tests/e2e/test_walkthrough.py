"""One contest in three browsers at the same time: a juror runs it, a contestant plays it, a spectator watches."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from deploy.local.client import Client
from tests.conftest import Platform
from tests.e2e.people import Person, administrator, as_admin, person, sign_in
from tests.e2e.test_jury import button, confirm, part, phase, said
from tests.e2e.test_problem import VERDICT, write
from tests.integration import flow

CUT_MS = 30_000
"""How long the contestant's network is away in the middle of a submission."""
LEFT_SECONDS = 8
"""Between the moment when the juror sets the end, and the end: the way of the new setting to all pages."""
TABS = "Views of this contest"
FIRST_ROW = ".stage [aria-rowindex='1'] [role='rowheader'] b"


class Stage(NamedTuple):
    """The three pages, and what they look at."""

    url: str
    cup: str
    problems: dict[str, str]
    """Ids by their letters."""
    contestant: str
    """Name of the account."""
    rival: Person
    """Another team, which acts over REST."""
    jury: Page
    player: Page
    public: Page


@pytest.fixture
def stage(platform: Platform, new_page: Callable[..., Page]) -> Stage:
    async def problems(admin: Client) -> dict[str, str]:
        made = {}
        for letter in "AB":
            made[letter] = flow.fresh(f"sum-{letter.lower()}")
            await admin.call("POST", "/problems", {**flow.SUM, "id": made[letter], "title": f"Title of {made[letter]}"})
        return made

    jury, player, public = (new_page() for _ in range(3))
    sign_in(jury, administrator(platform))
    made = as_admin(platform, problems)
    return Stage(platform.url, flow.fresh("cup"), made, flow.fresh("Ada"), person(platform), jury, player, public)


@pytest.mark.timeout(400)
def test_a_juror_a_contestant_and_a_spectator_at_the_same_time(stage: Stage) -> None:
    _made(stage)
    _takes_part(stage)
    _watches(stage)
    _begins(stage)
    _solves(stage)
    _asks_and_is_answered(stage)
    _freezes(stage)
    _loses_the_network(stage)
    _ends(stage)
    _is_revealed(stage)
    _is_final(stage)


def _made(on: Stage) -> None:
    """The juror makes the contest and chooses its problems."""
    on.jury.goto(on.url)
    on.jury.get_by_role("link", name="Administration").click()
    on.jury.get_by_role("link", name="New contest").click()
    on.jury.get_by_label("Name", exact=True).fill(f"Cup {on.cup}")
    on.jury.get_by_label("Id", exact=True).fill(on.cup)
    on.jury.get_by_label("Duration").fill("1:00")
    on.jury.get_by_label("Freeze of the public board").fill("0:50")
    on.jury.get_by_role("radio", name="By rank").check()
    on.jury.get_by_label("Gold", exact=True).fill("1")
    button(on.jury, "Make the contest").click()
    button(on.jury, "+ Add a problem").click()
    finder = on.jury.get_by_role("dialog")
    for id_ in on.problems.values():
        finder.get_by_label("Find problems").fill(id_)
        button(finder, f"Add: Title of {id_}").click()
    button(finder, "Close").click()
    expect(on.jury.locator("[data-problem]")).to_have_count(2)
    button(on.jury, "Save problems").click()
    said(on.jury, "The problems are saved.")
    part(on.jury, "Overview")
    phase(on.jury, "Not started")


def _takes_part(on: Stage) -> None:
    """The contestant makes an account and joins; so does the rival."""
    page, email = on.player, f"{flow.fresh('ada')}@example.org"
    page.goto(f"{on.url}/account/register")
    page.get_by_label("Name").fill(on.contestant)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(flow.PASSWORD)
    button(page, "Register").click()
    expect(page.get_by_role("heading", name="A mail is on its way")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address or login").fill(email)
    page.get_by_label("Password", exact=True).fill(flow.PASSWORD)
    button(page.get_by_role("main"), "Sign in").click()
    page.get_by_role("searchbox").fill(on.cup)
    page.get_by_role("link", name=f"Take part in Cup {on.cup}").click()
    button(page.get_by_role("dialog"), "Take part").click()
    expect(page.get_by_role("heading", name="The contest has not started")).to_be_visible()
    on.rival.call("POST", f"/contests/{on.cup}/join")


def _watches(on: Stage) -> None:
    on.public.goto(on.url)
    on.public.get_by_role("searchbox").fill(on.cup)
    on.public.get_by_role("link", name=f"Cup {on.cup}", exact=True).click()
    expect(on.public.get_by_test_id("phase")).to_have_text("not started")
    button(on.public, "News").click()


def _begins(on: Stage) -> None:
    """One press of the juror, and all three pages are in the contest."""
    expect(on.jury.get_by_test_id("counts")).to_contain_text("2 teams")
    confirm(on.jury, "Start now")
    phase(on.jury, "Running")
    expect(on.public.get_by_test_id("phase")).to_have_text("running")
    expect(_row(on, on.contestant)).to_be_visible()
    expect(on.player.get_by_role("region", name="Your row")).to_contain_text(on.contestant)


def _solves(on: Stage) -> None:
    """The contestant reads the first problem, fails, and solves it; the board and its news follow."""
    on.player.get_by_role("region", name="Problems").get_by_role("link", name=re.compile("^A ")).click()
    expect(on.player.get_by_role("heading", name=f"A. Title of {on.problems['A']}")).to_be_visible()
    expect(on.player.get_by_text("Add two numbers.")).to_be_visible()
    on.player.get_by_label("Programming language").select_option("python3")
    expect(on.player.get_by_role("textbox", name="Source of main.py")).to_be_visible()  # another language begins with another editor
    write(on.player, flow.WRONG)
    _submit(on)
    sent = on.player.locator(".sent-list li")
    expect(sent.first).to_contain_text("wrong answer", timeout=VERDICT)
    expect(_row(on, on.contestant).get_by_label("A: 1 rejected")).to_be_visible()
    write(on.player, flow.RIGHT)
    _submit(on)
    expect(sent).to_have_count(2)
    expect(sent.filter(has_text="accepted")).to_have_count(1, timeout=VERDICT)
    expect(_row(on, on.contestant).get_by_label(re.compile("^A: solved first at .* after 2 tries"))).to_be_visible()
    news = on.public.get_by_role("complementary", name="What just happened").get_by_role("listitem")
    expect(news.filter(has_text=f"{on.contestant} solved A")).to_be_visible()
    body = {"problem_id": on.problems["A"], "language": "python3", "source": flow.RIGHT}
    on.rival.call("POST", f"/contests/{on.cup}/submissions", body)
    expect(news.filter(has_text=f"{on.rival.user['name']} solved A")).to_be_visible(timeout=VERDICT)


def _asks_and_is_answered(on: Stage) -> None:
    """A question and its answer; an announcement reaches everybody."""
    tabs = on.player.get_by_role("navigation", name=TABS)
    tabs.get_by_role("link", name="Questions").click()
    button(on.player, re.compile("^Ask the jury")).click()
    on.player.get_by_label("Question", exact=True).fill("Is zero a number?")
    button(on.player, "Send the question").click()
    expect(on.player.get_by_role("article")).to_contain_text("waits for an answer")

    on.jury.get_by_role("link", name="Clarifications desk 1 question waits").click()
    button(on.jury, re.compile("Is zero a number")).click()
    on.jury.get_by_role("textbox", name="Answer", exact=True).fill("It is.")
    button(on.jury, "Send the answer").click()
    expect(on.jury.get_by_role("article")).to_contain_text("answered by")
    expect(on.player.get_by_text("The jury has answered: It is.")).to_be_visible()
    expect(on.player.get_by_role("article")).to_contain_text("It is.")
    button(on.player, "Mark all as read").click()
    expect(on.player.get_by_role("article")).not_to_contain_text("new")

    on.jury.get_by_role("link", name="Jury", exact=True).click()
    part(on.jury, "Announcements")
    on.jury.get_by_label("Text", exact=True).fill("Lunch is served.")
    button(on.jury, "Announce").click()
    said(on.jury, "Announced.")
    for page in (on.player, on.public):
        expect(page.get_by_role("log", name="Announcements")).to_contain_text("Lunch is served.")
    button(on.public, re.compile("Mark as read")).click()
    part(on.jury, "Overview")


def _freezes(on: Stage) -> None:
    confirm(on.jury, "Freeze now")
    phase(on.jury, "Frozen")
    for page in (on.player, on.public):
        expect(page.get_by_test_id("phase")).to_contain_text("frozen")


def _loses_the_network(on: Stage) -> None:
    """The platform has the submission, the page cannot know. Half a minute later it learns, and has sent nothing twice."""
    page = on.player
    keys: list[str] = []

    def cut(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
            return
        route.fetch()
        page.context.set_offline(True)
        route.abort("connectionreset")

    page.get_by_role("navigation", name=TABS).get_by_role("link", name="My contest").click()
    page.get_by_role("region", name="Problems").get_by_role("link", name=re.compile("^B ")).click()
    write(page, flow.RIGHT)
    page.route(re.compile("/submissions$"), cut)
    _submit(on)
    outbox = page.get_by_test_id("outbox")
    expect(outbox).to_contain_text("A submission waits to be sent")
    since = page.evaluate("Date.now()")
    expect(_row(on, on.contestant).get_by_label("B: 1 pending")).to_be_visible()
    page.wait_for_function("([since, length]) => Date.now() - since >= length", arg=[since, CUT_MS], timeout=2 * CUT_MS)
    expect(outbox).to_contain_text("The platform cannot be reached.")
    page.context.set_offline(False)
    expect(outbox).to_be_empty(timeout=VERDICT)
    expect(page.locator(".sent-list li").get_by_role("link")).to_contain_text("accepted", timeout=VERDICT)
    expect(page.locator(".sent-list li")).to_have_count(1)
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=VERDICT)
    assert len(set(keys)) == 1 < len(keys)


def _ends(on: Stage) -> None:
    """The juror sets the end to a moment from now, and the clock ends the contest."""
    part(on.jury, "Settings")
    minutes, seconds = on.jury.get_by_test_id("clock").inner_text().split(":")
    end = int(minutes) * 60 + int(seconds) + LEFT_SECONDS
    on.jury.get_by_label("Duration").fill(f"0:{end // 60:02}:{end % 60:02}")
    button(on.jury, "Save settings").click()
    said(on.jury, "The settings are saved.")
    part(on.jury, "Overview")
    phase(on.jury, "Over")
    expect(_row(on, on.contestant).get_by_label("B: 1 pending")).to_be_visible()


def _is_revealed(on: Stage) -> None:
    """The screen of the spectator follows the juror's remote control, and nothing of the freeze is on it before."""
    on.public.get_by_role("navigation", name=TABS).get_by_role("link", name="Results").click()
    expect(on.public.get_by_text("The results are shown here when the contest is over")).to_be_visible()
    on.public.get_by_role("navigation", name=TABS).get_by_role("link", name="Reveal").click()
    on.jury.get_by_role("link", name="Reveal on all screens").click()
    for page in (on.jury, on.public):
        expect(page.get_by_text("One cell is hidden still.")).to_be_visible()
        expect(page.locator(FIRST_ROW)).to_have_text(on.rival.user["name"])
    button(on.jury, re.compile("^Reveal the next cell")).click()
    for page in (on.jury, on.public):
        expect(page.get_by_test_id("shown")).to_have_text(f"{on.contestant}: B solved")
        expect(page.get_by_text("All is revealed.")).to_be_visible()
    expect(on.public.locator(FIRST_ROW)).to_have_text(on.contestant)
    confirm(on.jury, "End the freeze")


def _is_final(on: Stage) -> None:
    confirm(on.jury, "Make the result final")
    expect(button(on.jury, "Take the final result back")).to_be_visible()
    for page in (on.player, on.public):
        expect(page.get_by_test_id("phase")).to_have_text("final")
    on.public.get_by_role("navigation", name=TABS).get_by_role("link", name="Results").click()
    expect(on.public.get_by_text("The result is official.")).to_be_visible()
    expect(on.public.get_by_role("listitem").filter(has_text="Gold medal")).to_contain_text(on.contestant)
    on.player.get_by_role("navigation", name=TABS).get_by_role("link", name="My contest").click()
    expect(on.player.get_by_role("region", name="Your row")).to_contain_text(re.compile(r"Rank\s*1.*Solved\s*2"))


def _row(on: Stage, team: str) -> Locator:
    """The row of a team on the spectator's board."""
    return on.public.get_by_role("row", name=team)


def _submit(on: Stage) -> None:
    button(on.player, re.compile("^Submit")).click()
