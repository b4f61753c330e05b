"""The jury's pages of a contest and problem authoring: contests run by mouse alone, by keyboard alone, by two at once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from deploy.local.client import Client
from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, administrator, as_admin, person, run, sign_in
from tests.integration import flow

HOUR_MS = 3_600_000
MOST_TABS = 120


@pytest.fixture
def admin(platform: Platform) -> Person:
    return administrator(platform)


def button(page: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("button", name=name, exact=isinstance(name, str))


def confirm(page: Page, name: str) -> None:
    """Presses a button that asks, and the one of the same name in the dialog."""
    button(page, name).click()
    button(page.get_by_role("dialog"), name).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def part(page: Page, name: str) -> None:
    """Goes to another of the jury's pages of the contest."""
    page.get_by_role("navigation", name="Parts of the contest").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=2)).to_be_visible()


def said(page: Page, text: str) -> None:
    """A message at the edge; it is closed then, as it may cover what is pressed next."""
    toast = page.locator(".toast").filter(has_text=text).last
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Close").click()


def moved_start(page: Page, minutes: int) -> None:
    """The contest is in this minute of it, by its settings."""
    part(page, "Settings")
    page.get_by_label("Time zone of the start").select_option("UTC")
    start = page.evaluate("minutes => new Date(Date.now() - minutes * 60000).toISOString().slice(0, 19)", minutes)
    page.get_by_label("Start", exact=True).fill(start)
    button(page, "Save settings").click()
    said(page, "The settings are saved.")
    part(page, "Overview")


def phase(page: Page, name: str) -> None:
    expect(page.locator("[aria-current=step]")).to_contain_text(name, timeout=15_000)


def log_in(platform: Platform, login: str, password: str) -> Person:
    async def steps() -> Person:
        async with Client(platform.url) as client:
            user = (await client.login(login, password))["user"]
            return Person(client.token, user, platform.url)

    return run(steps())


def test_a_whole_contest_by_mouse(platform: Platform, page: Page, admin: Person, tmp_path: Path) -> None:
    """As docs/walkthrough.md, by somebody who reads only what stands on the page."""
    sign_in(page, admin)
    cup = flow.fresh("cup")
    problems = {name: f"{cup}-{name}" for name in ("sum", "double", "total")}
    _write_problem(page, platform, problems["sum"])
    wrong = [flow.SUM["tests"][0], {"input": "20 22\n", "answer": "41\n"}]  # type: ignore[index]
    for name, tests in (("double", flow.SUM["tests"]), ("total", wrong)):
        admin.call("POST", "/problems", {**flow.SUM, "id": problems[name], "title": problems[name], "tests": tests})

    _make_contest(page, platform, cup, problems)
    login, password = _bring_people(page, platform, cup, tmp_path)
    part(page, "Overview")
    confirm(page, "Start now")
    phase(page, "Running")
    team = log_in(platform, login, password)

    def sent(who: Person, problem: str, source: str = flow.RIGHT) -> tuple[str, str]:
        body = {"problem_id": problems[problem], "language": "python3", "source": source}
        id_ = str(who.call("POST", f"/contests/{cup}/submissions", body)["id"])
        wait_for(lambda: who.call("GET", f"/submissions/{id_}")["state"] == "done", 60, "it is judged")
        return id_, str(who.call("GET", f"/submissions/{id_}")["verdict"])

    assert sent(team, "sum")[1] == "AC"
    rejected, verdict = sent(team, "total")
    assert verdict == "WA"
    _correct_test(page, platform, cup, problems["total"])
    _apply_switch(page, admin, cup)
    wait_for(lambda: team.call("GET", f"/submissions/{rejected}")["verdict"] == "AC", 30, "the switch counts")

    page.goto(f"{platform.url}/contests/{cup}/jury")
    _announce(page, problems["sum"])
    _clock(page)
    moved_start(page, 250)
    phase(page, "Frozen")
    assert sent(team, "double")[1] == "AC"
    moved_start(page, 320)
    phase(page, "Over")
    _end(page, admin, cup)


