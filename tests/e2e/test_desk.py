"""The jury's desk: submissions, re-judging, clarifications, balloons and prints, by several jurors at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.local.client import Client
from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, as_admin, person, run, sign_in
from tests.integration import flow

WRONG_TEST = {**flow.SUM["tests"][1], "answer": "41\n"}  # type: ignore[index]
SEATS = ("Seat A1", "Seat B2")
"""No name of an account is in them."""


class Hall(NamedTuple):
    """A contest that runs, with two jurors and two teams that sit somewhere."""

    url: str
    contest: str
    problems: list[str]
    """The second test of the second one is wrong."""
    jurors: list[Person]
    teams: list[Person]

    @property
    def path(self) -> str:
        return f"/contests/{self.contest}"

    def desk(self, what: str) -> str:
        return f"{self.url}{self.path}/jury/{what}"

    def name(self, team: int) -> str:
        return str(self.teams[team].user["name"])

    def sent(self, team: int, problem: int, source: str = flow.RIGHT) -> str:
        """A submission, judged."""
        body = {"problem_id": self.problems[problem], "language": "python3", "source": source}
        sent = str(self.teams[team].call("POST", f"{self.path}/submissions", body)["id"])
        wait_for(lambda: self.jurors[0].call("GET", f"/submissions/{sent}")["state"] == "done", 60, "it is judged")
        return sent


def juror(platform: Platform, contest: str) -> Person:
    """Somebody new who is jury of a contest."""
    name = person(platform).user["name"]

    async def steps() -> Person:
        async with Client(platform.url) as admin, Client(platform.url) as client:
            await admin.login(*platform.admin)
            user = (await client.login(f"{name}@example.org", flow.PASSWORD))["user"]
            await admin.call("PUT", f"/contests/{contest}/jury/{user['id']}")
            user = (await client.login(f"{name}@example.org", flow.PASSWORD))["user"]
            return Person(client.token, user, platform.url)

    return run(steps())


@pytest.fixture(scope="module")
def hall(platform: Platform) -> Hall:
    async def make(admin: Client) -> tuple[str, list[str]]:
        tests = [flow.SUM["tests"][0], WRONG_TEST]  # type: ignore[index]
        problems = [await flow.make_problem(admin), await flow.make_problem(admin, tests=tests)]
        contest = await flow.make_contest(admin, problems, begins_in=-1800, seconds=18_000, medals=[1, 0, 0])
        colours = [{"id": id_, "label": label, "rgb": rgb} for id_, label, rgb in zip(problems, "AB", ("#3cb44b", "#4363d8"), strict=True)]
        await admin.call("PUT", f"/contests/{contest}/problems", {"problems": colours}, {"If-Match": "*"})
        return contest, problems

    contest, problems = as_admin(platform, make)
    made = Hall(platform.url, contest, problems, [juror(platform, contest) for _ in range(2)], [person(platform) for _ in range(2)])
    for team, seat in zip(made.teams, SEATS, strict=True):
        team.call("POST", f"{made.path}/join")
        made.jurors[0].call("PATCH", f"{made.path}/registrations/{team.user['id']}", {"location": seat}, {"If-Match": "*"})
    return made


@pytest.fixture
def desks(hall: Hall, new_page: Callable[..., Page]) -> list[Page]:
    """A page of each juror."""
    pages = [new_page() for _ in hall.jurors]
    for page, who in zip(pages, hall.jurors, strict=True):
        sign_in(page, who)
    return pages


def shot(page: Page, name: str) -> None:
    if shots := os.environ.get("PODIUM_SCREENSHOTS"):
        page.screenshot(path=Path(shots) / f"{name}.png")


def live(page: Page) -> None:
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=15_000)


def test_a_submission_appears_live_and_is_reviewed_by_keys(hall: Hall, desks: list[Page]) -> None:
    first, second = desks
    for page in desks:
        page.goto(hall.desk("submissions"))
        expect(page.get_by_text("Nothing was submitted yet")).to_be_visible()
        live(page)
    hall.sent(0, 0, flow.WRONG)
    sent = hall.sent(0, 0)
    rows = first.get_by_role("row").filter(has_text=hall.name(0))
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("accepted")
    first.keyboard.press("j")
    expect(rows.first.get_by_role("link")).to_be_focused()
    first.keyboard.press("r")
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    expect(second.get_by_role("row").filter(has_text="accepted")).to_contain_text(f"by {hall.jurors[0].user['name']}")
    shot(first, "submissions")
    first.keyboard.press("Enter")
    expect(first).to_have_url(hall.desk(f"submissions/{sent}"))
    expect(first.get_by_role("heading", name=re.compile(f"^A .*{hall.name(0)}"))).to_be_visible()
    expect(first.get_by_role("table").get_by_role("row")).to_have_count(3)
    expect(first.get_by_role("figure").get_by_text(flow.RIGHT)).to_have_count(2)  # as it is, and as what changed
    shot(first, "submission")
    first.keyboard.press("j")
    expect(first.get_by_text("This is the first submission of the team")).to_be_visible()
    first.keyboard.press("r")
    expect(first.get_by_role("button", name=re.compile("Take the mark away"))).to_be_visible()
    first.get_by_role("button", name="Undo").last.click()
    expect(first.get_by_role("button", name=re.compile("Mark as reviewed"))).to_be_visible()
    first.keyboard.press("Shift+?")
    expect(first.get_by_role("dialog")).to_contain_text("Next submission of the list")
    first.keyboard.press("Escape")
    first.keyboard.press("u")
    first.get_by_label("Verdict").select_option("WA")
    expect(first).to_have_url(re.compile(r"\?verdict=WA$"))
    expect(rows).to_have_count(1)
    second.goto(first.url)
    expect(second.get_by_role("row").filter(has_text="wrong answer")).to_have_count(1)


def test_two_jurors_share_the_questions(hall: Hall, desks: list[Page]) -> None:
    first, second = desks
    hall.jurors[0].call("POST", f"{hall.path}/canned-answers", {"text": "Read the statement again."})
    for page in desks:
        page.goto(hall.desk("clarifications"))
        expect(page.get_by_text("No question waits")).to_be_visible()
        live(page)
    hall.teams[0].call("POST", f"{hall.path}/clarifications", {"question": "Is zero positive?", "problem_id": hall.problems[0]})
    for page in desks:
        page.get_by_role("button", name=re.compile("Is zero positive")).click()
    first.get_by_role("textbox", name="Answer", exact=True).fill("No.")
    mine = f"{hall.jurors[0].user['name']} is at it"
    expect(second.get_by_role("article")).to_contain_text(mine)
    expect(second.get_by_role("textbox", name="Answer", exact=True)).to_have_count(0)
    expect(second.get_by_role("button", name="Claimed by others 1")).to_be_visible()
    expect(first.get_by_text("You have claimed it")).to_be_visible()
    expect(first.get_by_role("textbox", name="Answer", exact=True)).to_have_value("No.")
    first.get_by_label("Canned answers").select_option("Read the statement again.")
    first.get_by_label("Answer to all teams").check()
    expect(first.get_by_role("region", name="Preview")).to_contain_text("Everybody sees")
    shot(first, "clarifications")
    first.get_by_role("textbox", name="Answer", exact=True).press("Control+Enter")
    expect(second.get_by_role("article")).to_contain_text("answered by")
    expect(second.get_by_role("log", name="Announcements")).to_contain_text("Read the statement again.")
    second.get_by_label("Change the answer").fill("No. It is neither positive nor negative.")
    second.get_by_role("button", name="Send the change").click()
    expect(first.get_by_role("article")).to_contain_text("neither positive")
    (told,) = hall.teams[0].call("GET", f"{hall.path}/clarifications")["clarifications"]
    assert (told["answer"], told["to_all"], told["unread"]) == ("No. It is neither positive nor negative.", True, True)
    second.keyboard.press("Escape")
    second.get_by_role("button", name="Message to a team").click()
    second.get_by_role("dialog").get_by_label("Team").fill("nobody")
    second.get_by_role("dialog").get_by_label("Text").fill("Please speak quietly.")
    second.get_by_role("button", name="Send the message").click()
    expect(second.get_by_text("There is no such team")).to_be_visible()
    second.get_by_role("dialog").get_by_label("Team").fill(hall.name(1))
    second.get_by_role("button", name="Send the message").click()
    expect(second.get_by_role("dialog")).to_have_count(0)
    assert hall.teams[1].call("GET", f"{hall.path}/clarifications")["clarifications"][0]["answer"] == "Please speak quietly."


def test_a_wrong_test_is_corrected_by_a_rejudging(hall: Hall, desks: list[Page], platform: Platform) -> None:
    page, other = desks
    hall.sent(1, 1)
    page.goto(hall.desk("rejudgings"))
    expect(page.get_by_text("Nothing was judged again yet")).to_be_visible()
    page.get_by_role("link", name="Judge again").click()
    page.get_by_label("Reason").fill("a judge was slow")
    page.get_by_role("checkbox", name=re.compile("^B ")).check()
    expect(page.get_by_text("1 submission of now fits.")).to_be_visible()
    page.get_by_role("button", name="Judge again").click()
    expect(page.get_by_text("ready to apply")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("No verdict differs.")).to_be_visible()
    asked(page, "Repeat")
    expect(page.get_by_role("heading", name=re.compile("Repeated: a judge was slow"))).to_be_visible()
    expect(page.get_by_text("ready to apply")).to_be_visible(timeout=30_000)
    asked(page, "Cancel it")
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()

    switched = corrected(platform, hall)
    for each in desks:
        each.goto(hall.desk(f"rejudgings/{switched}"))
    expect(page.get_by_text("the contest plays version 2 of B")).to_be_visible()
    expect(page.get_by_text("ready to apply")).to_be_visible(timeout=30_000)
    changed = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="WA", exact=True))
    expect(changed.get_by_role("cell").first).to_have_text("1")
    expect(page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=hall.name(1)))).to_contain_text("0 → 1")
    shot(page, "rejudging")
    asked(page, "Apply")
    expect(page.get_by_text("applied", exact=True)).to_be_visible()
    expect(other.get_by_text("applied", exact=True)).to_be_visible()
    page.goto(hall.desk("submissions?problem=" + hall.problems[1]))
    expect(page.get_by_role("row").filter(has_text=hall.name(1))).to_contain_text("accepted")


def asked(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def corrected(platform: Platform, hall: Hall) -> str:
    """Its author corrects the test, and the jury switches to the new version; the id of the rejudging."""
    problem = hall.problems[1]

    async def steps(admin: Client) -> str:
        test = (await admin.call("GET", f"/testcases/{problem}"))["testcases"][1]["id"]
        fixed = await admin.call("PUT", f"/testcases/{test}", flow.SUM["tests"][1], {"If-Match": "*"})  # type: ignore[index]
        body = {"version": fixed["version"], "reason": "20 + 22 is 42"}
        return str((await admin.call("POST", f"{hall.path}/problems/{problem}/version", body))["id"])

    return as_admin(platform, steps)


def test_balloons_and_prints_are_ticked_off(hall: Hall, desks: list[Page]) -> None:
    first, second = desks
    for page in desks:
        page.goto(hall.desk("balloons"))
        live(page)
    hall.sent(1, 0)

    def balloon(page: Page) -> Locator:
        return page.get_by_role("row").filter(has_text=SEATS[1]).filter(has=page.get_by_role("button", name=re.compile(r"rought: A")))

    expect(balloon(first)).to_contain_text(hall.name(1))
    expect(first.get_by_role("row").filter(has_text=SEATS[0])).to_contain_text("first in the contest")
    shot(first, "balloons")
    first.get_by_label("Place begins with").fill("seat b")
    first.get_by_label("Place begins with").press("Enter")
    expect(first.get_by_role("row").filter(has_text=SEATS[0])).to_have_count(0)
    balloon(first).get_by_role("button").click()
    expect(balloon(first)).to_have_count(0)
    expect(balloon(second)).to_have_count(0)
    first.get_by_role("button", name="Undo").click()
    expect(balloon(second)).to_be_visible()
    second.get_by_role("button", name=f"Brought: A to {hall.name(1)}").focus()
    second.keyboard.press("d")
    expect(balloon(first)).to_have_count(0)
    first.get_by_role("link", name="Brought").click()
    expect(balloon(first)).to_contain_text(f"by {hall.jurors[1].user['name']}")

    first.goto(hall.desk("prints"))
    live(first)
    hall.teams[0].call("POST", f"{hall.path}/prints", {"source": flow.RIGHT, "file_name": "sum.py"})
    waiting = first.get_by_role("row").filter(has_text="sum.py")
    expect(waiting).to_contain_text(SEATS[0])
    with first.expect_response(re.compile(r"/prints/\w+\.pdf$")) as answer, first.expect_popup():
        waiting.get_by_role("button", name=re.compile("Open PDF")).click()
    assert answer.value.headers["content-type"] == "application/pdf"
    shot(first, "prints")
    waiting.get_by_role("button", name=re.compile("^Brought")).click()
    expect(first.get_by_text("Nothing waits to be printed")).to_be_visible()


def test_every_view_is_accessible(hall: Hall, desks: list[Page]) -> None:
    page, path = desks[0], hall.path
    (submission, *_) = hall.jurors[0].call("GET", f"{path}/submissions")["submissions"]
    (rejudging, *_) = hall.jurors[0].call("GET", f"{path}/rejudgings")["rejudgings"]
    (clarification, *_) = hall.jurors[0].call("GET", f"{path}/clarifications?state=answered")["clarifications"]
    for view in (
        "submissions",
        f"submissions/{submission['id']}",
        "rejudgings",
        "rejudgings/new",
        f"rejudgings/{rejudging['id']}",
        f"clarifications?queue=answered&id={clarification['id']}",
        "clarifications?message=new",
        "clarifications?canned=open",
        "balloons",
        "prints?show=delivered",
    ):
        page.goto(hall.desk(view))
        live(page)
        expect(page.locator("main h2").first).to_be_visible()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert both_themes(page) == [], view
        shot(page, "dark-" + re.sub(r"\W", "-", view)[:20])
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
        shot(page, "phone-" + re.sub(r"\W", "-", view)[:20])
        page.set_viewport_size({"width": 1280, "height": 800})
