"""Right-to-left: the main views with the direction of Arabic and Hebrew, and names in these scripts on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.local.client import Client
from realtime.protocol.events import Event, Finalized, TeamJoined, Thawed
from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, administrator, as_admin, person, sign_in
from tests.e2e.test_board import contest_of, opened, play, shot
from tests.integration import flow
from tests.unit.contest_engine.contests import sent

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ARABIC, HEBREW, LATIN = "فريق النيل 2", "צוות אלף (3)", "Team 7 (Rio)!"
OUTSIDE = """() => {
  const width = document.documentElement.clientWidth
  const shown = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true})
  const clips = (element) => getComputedStyle(element).overflowX !== 'visible' || getComputedStyle(element).clipPath !== 'none'
  const clipped = (element) => { for (let at = element; at && at !== document.body; at = at.parentElement) if (clips(at)) return true; return false }
  return [...document.body.querySelectorAll('*')]
    .filter(element => { const box = element.getBoundingClientRect(); return box.width > 0 && (box.left < -1 || box.right > width + 1) })
    .filter(element => shown(element) && !clipped(element.parentElement) && !element.closest('.skip, .hidden'))
    .map(element => `${element.tagName}.${element.className}: ${JSON.stringify(element.getBoundingClientRect())}`)
}"""
"""Elements beyond either edge that nothing clips: what lies beyond the right one cannot be scrolled to, and makes the page no wider."""
PLACES = """(element, texts) => texts.map(text => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(text)
    if (at < 0) continue
    const range = document.createRange()
    range.setStart(node, at)
    range.setEnd(node, at + text.length)
    return range.getBoundingClientRect().left
  }
  return null
})"""


def places(of: Locator, *texts: str) -> Any:
    """Where these texts begin on the screen, from the left, in px."""
    return of.evaluate(PLACES, list(texts))


class Hall:
    """A contest that runs with a problem, a contestant who has tried it, and the jury."""

    def __init__(self, platform: Platform) -> None:
        async def make(admin: Client) -> tuple[str, str]:
            problem = await flow.make_problem(admin, statement="Add $a$ and $b$.\n\n# Input\n\nTwo numbers.")
            return problem, await flow.make_contest(admin, [problem], begins_in=-600, seconds=7200, freeze=7_000_000)

        self.problem, self.contest = as_admin(platform, make)
        self.jury, self.contestant = administrator(platform), person(platform)
        path = f"/contests/{self.contest}"
        self.contestant.call("POST", f"{path}/join")
        body = {"problem_id": self.problem, "language": "python3", "source": flow.WRONG}
        self.submission = self.contestant.call("POST", f"{path}/submissions", body)["id"]
        self.contestant.call("POST", f"{path}/clarifications", {"question": "May we eat here?"})
        wait_for(lambda: self.contestant.call("GET", f"/submissions/{self.submission}")["state"] == "done", 60, "it is judged")

    def views(self) -> list[tuple[Person, str, str]]:
        """Who opens which view, and the heading or text that says that it is there."""
        own = str(self.contestant.user["name"])
        return [
            (self.contestant, "", own),
            (self.contestant, "/home", "1 try"),
            (self.contestant, "/problems/A", "Two numbers."),
            (self.contestant, f"/submissions/{self.submission}", "wrong answer"),
            (self.contestant, "/clarifications", "May we eat here?"),
            (self.jury, "/jury", "Course of the contest"),
            (self.jury, "/jury/submissions", own),
            (self.jury, "/jury/clarifications", "May we eat here?"),
        ]


@pytest.fixture(scope="module")
def hall(platform: Platform) -> Hall:
    return Hall(platform)


def turned(page: Page, direction: str = "rtl") -> None:
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_main_views_fit_and_are_accessible(platform: Platform, hall: Hall, new_page: Callable[..., Page], size: dict[str, int]) -> None:
    pages = {who.token: new_page(viewport=size, has_touch=size is PHONE) for who in (hall.contestant, hall.jury)}
    for who in (hall.contestant, hall.jury):
        sign_in(pages[who.token], who)
    found: list[str] = []
    for who, path, text in hall.views():
        page = pages[who.token]
        page.goto(f"{platform.url}/contests/{hall.contest}{path}")
        turned(page)
        expect(page.get_by_role("main").get_by_text(text).filter(visible=True).first).to_be_visible()
        expect(page.locator(".skeleton, .bone")).to_have_count(0)
        shot(page, f"rtl-{size['width']}{path.replace('/', '-')}")
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path}: the page is {width} px wide"] if width > size["width"] else []
        found += [f"{path}: outside: {each}" for each in page.evaluate(OUTSIDE)]
        found += [f"{path}: {each}" for each in both_themes(page)]
    assert not found, "\n".join(found)


def test_the_clock_runs_and_medals_stand_where_lines_begin(platform: Platform, page: Page) -> None:
    contest = contest_of(platform, [event for n in range(3) for event in sent(f"t{n}", "pA", 10 + n, "AC")])
    opened(page, platform, contest)
    turned(page)
    bar = page.locator(".bar").bounding_box()
    freeze = page.locator(".bar .freeze").bounding_box()
    assert bar is not None
    assert freeze is not None
    assert abs(freeze["x"] - bar["x"]) < 1, "the freeze is at the end of the contest: on the left"
    rank = page.locator(".row .rank.gold")
    assert rank.evaluate("element => getComputedStyle(element).transform") == "none", "the number is not mirrored"
    assert "-4px 0px" in rank.evaluate("element => getComputedStyle(element).boxShadow"), "on the right"


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_names_of_either_direction_leave_the_row_as_it_is(platform: Platform, page: Page, direction: str) -> None:
    names = (ARABIC, HEBREW, LATIN)
    teams: list[Event] = [TeamJoined(f"x{n}", name, name) for n, name in enumerate(names)]
    solved = [event for n in range(3) for event in sent(f"x{n}", "pA", 10, "AC")]
    contest = contest_of(platform, teams, solved, minutes=310, medals=(3, 0, 0))
    opened(page, platform, contest)
    turned(page, direction)
    for part in (".rank", ".solved", ".penalty", ".cell"):
        boxes = [page.get_by_role("row", name=name).locator(part).first.bounding_box() for name in ("Team 00", *names)]
        assert len({(box["x"], box["width"]) for box in boxes if box}) == 1, part
    begin, end = places(page.get_by_role("row", name=LATIN).locator(".name"), "Team", "!")
    assert begin < end, "a Latin name reads from the left"
    begin, end = places(page.get_by_role("row", name=HEBREW).locator(".name"), "צוות", "3")
    assert begin > end, "a Hebrew name reads from the right"
    shot(page, f"names-{direction}")

    play(platform, contest, Thawed(), Finalized())
    page.goto(f"{platform.url}/contests/{contest}/results")
    turned(page, direction)
    medals = page.get_by_role("listitem").filter(has_text=re.compile("^Gold medal"))
    expect(medals).to_contain_text(HEBREW)
    shot(page, f"results-{direction}")
    text = medals.inner_text()
    listed = places(medals, *sorted(("النيل", "אלף", "Rio"), key=text.index)[:2])  # the third is on the next line
    assert listed == sorted(listed, reverse=direction == "rtl"), "a list of names goes on in the direction of the page"