def _make_contest(page: Page, platform: Platform, cup: str, problems: dict[str, str]) -> None:
    page.goto(f"{platform.url}/admin/contests/new")
    page.get_by_label("Name", exact=True).fill("Spring cup by mouse")
    page.get_by_label("Id", exact=True).fill(cup)
    page.get_by_label("Freeze of the public board").fill("4:00")
    page.get_by_role("radio", name="By rank").check()
    page.get_by_label("Gold", exact=True).fill("1")
    button(page, "Make the contest").click()

    expect(page.get_by_role("heading", name="Problems", level=2)).to_be_visible()
    button(page, "+ Add a problem").click()
    finder = page.get_by_role("dialog")
    finder.get_by_label("Find problems").fill(cup)
    for name in ("total", "sum", "double"):
        button(finder, f"Add: {problems[name]}").click()
    button(finder, "Close").click()
    rows = page.locator("[data-problem]")
    expect(rows).to_have_count(3)
    rows.nth(0).locator(".handle").drag_to(rows.nth(2))
    expect(rows.nth(2)).to_have_attribute("data-problem", problems["total"])
    expect(rows.nth(2).get_by_label("Letter")).to_have_value("C")
    button(page, "Save problems").click()
    said(page, "The problems are saved.")


def _bring_people(page: Page, platform: Platform, cup: str, folder: Path) -> tuple[str, str]:
    """Teams by file, somebody who asks to take part, a juror. What a team logs in with."""
    part(page, "Registration")
    page.get_by_label("Most members").fill("3")
    page.get_by_role("radio", name="By the jury").check()
    button(page, "Save registration").click()
    said(page, "Saved.")

    part(page, "Overview")
    expect(page.get_by_text("No team is registered", exact=False)).to_be_visible()
    expect(page.get_by_text("Something is missing.")).to_be_visible()
    part(page, "Teams by file")
    login, password = _bring_teams(page, folder)
    guest = person(platform)
    guest.call("POST", f"/contests/{cup}/join")
    part(page, "Jury and guests")
    button(page, "+ Make somebody jury").click()
    juror = person(platform).user["name"]
    page.get_by_label("Find by name").fill(juror)
    button(page, f"Add: {juror}").click()
    expect(button(page, f"Remove {juror} from the jury")).to_be_visible()

    part(page, "Overview")
    page.get_by_role("link", name="Registrations to decide: 1").click()
    button(page, f"Approve: {guest.user['name']}").click()
    said(page, "takes part")
    return login, password


