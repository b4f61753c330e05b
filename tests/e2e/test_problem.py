"""Problems beside the editor, test runs, submissions, and submissions that outlast a lost network."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from deploy.local.client import Client
from tests.conftest import Platform
from tests.e2e.accessibility import both_themes
from tests.e2e.conftest import DEFAULTS
from tests.e2e.people import Person, as_admin, entered, person, sent_by, sign_in
from tests.integration import flow

SCRIPT = "<script>window.hacked = 1</script><img src=nothing onerror='window.hacked = 1'>"
STATEMENT = rf"""Add $a$ and $b$ with $1 \le a_i \le 10^9$: $$\sum_{{i=1}}^n a_i$$

# Input

Two numbers. ![A graph](graph.png) See [the notes](notes.txt).

{SCRIPT} $\href{{javascript:window.hacked=1}}{{x}} \htmlData{{a=b}}{{y}}$
"""
VIOLATIONS = """
  window.violations = []
  addEventListener('securitypolicyviolation', event => violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))
"""
SAMPLES: Any = flow.SUM["tests"]
VERDICT = 40_000
"""Longest wait for a judge, in ms."""


class World(NamedTuple):
    url: str
    contest: str
    problems: list[str]

    @property
    def problem(self) -> str:
        return f"{self.url}/contests/{self.contest}/problems/A"

    def contestant(self, platform: Platform) -> Person:
        return entered(platform, self.contest)

    def sent(self, who: Person) -> list[str]:
        return sent_by(who, self.contest)


@pytest.fixture(scope="module")
def world(platform: Platform) -> World:
    async def steps(admin: Client) -> World:
        tests = [*SAMPLES, *({"input": f"{n} {n}\n", "answer": f"{2 * n}\n"} for n in range(3, 9))]
        rich = await flow.make_problem(admin, title=f"Sum {SCRIPT}", statement=STATEMENT, tests=tests, time_limit=5)
        plain = await flow.make_problem(admin)
        for name, kind, content in (("graph.png", "picture", _png()), ("notes.txt", "attachment", b"nothing to see")):
            body = {"kind": kind, "content": base64.b64encode(content).decode()}
            await admin.call("PUT", f"/problems/{rich}/attachments/{name}", body, {"If-Match": "*"})
        await admin.call("PUT", f"/problems/{rich}/statements/de", {"text": "Addiere $a$ und $b$."})
        contest = await flow.make_contest(admin, [rich, plain], seconds=3600, feedback="tests")
        return World(platform.url, contest, [rich, plain])

    return as_admin(platform, steps)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(60) for _ in range(20))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 20, 20, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def write(page: Page, source: str, language: str = "python3") -> None:
    """Replaces what is in the editor."""
    page.get_by_label("Programming language").select_option(language)
    editor = page.get_by_role("textbox", name=re.compile("^Source of"))
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    expect(editor).to_contain_text(source.partition("\n")[0])


def opened(page: Page, who: Person, address: str) -> None:
    page.add_init_script(VIOLATIONS)
    sign_in(page, who)
    page.goto(address)
    expect(page.locator(".cm-content")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name=re.compile("^Submit"))).to_be_enabled()


def clean(page: Page) -> None:
    """Nothing that somebody wrote has run, and the page does nothing that its own policy forbids."""
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("violations") == []


@pytest.mark.timeout(180)
def test_a_problem_is_read_tried_out_submitted_and_looked_at(platform: Platform, world: World, page: Page) -> None:
    opened(page, world.contestant(platform), world.problem)
    expect(page.get_by_role("heading", name=f"A. Sum {SCRIPT}")).to_be_visible()
    expect(page.locator(".katex-display")).to_be_visible()
    expect(page.locator(".math[data-set] annotation").first).to_have_text("a")
    assert page.get_by_role("img", name="A graph").evaluate("async image => { await image.decode(); return image.naturalWidth }") == 20
    expect(page.get_by_role("heading", name="Input", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Copy: input of sample 1").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("list", name="Files").get_by_role("link", name="notes.txt").click()
    assert download.value.suggested_filename == "notes.txt"
    page.get_by_label("Language of the statement").select_option("de")
    expect(page.get_by_text("Addiere")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?lang=de$"))

    write(page, flow.RIGHT)
    page.keyboard.press("F9")
    expect(page.locator(".run-test")).to_contain_text("accepted", timeout=VERDICT)
    page.get_by_label("on my own input").check()
    page.get_by_role("textbox", name="Own input").fill("40 2\n")
    expect(page.get_by_role("button", name=re.compile("^▷ Run"))).to_be_enabled()
    page.keyboard.press("F9")
    expect(page.locator(".run-test")).to_contain_text("42", timeout=VERDICT)

    write(page, flow.WRONG)
    page.keyboard.press("F10")
    sent = page.locator(".sent-list li")
    expect(sent.first).to_contain_text("wrong answer", timeout=VERDICT)
    write(page, f"import time\n\ntime.sleep(0.3)\n{flow.RIGHT}")
    page.keyboard.press("F10")
    expect(sent).to_have_count(2)
    sent.filter(has_not_text="wrong answer").get_by_role("link").click()
    chips = page.get_by_role("list", name="Tests").get_by_role("listitem")
    expect(chips).to_have_count(8)
    expect(page.get_by_text("All tests are passed.")).to_be_visible(timeout=VERDICT)
    expect(chips.filter(has_text="accepted")).to_have_count(8)
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text(re.compile(r"accepted.*0.\d+ s.*MB.*sample"))
    expect(page.get_by_role("textbox", name="Source of main.py")).to_contain_text("time.sleep(0.3)")
    with page.expect_download() as source:
        page.get_by_role("button", name="Download").click()
    assert source.value.path().read_text().endswith(flow.RIGHT)
    page.get_by_label("Compare with").select_option(index=1)
    expect(page.locator(".cm-deletedChunk")).to_contain_text(flow.WRONG)
    expect(page).to_have_url(re.compile(r"\?diff="))
    page.reload()
    expect(page.locator(".cm-deletedChunk")).to_contain_text(flow.WRONG)
    clean(page)


@pytest.fixture
def hall(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person, with tabs."""
    context = browser.new_context(**DEFAULTS)  # type: ignore[arg-type]
    yield context
    context.close()


