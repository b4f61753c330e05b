"""Pictures of the views for docs/images and docs/guide: made from the demo's contest, where PODIUM_PICTURES names a folder.

PODIUM_PICTURES=docs/images ./podium test tests/e2e/test_pictures.py
"""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from deploy.demo import setup
from deploy.demo.jury import OPEN_QUESTION
from deploy.local.client import Client
from tests.conftest import ROOT, read_until, start_podium
from tests.e2e.people import HOUR_MS, run
from tests.workers import free_port

FOLDER = os.environ.pop("PODIUM_PICTURES", None)
"""Taken out of the environment: the platform knows no such setting."""
SECONDS = 300
"""The contest's length: time for all pictures of a contest that runs."""
SCREEN = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SOURCE = (ROOT / "deploy/demo/problems/lanterns/submissions/accepted/reach.py").read_text()
"""What stands in the editor."""
COLOURS = 256
"""Of a picture: a page has few, and a palette makes the file a third as large."""


class Beside(NamedTuple):
    """A contest beside the demo's, as a platform has them that is used."""

    name: str
    starts_in: float
    """Hours."""
    hours: float
    teams: int
    settings: dict[str, Any] = {}


CONTESTS = (
    Beside("Autumn marathon", -20, 48, 5, {"rule": "ioi"}),
    Beside("Weekly round 12", 1.4, 2, 4, {"rated": "elo-mmr", "rule": "codeforces"}),
    Beside("Regional contest, practice session", 29, 2, 6),
    Beside("Regional contest", 53, 5, 6),
    Beside("Weekly round 11", -166, 2, 5, {"rated": "elo-mmr", "rule": "codeforces"}),
    Beside("School cup", -400, 3, 3),
)
PEOPLE = ("Ada Novak", "Bela Ruiz", "Chen Wei", "Dana Okoye", "Emil Berg", "Fatma Aydin")

pytestmark = pytest.mark.skipif(not FOLDER, reason="PODIUM_PICTURES names no folder")