def _write_problem(page: Page, platform: Platform, id_: str) -> None:
    page.goto(f"{platform.url}/problems/new")
    page.get_by_label("Id", exact=True).fill(id_)
    page.get_by_label("Title", exact=True).fill(id_)
    page.get_by_label("Statement", exact=True).fill(
        "# Task\n\nAdd **two** numbers, $a$ and $b$. <script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    )
    preview = page.get_by_role("region", name="Preview")
    expect(preview.locator("strong")).to_have_text("two")
    expect(preview.locator(".katex").first).to_be_visible(timeout=20_000)
    for kind, (input_, answer) in {"Sample 1": ("1 2\n", "3\n"), "Secret test 2": ("20 22\n", "42\n")}.items():
        page.get_by_label(f"{kind}: Input").fill(input_)
        page.get_by_label(f"{kind}: Answer").fill(answer)
    button(page, "Make the problem").click()
    expect(page.get_by_role("heading", name=id_, level=1)).to_contain_text("draft")
    assert page.evaluate("window.ran") is None


def _bring_teams(page: Page, folder: Path) -> tuple[str, str]:
    """Two teams with an account; what one logs in with."""
    broken, teams, accounts = (folder / name for name in ("broken.tsv", "teams.tsv", "accounts.tsv"))
    broken.write_text("teams\t1\nx\t\t\tNameless\n")
    files = page.get_by_label("Choose files, or drop them here")
    files.set_input_files([broken])
    expect(page.get_by_text("broken.tsv, line 2")).to_be_visible()
    teams.write_text("teams\t1\n1\t\tstudents\tTwo coders\tETH Zürich\tETH\tCHE\t\tHall 2, table 17\n2\t\t\tThe others\n")
    accounts.write_text("accounts\t1\nteam\tTwo coders\tteam-001\n")
    files.set_input_files([teams, accounts])
    expect(page.get_by_role("cell", name="Hall 2, table 17")).to_be_visible()
    button(page, "Bring these teams").click()
    expect(page.get_by_text("2 teams are new", exact=False)).to_be_visible()
    button(page, re.compile("^Set 1 password")).click()
    slip = page.get_by_role("list", name="Slips").get_by_role("listitem")
    expect(slip).to_contain_text("Two coders")
    login, password = slip.locator("code").all_inner_texts()
    page.once("dialog", Dialog.accept)
    return login, password


def _correct_test(page: Page, platform: Platform, cup: str, problem: str) -> None:
    page.goto(f"{platform.url}/contests/{cup}/jury/problems")
    page.get_by_role("link", name=f"Edit {problem}").click()
    page.get_by_role("link", name="Tests", exact=True).click()
    button(page, "Open test 1").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Answer", exact=True)).to_have_value("41\n")
    dialog.get_by_label("Answer", exact=True).fill("42\n")
    dialog.get_by_label("What changed, for the history").fill("20 + 22 is 42")
    button(dialog, "Save test").click()
    said(page, "version 2")
    page.get_by_role("link", name="Versions", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="20 + 22 is 42")).to_contain_text("tests changed: 1")
    page.goto(f"{platform.url}/contests/{cup}/jury/problems")
    button(page, "Switch C").click()
    button(page.get_by_role("dialog"), "Judge again with this version").click()
    expect(page).to_have_url(re.compile(r"/jury/rejudgings/[^/]+$"))


def _apply_switch(page: Page, admin: Person, cup: str) -> None:
    path = f"/contests/{cup}/rejudgings/{page.url.rsplit('/', 1)[1]}"
    wait_for(lambda: admin.call("GET", path)["state"] == "ready", 60, "it is judged again")
    admin.call("POST", f"{path}/apply")


def _announce(page: Page, problem: str) -> None:
    part(page, "Announcements")
    page.get_by_label("Text", exact=True).fill("Numbers are <b>positive</b>.")
    page.get_by_label("About").select_option(problem)
    expect(page.get_by_role("group", name="As everybody will see it")).to_contain_text("Numbers are <b>positive</b>.")
    button(page, "Announce").click()
    said(page, "Announced.")
    mine = page.get_by_role("region", name="Announced so far").get_by_role("listitem")
    expect(mine).to_contain_text("Numbers are <b>positive</b>.")
    button(page, re.compile("^Take back")).click()
    expect(mine).to_have_count(0)
    button(page, "Undo").click()
    expect(mine).to_have_count(1)
    part(page, "Overview")


def _clock(page: Page) -> None:
    """Longer and back, standing still and on."""
    clock = page.get_by_role("region", name="Clock")
    expect(clock).to_contain_text("(5:00:00)")
    button(page, "Extend").click()
    button(page.get_by_role("dialog"), "Extend").click()
    expect(clock).to_contain_text("(5:10:00)")
    button(page, "Undo").click()
    expect(clock).to_contain_text("(5:00:00)")
    button(page, "Pause").click()
    button(page.get_by_role("dialog"), "Pause").click()
    expect(clock).to_contain_text("The clock stands still until")
    button(page, "Resume now").click()
    expect(button(page, "Pause")).to_be_visible()