@pytest.mark.timeout(180)
def test_a_submission_outlasts_a_lost_network_and_a_closed_tab(platform: Platform, world: World, hall: BrowserContext) -> None:
    who = world.contestant(platform)
    page = hall.new_page()
    opened(page, who, world.problem)
    write(page, flow.RIGHT)
    hall.set_offline(True)
    page.keyboard.press("F10")
    outbox = page.get_by_test_id("outbox")
    expect(outbox).to_contain_text("A submission waits to be sent", timeout=15_000)
    expect(outbox).to_contain_text("The platform cannot be reached.")
    expect(page.locator(".sent-list")).to_contain_text("waits to be sent")
    page.keyboard.press("F10")
    expect(page.get_by_text("waiting to be sent already")).to_be_visible()
    page.close()
    assert world.sent(who) == []
    hall.set_offline(False)
    tabs = [hall.new_page(), hall.new_page()]
    for tab in tabs:
        tab.goto(world.problem)
    for tab in tabs:
        expect(tab.get_by_test_id("outbox")).to_be_empty(timeout=20_000)
        expect(tab.get_by_role("textbox", name=re.compile("^Source of"))).to_contain_text(flow.RIGHT)
        tab.keyboard.press("Alt+r")
        expect(tab.locator(".sent-list li")).to_have_count(1)
        expect(tab.locator(".sent-list li")).to_contain_text("accepted", timeout=VERDICT)
    assert len(world.sent(who)) == 1


@pytest.mark.timeout(120)
def test_an_answer_that_is_lost_makes_no_second_submission(platform: Platform, world: World, page: Page) -> None:
    """The network breaks after the platform has the submission, and before the page knows."""
    who = world.contestant(platform)
    opened(page, who, world.problem)
    tries = list[str]()

    def lose(route: object) -> None:
        tries.append(route.request.headers["idempotency-key"])  # type: ignore[attr-defined]
        if len(tries) > 1:
            route.continue_()  # type: ignore[attr-defined]
            return
        route.fetch()  # type: ignore[attr-defined]
        route.abort("connectionreset")  # type: ignore[attr-defined]

    page.route(re.compile("/submissions$"), lose)
    write(page, flow.RIGHT)
    page.keyboard.press("F10")
    expect(page.locator(".sent-list li").get_by_role("link")).to_contain_text("accepted", timeout=VERDICT)
    expect(page.get_by_test_id("outbox")).to_be_empty(timeout=15_000)
    assert len(set(tries)) == 1 < len(tries)
    assert len(world.sent(who)) == 1


@pytest.mark.timeout(120)
def test_a_refusal_is_shown_until_it_is_dismissed(platform: Platform, world: World, page: Page) -> None:
    who = world.contestant(platform)
    opened(page, who, world.problem)
    write(page, flow.RIGHT)
    page.context.set_offline(True)
    page.keyboard.press("F10")
    outbox = page.get_by_test_id("outbox")
    expect(outbox).to_contain_text("waits to be sent", timeout=15_000)
    team = f"/contests/{world.contest}/registrations/{who.user['id']}"
    as_admin(platform, lambda admin: admin.call("PATCH", team, {"state": "withdrawn", "reason": "by mistake"}, {"If-Match": "*"}))
    page.context.set_offline(False)
    expect(outbox.get_by_role("alert")).to_contain_text("not accepted", timeout=20_000)
    page.goto(f"{platform.url}/problems/{world.problems[1]}")
    expect(outbox.get_by_role("alert")).to_contain_text("not accepted")
    outbox.get_by_role("button", name="Dismiss").click()
    expect(outbox).to_be_empty()
    page.reload()
    expect(page.locator(".cm-content")).to_be_visible()
    expect(outbox).to_be_empty()