class Demo:
    """A platform with the demo's contest."""

    def __init__(self, process: subprocess.Popen[bytes], site: str) -> None:
        self._process = process
        self._said = ""
        self.site = site
        self.until("starts in", 400)
        (self._contest,) = set(re.findall(r"/contests/(demo-[\d-]+)", self._said))
        self.passwords: dict[str, str] = dict(re.findall(r"(\w+)@\w+\.localhost +password (\S+)", self._said))
        """By the first part of the address."""

    @property
    def path(self) -> str:
        return f"{self.site}/contests/{self._contest}"

    @property
    def overlay(self) -> str:
        return f"{self.site}/overlay/{self._contest}"

    def until(self, words: str, seconds: float = 600) -> None:
        """Waits until the terminal has said this. What came with it is kept: the next words may be among them."""
        if words not in self._said:
            self._said += read_until(self._process, words, seconds)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    port = free_port()
    process = start_podium("demo", "--seconds", str(SECONDS), "--port", str(port), "--data", str(tmp_path_factory.mktemp("demo") / "data"))
    try:
        yield Demo(process, f"http://127.0.0.1:{port}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def held_beside(demo: Demo) -> None:
    """Contests that run, come and are over: people join before the start, which moves to where it belongs afterwards."""

    async def steps() -> None:
        async with Client(demo.site) as admin:
            await admin.login("admin@podium.localhost", demo.passwords["admin"])
            people = [
                await setup.account(demo.site, demo.passwords["admin"], f"{name.split()[0].lower()}@demo.localhost", name)
                for name in PEOPLE
            ]
            for number, contest in enumerate(CONTESTS):
                path = f"/contests/beside-{number}"
                now = round(time.time() * 1000)
                known = {"name": contest.name, "duration": round(contest.hours * HOUR_MS), "problems": [{"id": "tally", "label": "A"}]}
                body = {"id": f"beside-{number}", "settings": {**known, "start": now + HOUR_MS, **contest.settings}}
                await admin.call("POST", "/contests", body)
                for person in people[: contest.teams]:
                    async with Client(demo.site, person.token) as client:
                        await client.call("POST", f"{path}/join")
                start = {"start": now + round(contest.starts_in * HOUR_MS)}
                await admin.call("PUT", path, {"settings": start}, {"If-Match": "*"})

    run(steps())


def taken(page: Page, name: str) -> None:
    """At rest, without what flashes."""
    expect(page.locator(".skeleton")).to_have_count(0, timeout=20_000)
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    folder = Path(FOLDER or "")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = with_few_colours(image)
    few.save((folder if folder.is_absolute() else ROOT / folder) / f"{name}.png", optimize=True)


def with_few_colours(image: Image.Image) -> Image.Image:
    """Half of the palette are the most frequent colours as they are, as others of the same areas would show; half cover the rest, such as a small spot's."""
    found = image.getcolors(image.width * image.height) or []
    frequent = sorted(found, key=lambda each: -each[0])[: COLOURS // 2]
    rare = image.quantize(COLOURS // 2, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(b"".join(bytes(colour) for _, colour in frequent) + bytes(rare[: 3 * COLOURS // 2]))  # type: ignore[call-overload]
    return image.quantize(palette=palette, dither=Image.Dither.NONE)


def dark(page: Page, name: str) -> None:
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    taken(page, name)


def on_a_phone(page: Page, name: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    taken(page, name)
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]


def signed_in(page: Page, demo: Demo, who: str) -> Page:
    page.goto(f"{demo.site}/account/sign-in")
    page.get_by_label("E-mail address").fill(f"{who}@{'podium' if who == 'admin' else 'demo'}.localhost")
    page.get_by_label("Password", exact=True).fill(demo.passwords[who])
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("sign-in"), timeout=15_000)
    return page


def live(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=30_000)


def opened(page: Page, path: str) -> None:
    """The first submission of a list."""
    page.locator(f"a[href*='{path}']").first.click()
    expect(page.get_by_role("heading", name="Source").first).to_be_visible(timeout=30_000)


def at(page: Page, address: str) -> None:
    """A view of no contest."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)


@pytest.mark.timeout(1800)
def test_pictures(demo: Demo, new_page: Callable[..., Page]) -> None:
    spectator, phone = new_page(viewport=SCREEN), new_page(viewport=PHONE, color_scheme="dark")
    held_beside(demo)
    contestant, jury = signed_in(new_page(viewport=SCREEN), demo, "contestant"), signed_in(new_page(viewport=SCREEN), demo, "jury")
    demo.until("judged again:")
    the_contests(demo, spectator)
    of_contestants(demo, contestant)
    of_the_jury(demo, jury)
    of_spectators(demo, spectator, phone)
    demo.until("the ceremony:")
    live(spectator, f"{demo.path}/reveal")
    demo.until("problem H")
    taken(spectator, "reveal")
    demo.until("the platform stays up")
    of_the_end(demo, spectator, phone)
    of_the_contests_jury(demo, jury)
    outside_of_contests(demo, contestant)
    of_administrators(demo, signed_in(new_page(viewport=SCREEN), demo, "admin"))


def the_contests(demo: Demo, page: Page) -> None:
    at(page, f"{demo.site}/?status=")
    for contest in CONTESTS:
        expect(page.get_by_role("listitem").filter(has_text=contest.name).first).to_be_visible()
    taken(page, "contests")


def of_contestants(demo: Demo, page: Page) -> None:
    live(page, f"{demo.path}/home")
    taken(page, "contest-home")
    on_a_phone(page, "contest-home-phone")
    page.get_by_role("button", name="Mark as read").click()
    opened(page, "/submissions/")
    dark(page, "submission")
    live(page, f"{demo.path}/problems/C")
    language, editor = page.get_by_label("Programming language"), page.locator(".cm-content")
    language.select_option("python3")
    editor.click()
    page.keyboard.insert_text(SOURCE)
    page.get_by_role("button", name=re.compile("Run")).first.click()
    expect(page.locator(".run-test").first).to_contain_text("accepted", timeout=60_000)
    expect(editor).to_contain_text(SOURCE.partition("\n")[0])
    expect(language).to_have_value("python3")
    page.evaluate("scrollTo(0, 0)")
    taken(page, "problem")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    dark(page, "problem-phone")
    page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    live(page, f"{demo.path}/clarifications")
    taken(page, "clarifications")


def of_the_jury(demo: Demo, page: Page) -> None:
    """The work of the hour."""
    live(page, f"{demo.path}/jury")
    taken(page, "jury")
    page.get_by_role("button", name="Mark as read").click()
    live(page, f"{demo.path}/jury/submissions")
    taken(page, "jury-submissions")
    page.get_by_label("Verdict").select_option("WA")
    expect(page).to_have_url(re.compile("verdict=WA"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("wrong answer")
    opened(page, "/jury/submissions/")
    dark(page, "jury-submission")
    live(page, f"{demo.path}/jury/balloons")
    taken(page, "jury-balloons")
    demo.until(OPEN_QUESTION)
    live(page, f"{demo.path}/jury/clarifications")
    page.get_by_role("button", name=re.compile(re.escape(OPEN_QUESTION))).click()
    page.get_by_role("textbox", name="Answer", exact=True).fill("Yes: the printer stays on for an hour.")
    taken(page, "jury-clarifications")


def of_spectators(demo: Demo, page: Page, phone: Page) -> None:
    demo.until("the public board freezes")
    live(page, demo.path)
    taken(page, "board")
    live(phone, demo.path)
    taken(phone, "board-phone")
    page.goto(f"{demo.path}?view=projector&rows=12")
    expect(page.get_by_role("grid").or_(page.get_by_role("table")).first).to_be_visible(timeout=30_000)
    taken(page, "projector")
    page.goto(f"{demo.site}/overlay?kind=board")
    expect(page.get_by_test_id("address")).to_be_visible(timeout=30_000)
    taken(page, "overlay")


def of_the_end(demo: Demo, page: Page, phone: Page) -> None:
    live(page, f"{demo.path}?medals=yes")
    page.wait_for_timeout(11_000)  # what falls has fallen
    taken(page, "medals")
    with page.expect_response(re.compile("/recording")):
        live(page, f"{demo.path}?chart=rank")
    taken(page, "board-chart")
    live(page, f"{demo.path}/time?at={SECONDS // 2}")
    taken(page, "time-machine")
    live(phone, f"{demo.path}/time?at={SECONDS // 2}")
    taken(phone, "time-machine-phone")
    live(page, f"{demo.path}/results")
    taken(page, "results")
    live(page, f"{demo.path}/statistics")
    taken(page, "statistics")


def of_the_contests_jury(demo: Demo, page: Page) -> None:
    """What the jury looks after, also when all is over."""
    live(page, f"{demo.path}/jury/rejudgings")
    page.locator("a[href*='/jury/rejudgings/']:not([href$=new])").first.click()
    taken(page, "jury-rejudging")
    for view in ("settings", "problems", "teams"):
        live(page, f"{demo.path}/jury/{view}")
        taken(page, f"jury-{view}")


def outside_of_contests(demo: Demo, page: Page) -> None:
    at(page, f"{demo.site}/problems")
    taken(page, "problems")
    at(page, f"{demo.site}/account")
    taken(page, "account")
    at(page, f"{demo.site}/teams")
    taken(page, "teams")


def of_administrators(demo: Demo, page: Page) -> None:
    for view in ("", "/judging", "/audit"):
        at(page, f"{demo.site}/admin{view}")
        taken(page, f"admin{view.replace('/', '-')}")