def _end(page: Page, admin: Person, cup: str) -> None:
    """Revealed, thawed, final; and the ways back."""
    button(page, "Reveal the next cell").click()
    said(page, "0 cells are left")
    button(page, "Hide the last cell again").click()
    said(page, "Done.")
    confirm(page, "Lift the freeze")
    phase(page, "Freeze lifted")
    confirm(page, "Freeze again")
    phase(page, "Over")
    button(page, "Make the result final").click()
    dialog = page.get_by_role("dialog")
    button(dialog, "Make the result final").click()
    expect(page.locator(".toast.bad")).to_contain_text("the public has not seen the end")
    button(dialog, "Cancel").click()
    confirm(page, "Lift the freeze")
    phase(page, "Freeze lifted")
    confirm(page, "Make the result final")
    phase(page, "Final")
    assert admin.call("GET", f"/contests/{cup}/ceremony")["phase"] == "final"
    assert any(award["id"] == "winner" for award in admin.call("GET", f"/contests/{cup}/awards")["awards"])
    confirm(page, "Take the final result back")
    phase(page, "Freeze lifted")


def reach(page: Page, target: Locator) -> None:
    """By the Tab key alone."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def press(page: Page, target: Locator) -> None:
    reach(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    reach(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def test_a_contest_by_keyboard(platform: Platform, page: Page, admin: Person) -> None:
    sign_in(page, admin)
    cup = flow.fresh("keys")
    problems = as_admin(platform, lambda client: _problems(client, cup))
    page.goto(f"{platform.url}/admin/contests/new")
    write(page, page.get_by_label("Name", exact=True), "Cup by keyboard")
    write(page, page.get_by_label("Freeze of the public board"), "0:00:01")
    write(page, page.get_by_label("Id", exact=True), cup)
    press(page, button(page, "Make the contest"))

    press(page, button(page, "+ Add a problem"))
    page.keyboard.type(problems[0])
    expect(button(page, f"Add: {problems[0]}")).to_be_visible()
    page.keyboard.press("Enter")
    expect(button(page, f"Add: {problems[0]}")).to_have_count(0)
    write(page, page.get_by_label("Find problems"), problems[1])
    press(page, button(page, f"Add: {problems[1]}"))
    page.keyboard.press("Escape")
    rows = page.locator("[data-problem]")
    expect(rows).to_have_count(2)
    reach(page, button(page, f"Move {problems[1]} up"))
    page.keyboard.press("Alt+ArrowUp")
    expect(rows.nth(0)).to_have_attribute("data-problem", problems[1])
    expect(page.get_by_role("status").filter(has_text="is at place 1 of 2")).to_be_attached()
    expect(button(page, f"Move {problems[1]} up")).to_be_focused()
    press(page, button(page, "Save problems"))
    expect(page.locator(".toast").filter(has_text="The problems are saved.")).to_be_visible()
    assert [problem["id"] for problem in admin.call("GET", f"/contests/{cup}")["settings"]["problems"]] == problems[::-1]

    navigation = page.get_by_role("navigation", name="Parts of the contest")
    page.goto(f"{platform.url}/contests/{cup}/jury")
    press(page, button(page, "Start now"))
    press(page, button(page.get_by_role("dialog"), "Start now"))
    phase(page, "Frozen")
    press(page, navigation.get_by_role("link", name="Announcements"))
    write(page, page.get_by_label("Text", exact=True), "Lunch is served.")
    press(page, button(page, "Announce"))
    expect(page.get_by_role("region", name="Announced so far")).to_contain_text("Lunch is served.")
    press(page, navigation.get_by_role("link", name="Settings"))
    write(page, page.get_by_label("Duration"), "0:00:10")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").filter(has_text="The settings are saved.")).to_be_visible()
    press(page, navigation.get_by_role("link", name="Overview"))
    phase(page, "Over")
    for act, then in (("Lift the freeze", "Freeze lifted"), ("Make the result final", "Final")):
        press(page, button(page, act))
        press(page, button(page.get_by_role("dialog"), act))
        phase(page, then)


async def _problems(admin: Client, prefix: str) -> list[str]:
    made = []
    for name in ("one", "two"):
        await admin.call("POST", "/problems", {**flow.SUM, "id": f"{prefix}-{name}", "title": f"{prefix}-{name}"})
        made.append(f"{prefix}-{name}")
    return made


def test_two_change_settings_at_once(platform: Platform, page: Page, admin: Person) -> None:
    """What somebody else changes is shown at once, and what was typed is kept."""
    contest = as_admin(platform, lambda client: flow.make_contest(client, [], begins_in=3600, seconds=18_000, freeze=4 * HOUR_MS))
    sign_in(page, admin)
    page.goto(f"{platform.url}/contests/{contest}/jury/settings")
    page.get_by_label("Name", exact=True).fill("Typed, not saved")
    page.get_by_label("Freeze of the public board").fill("3:00")
    admin.call("PUT", f"/contests/{contest}", {"settings": {"duration": 6 * HOUR_MS, "freeze": 5 * HOUR_MS}})
    notice = page.get_by_role("alert").filter(has_text="Somebody else")
    expect(notice).to_contain_text("Duration (6:00:00)", timeout=15_000)
    expect(notice).to_contain_text("5:00:00")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Typed, not saved")
    expect(page.get_by_label("Freeze of the public board")).to_have_value("3:00")
    expect(page.get_by_label("Duration")).to_have_value("6:00:00")
    button(notice, "Take theirs").click()
    expect(page.get_by_label("Freeze of the public board")).to_have_value("5:00:00")
    page.get_by_label("Freeze of the public board").fill("7:00")
    expect(page.get_by_text("The freeze must begin before the end.")).to_be_visible()
    page.get_by_label("Freeze of the public board").fill("5:30")
    button(page, "Save settings").click()
    said(page, "The settings are saved.")
    settings = admin.call("GET", f"/contests/{contest}")["settings"]
    assert (settings["name"], settings["duration"], settings["freeze"]) == ("Typed, not saved", 6 * HOUR_MS, 5.5 * HOUR_MS)


def test_a_team_in_the_hands_of_the_jury(platform: Platform, page: Page, admin: Person) -> None:
    problem = as_admin(platform, flow.make_problem)
    contest = as_admin(platform, lambda client: flow.make_contest(client, [problem], begins_in=-60))
    who = person(platform)
    who.call("POST", f"/contests/{contest}/join")
    sign_in(page, admin)
    page.goto(f"{platform.url}/contests/{contest}/jury/teams")
    button(page, f"Open {who.user['name']}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Place", exact=True).fill("Hall 2")
    dialog.get_by_label("Unofficial").check()
    dialog.get_by_label("More time for this team").fill("0:10")
    button(dialog, "Save team").click()
    expect(page.locator(".toast").filter(has_text="Saved.")).to_be_visible()
    dialog.get_by_label("Minutes of penalty").fill("20")
    dialog.get_by_label("Why").fill("Talked to neighbours")
    button(dialog, "Adjust the score").click()
    given = dialog.get_by_role("list", name="Adjustments that count").get_by_role("listitem")
    expect(given).to_contain_text(f"20 · Talked to neighbours by {admin.user['name']}")
    expect(page).to_have_url(re.compile(r"team="))
    page.reload()  # they are the contest's, not this page's
    expect(given).to_contain_text("20 · Talked to neighbours")
    button(dialog, "Take back").click()
    expect(given).to_have_count(0)
    page.reload()
    expect(dialog.get_by_label("Minutes of penalty")).to_be_visible()
    expect(dialog.get_by_role("status", name="Loading")).to_have_count(0)
    expect(given).to_have_count(0)
    button(dialog, "Close").click()
    row = page.get_by_role("listitem").filter(has_text=who.user["name"])
    for fact in ("Hall 2", "unofficial", "+0:10:00"):
        expect(row).to_contain_text(fact)
    (found,) = admin.call("GET", f"/contests/{contest}/registrations")["registrations"]
    assert (found["location"], found["unofficial"], found["extension"]) == ("Hall 2", True, 600)


def _package(name: str, answer: str) -> bytes:
    files = {
        "problem.yaml": f"name: {name}\nproblem_format_version: 2023-07\nlimits: {{time_limit: 1, memory: 64}}\n",
        "statement/problem.en.md": "Add two numbers, $a$ and $b$.\n\n![a graph](graph.png)\n",
        "data/sample/1.in": "1 2\n",
        "data/sample/1.ans": "3\n",
        "data/secret/1.in": "20 22\n",
        "data/secret/1.ans": answer,
        "attachments/skeleton.py": "print()\n",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"sum/{path}", text)
    return content.getvalue()


def test_a_package_is_uploaded_and_goes_on_after_a_break(platform: Platform, page: Page, admin: Person, tmp_path: Path) -> None:
    sign_in(page, admin)
    id_, file = flow.fresh("sum"), tmp_path / "sum.zip"
    file.write_bytes(_package(id_, "41\n"))
    page.goto(f"{platform.url}/problems/new?way=package")
    page.get_by_label("Package (.zip)").set_input_files(file)
    expect(page.get_by_text("1 samples, 1 secret tests", exact=False)).to_be_visible()
    page.get_by_label("Id", exact=True).fill(id_)
    page.route("**/api/v1/uploads/*/parts/*", lambda route: route.abort())
    button(page, "Upload the package").click()
    expect(page.get_by_text("The upload was interrupted.", exact=False)).to_be_visible()
    page.unroute("**/api/v1/uploads/*/parts/*")
    button(page, "Go on with the upload").click()
    expect(page.get_by_role("heading", name=id_, level=1)).to_contain_text("draft", timeout=20_000)
    page.get_by_role("link", name="Files", exact=True).click()
    expect(page.get_by_text("skeleton.py attachment")).to_be_visible()
    page.get_by_role("link", name="Package", exact=True).click()
    file.write_bytes(_package(id_, "42\n"))
    page.get_by_label("Package (.zip)").set_input_files(file)
    button(page, "Upload the package").click()
    said(page, "The problem has a new version.")
    page.get_by_role("link", name="Statements", exact=True).click()
    page.get_by_text("As the platform shows it").click()
    expect(page.get_by_text("files that the problem does not have: graph.png")).to_be_visible()
    confirm(page, "Publish")
    expect(page.get_by_role("heading", level=1)).to_contain_text("published")
    confirm(page, "Delete the problem")
    expect(page).to_have_url(re.compile("/problems/new$"))


VIEWS = ("", "/settings", "/problems", "/registration", "/teams", "/teams/import", "/people", "/announcements")
PARTS = ("details", "statement", "tests", "files", "versions", "package")


def test_every_view_is_accessible_and_fits_a_phone(platform: Platform, new_page: Callable[..., Page], admin: Person) -> None:
    problem = as_admin(platform, flow.make_problem)
    contest = as_admin(platform, lambda client: flow.make_contest(client, [problem], begins_in=-60, freeze=60_000))
    who = person(platform)
    who.call("POST", f"/contests/{contest}/join")
    page = new_page()
    sign_in(page, admin)
    jury = [f"/contests/{contest}/jury{view}" for view in VIEWS]
    authoring = [f"/problems/{problem}/edit?part={part}" for part in PARTS]
    for path in [*jury, "/admin/contests/new", f"/admin/contests/new?from={contest}", "/problems/new", *authoring]:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{platform.url}{path}")
        expect(page.locator("main h2, main h1").first).to_be_visible()
        expect(page.locator(".bone")).to_have_count(0)
        assert both_themes(page) == [], path
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