@pytest.mark.timeout(120)
def test_drafts_files_and_sides(platform: Platform, world: World, new_page: Callable[..., Page]) -> None:
    """Practice, on a phone, by somebody who signs in later: what was written stays."""
    page = new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(VIOLATIONS)
    page.goto(f"{platform.url}/problems/{world.problems[0]}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sum")
    page.get_by_role("button", name="Solution").click()
    expect(page.get_by_text("Sign in to run and submit.")).to_be_visible()
    write(page, "int main() {}", "cpp")
    write(page, "print('draft')")
    page.reload()
    page.get_by_role("button", name="Solution").click()
    editor = page.get_by_role("textbox", name=re.compile("^Source of"))
    expect(editor).to_contain_text("print('draft')")
    page.get_by_label("Programming language").select_option("cpp17")
    page.get_by_label("Programming language").select_option("cpp")
    expect(editor).to_contain_text("int main() {}")

    files = [
        {"name": f"{SCRIPT}.py".replace("/", "-"), "mimeType": "", "buffer": b"print('opened')"},
        {"name": "more.py", "mimeType": "", "buffer": b"x = 1"},
    ]
    page.get_by_label("Open files").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_label("Programming language")).to_have_value("python3")
    expect(editor).to_contain_text("print('opened')")
    page.get_by_role("button", name="more.py", exact=True).click()
    expect(editor).to_contain_text("x = 1")
    page.get_by_label("Open files").set_input_files({"name": "a.py", "mimeType": "", "buffer": b"\xff\xfe"})
    expect(page.get_by_text("a.py is no text in UTF-8.")).to_be_visible()
    page.locator(".cm-content").evaluate(
        "element => { const data = new DataTransfer(); data.items.add(new File(['fn main() {}'], 'main.rs'));"
        " element.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true, composed: true})) }"
    )
    expect(editor).to_contain_text(re.compile(r"fn main|opened"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    clean(page)

    page.set_viewport_size({"width": 1280, "height": 800})
    divider = page.get_by_role("separator")
    before = int(divider.get_attribute("aria-valuenow") or 0)
    divider.focus()
    page.keyboard.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", str(before + 4))


def test_what_is_typed_before_the_editor_is_here_goes_on_in_it(platform: Platform, world: World, page: Page) -> None:
    held = list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/assets/view-[^/]*\.js$"), hold)
    sign_in(page, world.contestant(platform))
    page.goto(world.problem)
    page.get_by_label("Programming language").select_option("python3")
    editor = page.get_by_role("textbox", name=re.compile("^Source of"))
    editor.press_sequentially("print(3)")
    page.keyboard.press("ArrowLeft")
    for route in held:
        route.continue_()
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.insert_text("4")
    expect(editor).to_contain_text("print(34)")


@pytest.mark.timeout(120)
def test_a_practice_problem_is_liked_solved_and_has_statistics(platform: Platform, world: World, page: Page) -> None:
    problem = as_admin(platform, flow.make_problem)
    opened(page, person(platform), f"{platform.url}/problems/{problem}")
    page.get_by_role("button", name="Like (0)").click()
    expect(page.get_by_role("button", name="Liked (1)")).to_have_attribute("aria-pressed", "true")
    write(page, "print(")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    link = page.locator(".sent-list li").first.get_by_role("link")
    expect(link).to_contain_text("compile error", timeout=VERDICT)
    link.click()
    expect(page.get_by_role("heading", name="The compiler says")).to_be_visible(timeout=VERDICT)
    expect(page.locator(".compiler")).to_contain_text("SyntaxError")
    page.goto(f"{platform.url}/problems/{problem}?statistics=1")
    expect(page.get_by_role("dialog")).to_contain_text(re.compile("Accepted|Nobody"))
    clean(page)


@pytest.mark.timeout(120)
def test_axe_finds_nothing_on_problems_and_submissions(platform: Platform, world: World, page: Page) -> None:
    who = world.contestant(platform)
    body = {"problem_id": world.problems[0], "language": "python3", "source": flow.WRONG}
    id_ = who.call("POST", f"/contests/{world.contest}/submissions", body)["id"]
    opened(page, who, world.problem)
    expect(page.locator(".katex").first).to_be_visible()
    found = both_themes(page)
    page.goto(f"{platform.url}/problems/{world.problems[0]}")
    expect(page.locator(".katex").first).to_be_visible()
    expect(page.locator(".cm-content")).to_be_visible()
    found += both_themes(page)
    page.goto(f"{platform.url}/contests/{world.contest}/submissions/{id_}")
    expect(page.get_by_role("status").get_by_text("wrong answer")).to_be_visible(timeout=VERDICT)
    expect(page.locator(".cm-content")).to_be_visible()
    found += both_themes(page)
    assert found == []
