"""Contests, the contest home of contestants, questions and prints, and the installed page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, administrator, as_admin, entered, person, sign_in
from tests.integration import flow

CODE = "open sesame"
PHONE = {"width": 390, "height": 844}
NOTIFICATIONS = """
  window.notified = []
  window.Notification = class {
    static permission = 'granted'
    static requestPermission = () => Promise.resolve('granted')
    constructor(title, options) { notified.push(`${title}: ${options.body}`) }
  }
"""
"""Browsers without a screen show none."""

SMALL_WINDOW = """
  Object.defineProperty(window, 'documentPictureInPicture', {value: {requestWindow: async () => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    frame.title = 'small'
    return frame.contentWindow
  }}})
"""
"""A frame stands for the window above all others, which a browser without a screen cannot open."""


class Hall(NamedTuple):
    """A contest that runs, and who is jury of it."""

    url: str
    contest: str
    problems: list[str]
    jury: Person

    @property
    def path(self) -> str:
        return f"/contests/{self.contest}"

    def sends(self, who: Person, problem: int, source: str = flow.RIGHT) -> None:
        body = {"problem_id": self.problems[problem], "language": "python3", "source": source}
        who.call("POST", f"{self.path}/submissions", body)

    def contestant(self, platform: Platform) -> Person:
        return entered(platform, self.contest)

    def answers(self, question: str, answer: str) -> None:
        asked = self.jury.call("GET", f"{self.path}/clarifications")["clarifications"]
        (open_one,) = [each for each in asked if each["question"] == question]
        tag = {"If-Match": f'"{open_one["version"]}"'}
        self.jury.call("PUT", f"{self.path}/clarifications/{open_one['id']}/answer", {"answer": answer}, tag)


def made(platform: Platform, rules: dict[str, Any] | None = None, **settings: Any) -> str:
    """A contest of one problem with rules for who takes part."""

    async def steps(admin: Any) -> str:
        contest = await flow.make_contest(admin, [await flow.make_problem(admin)], **settings)
        if rules:
            await admin.call("PUT", f"/contests/{contest}/registration-settings", rules, {"If-Match": "*"})
        return contest

    return as_admin(platform, steps)


@pytest.fixture(scope="module")
def hall(platform: Platform) -> Hall:
    async def steps(admin: Any) -> tuple[str, list[str]]:
        problems = [await flow.make_problem(admin) for _ in range(3)]
        return await flow.make_contest(admin, problems, begins_in=-600, seconds=5 * 3600), problems

    contest, problems = as_admin(platform, steps)
    return Hall(platform.url, contest, problems, administrator(platform))


def test_a_contestant_joins_and_sees_the_own_row_move(platform: Platform, hall: Hall, page: Page) -> None:
    rival, me = hall.contestant(platform), person(platform)
    hall.sends(rival, 0)
    sign_in(page, me)
    page.add_init_script(SMALL_WINDOW)
    page.goto(f"{platform.url}/?q={hall.contest}")
    page.get_by_role("link", name=f"Take part in {hall.contest}").click()
    page.get_by_role("dialog").get_by_role("button", name="Take part").click()
    expect(page).to_have_url(f"{platform.url}{hall.path}/home")
    row = page.get_by_role("region", name="Your row")
    expect(row).to_contain_text(me.user["name"], timeout=15_000)
    expect(row).to_contain_text("Rank 2")
    expect(page).to_have_title(re.compile("^My contest · "))
    problems = page.get_by_role("region", name="Problems")
    expect(problems.get_by_role("row").first).to_contain_text("1 of 1 teams", timeout=20_000)

    hall.sends(me, 0, flow.WRONG)
    sent = page.get_by_role("region", name="Submissions")
    expect(sent.get_by_role("listitem")).to_contain_text("wrong answer", timeout=30_000)
    expect(row.get_by_role("link", name="A: tried, 1 try")).to_be_visible()
    hall.sends(me, 1)
    expect(sent.get_by_role("listitem").first).to_contain_text("accepted", timeout=30_000)
    expect(row.get_by_role("link", name=re.compile("B: solved, 1 try"))).to_be_visible()
    expect(row).to_contain_text(re.compile(r"Solved\s*1"))
    expect(problems.get_by_role("row").nth(1)).to_contain_text("1 of 1 teams")
    page.get_by_role("button", name="Small window").click()
    small = page.frame_locator("iframe[title=small]")
    expect(small.get_by_role("timer")).to_have_text(re.compile(r"4:\d\d:\d\d"))
    expect(small.get_by_role("main")).to_contain_text(re.compile("B.*accepted"))
    hall.sends(me, 2)
    expect(row).to_contain_text(re.compile(r"Rank\s*1"), timeout=30_000)
    expect(page.get_by_role("region", name="Around you").get_by_role("row").nth(1)).to_contain_text(me.user["name"])
    row.get_by_role("link", name=re.compile("^B:")).click()
    expect(page).to_have_url(re.compile(f"{hall.path}/problems/B"))


def test_a_question_is_answered_in_two_tabs_and_the_jury_is_heard(platform: Platform, hall: Hall, new_page: Callable[..., Page]) -> None:
    me = hall.contestant(platform)
    desk = new_page()
    sign_in(desk, me)
    home = desk.context.new_page()
    sign_in(home, me)
    home.add_init_script(NOTIFICATIONS)
    home.goto(f"{hall.url}{hall.path}/home")
    home.get_by_role("checkbox", name="Show system notifications").check()
    desk.goto(f"{hall.url}{hall.path}/clarifications")
    expect(desk.get_by_text("Nothing asked yet.")).to_be_visible()
    desk.keyboard.press("a")
    desk.get_by_label("About").select_option(label=f"B {hall.problems[1]}")
    desk.get_by_label("Question").fill("Is <b>n</b> at most 10?")
    desk.reload()
    expect(desk.get_by_label("Question")).to_have_value("Is <b>n</b> at most 10?")
    desk.get_by_label("About").select_option(label=f"B {hall.problems[1]}")
    desk.get_by_role("button", name="Send the question").click()
    expect(desk.get_by_role("article")).to_contain_text("waits for an answer")
    expect(home.get_by_role("article")).to_contain_text("Is <b>n</b> at most 10?")

    hall.answers("Is <b>n</b> at most 10?", "It is.")
    for tab in (desk, home):
        expect(tab.get_by_text("The jury has answered: It is.")).to_be_visible()
        expect(tab.get_by_role("link", name="Questions 1 unread answer")).to_be_visible()
        expect(tab.get_by_role("article")).to_contain_text("new")
    wait_for(lambda: home.evaluate("notified") == ["The jury has answered: It is."], 5)
    desk.get_by_role("button", name="Mark all as read").click()
    for tab in (desk, home):
        expect(tab.get_by_role("link", name="Questions", exact=True)).to_be_visible()

    hall.jury.call("POST", f"{hall.path}/announcements", {"text": "Lunch is served <b>now</b>"})
    for tab in (desk, home):
        expect(tab.get_by_role("log").get_by_text("Lunch is served <b>now</b>")).to_be_visible()
    wait_for(lambda: "Announcement: Lunch is served <b>now</b>" in home.evaluate("notified"), 5)
    home.get_by_role("button", name="Mark as read").click()
    expect(desk.get_by_text("1 earlier announcement")).to_be_visible()
    home.reload()
    home.get_by_text("1 earlier announcement").click()
    expect(home.get_by_test_id("announcements")).to_contain_text("Lunch is served")


def test_a_session_that_is_ended_elsewhere_is_said(platform: Platform, hall: Hall, page: Page) -> None:
    me = hall.contestant(platform)
    sign_in(page, me)
    page.goto(f"{hall.url}{hall.path}/home")
    expect(page.get_by_role("region", name="Your row")).to_contain_text(me.user["name"])
    me.call("DELETE", "/auth/sessions")
    expect(page.get_by_text("You have been signed out elsewhere")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_team_registers_with_a_code_and_leaves_again(platform: Platform, new_page: Callable[..., Page]) -> None:
    contest = made(platform, {"members_min": 2, "members_max": 3, "approval": "code", "code": CODE}, begins_in=3600)
    captain, member = person(platform), person(platform)
    team = captain.call("POST", "/teams", {"name": flow.fresh("Owls")})
    code = captain.call("POST", f"/teams/{team['id']}/invitations", {"uses": 1})["code"]
    member.call("POST", "/teams/join", {"code": code})
    page, other = new_page(), new_page()
    sign_in(page, captain)
    page.goto(f"{platform.url}/contests/{contest}/home")
    page.get_by_label("As").select_option(label=f"{team['name']} (2 members)")
    page.get_by_label("Code of the contest").fill("a wrong code")
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_role("alert")).to_contain_text("this is not it")
    expect(page.get_by_label("Code of the contest")).to_have_value("a wrong code")
    page.get_by_label("Code of the contest").fill(CODE)
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_role("heading", name="The contest has not started")).to_be_visible()
    expect(page.get_by_text(re.compile(f"Taking part: .*{member.user['name']}"))).to_be_visible()
    sign_in(other, member)
    other.goto(f"{platform.url}/contests/{contest}/home")
    expect(other.get_by_text(re.compile(f"Taking part: .*{captain.user['name']}"))).to_be_visible()
    page.get_by_role("button", name="Leave the contest").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave the contest").click()
    expect(page.get_by_role("heading", name="Your registration was withdrawn").or_(page.get_by_label("As"))).to_be_visible()


def test_the_jury_approves_and_the_page_changes_by_itself(platform: Platform, page: Page) -> None:
    contest = made(platform, {"approval": "jury"}, begins_in=-60, seconds=7200)
    me = person(platform)
    sign_in(page, me)
    page.goto(f"{platform.url}/contests/{contest}/home")
    page.get_by_role("button", name="Ask to take part").click()
    expect(page.get_by_role("heading", name="Your registration waits for the jury")).to_be_visible()
    administrator(platform).call("PATCH", f"/contests/{contest}/registrations/{me.user['id']}", {"state": "approved", "location": "Hall 2"})
    expect(page.get_by_role("region", name="Your row")).to_contain_text(me.user["name"], timeout=20_000)


def test_a_contest_that_is_over_starts_virtually(platform: Platform, page: Page) -> None:
    contest = made(platform, begins_in=-7200, seconds=3600)
    me = person(platform)
    sign_in(page, me)
    page.goto(f"{platform.url}/?q={contest}&status=ended")
    page.get_by_role("link", name=f"Start virtually: {contest}").click()
    page.get_by_role("dialog").get_by_role("button", name="Start now").click()
    row = page.get_by_role("region", name="Your row")
    expect(row).to_contain_text(re.compile(r"Time left\s*59:"), timeout=15_000)
    expect(page.get_by_text("Virtual participation")).to_be_visible()
    problem = platform_problem(platform, contest)
    me.call("POST", f"/contests/{contest}/submissions", {"problem_id": problem, "language": "python3", "source": flow.RIGHT})
    expect(row).to_contain_text(re.compile(r"Rank\s*1.*Solved\s*1"), timeout=30_000)


def platform_problem(platform: Platform, contest: str) -> str:
    return str(administrator(platform).call("GET", f"/contests/{contest}/problems")[0]["id"])


def test_the_contest_home_fits_a_phone(platform: Platform, hall: Hall, new_page: Callable[..., Page]) -> None:
    me = hall.contestant(platform)
    page = new_page(viewport=PHONE, has_touch=True)
    sign_in(page, me)
    page.goto(f"{hall.url}{hall.path}/home")
    row = page.get_by_role("region", name="Your row")
    expect(row).to_contain_text(me.user["name"])
    expect(page.get_by_role("region", name="Around you").get_by_role("row").nth(1)).to_be_visible(timeout=15_000)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    wait_for(lambda: page.evaluate("scrollY") > 100, 5)
    expect(row).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_texts_files_and_submissions_are_printed(platform: Platform, hall: Hall, page: Page) -> None:
    me = hall.contestant(platform)
    hall.sends(me, 0)
    sign_in(page, me)
    page.goto(f"{hall.url}{hall.path}/prints")
    page.get_by_label("File", exact=True).set_input_files({"name": "sum.py", "mimeType": "text/x-python", "buffer": flow.RIGHT.encode()})
    expect(page.get_by_label("Text", exact=True)).to_have_value(flow.RIGHT)
    page.get_by_role("button", name="Send to the printer").click()
    queue = page.get_by_role("region", name="Your prints")
    expect(queue.get_by_role("listitem")).to_contain_text("sum.py")
    page.get_by_label("What").select_option("a submission")
    page.get_by_role("button", name="Send to the printer").click()
    expect(queue.get_by_role("listitem")).to_have_count(2)
    waiting = hall.jury.call("GET", f"{hall.path}/prints?delivered=false&team={me.user['id']}")["prints"]
    hall.jury.call("POST", f"{hall.path}/prints/{waiting[0]['id']}/delivered")
    queue.get_by_role("button", name="Refresh").click()
    expect(queue.get_by_role("listitem").first).to_contain_text("brought by")
    queue.get_by_role("button", name="Remove").click()
    expect(queue.get_by_role("listitem")).to_have_count(1)


def test_the_list_of_contests(platform: Platform, hall: Hall, page: Page) -> None:
    private = made(platform, {"approval": "code", "code": CODE}, begins_in=3600, visibility="private")
    me = person(platform)
    sign_in(page, me)
    page.goto(f"{platform.url}/?status=running")
    expect(page.get_by_role("heading", name="Running")).to_be_visible()
    expect(page.get_by_role("heading", name="Upcoming")).to_have_count(0)
    page.get_by_role("searchbox").fill(hall.contest)
    expect(page).to_have_url(re.compile(f"q={hall.contest}"))
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("listitem")).to_contain_text(re.compile(r"4:\d\d:\d\d left"))
    page.get_by_label("Rated").select_option("rated ones")
    expect(page.get_by_text("No contest fits these filters.")).to_be_visible()
    page.get_by_role("link", name="Show all contests").click()

    page.get_by_role("button", name="I have a code for a private contest").click()
    page.get_by_label("Contest", exact=True).fill(private)
    page.get_by_label("Code", exact=True).fill(CODE)
    page.get_by_role("button", name="Open the contest").click()
    expect(page.get_by_label("Code of the contest")).to_have_value(CODE)
    page.get_by_role("button", name="Take part").click()
    expect(page.get_by_role("heading", name="The contest has not started")).to_be_visible()
    page.get_by_role("link", name="Contests").click()
    own = page.get_by_role("region", name="Yours").get_by_role("listitem")
    expect(own).to_contain_text("You take part")
    expect(own).to_contain_text("private")


def test_the_start_page_leads_to_the_only_contest_that_runs_once(platform: Platform, hall: Hall, page: Page) -> None:
    """Others run beside it in these tests: the page is told of one."""
    only = administrator(platform).call("GET", f"/contests?q={hall.contest}")
    page.route("**/api/v1/contests?status=running&limit=2", lambda route: route.fulfill(json=only))
    page.goto(platform.url)
    expect(page.get_by_role("grid", name="Standings")).to_be_visible()
    expect(page).to_have_url(f"{platform.url}{hall.path}")
    page.go_back()
    expect(page.get_by_role("heading", name="Contests", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Running")).to_be_visible()


def test_the_page_opens_without_a_connection(platform: Platform, hall: Hall, new_page: Callable[..., Page]) -> None:
    page = new_page(service_workers="allow")
    page.goto(f"{platform.url}{hall.path}")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # what comes from now on passes the worker
    expect(page.get_by_role("grid", name="Standings")).to_be_visible()
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(answer => answer.json())")
    assert manifest["display"] == "standalone"
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("link", name="Podium")).to_be_visible()
    expect(page.get_by_test_id("freshness")).to_contain_text("connecting")
    kept = page.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async name =>
            (await (await caches.open(name)).keys()).map(request => new URL(request.url).pathname)))).flat()"""
    )
    assert "/" in kept
    assert not [path for path in kept if path.startswith("/api")]
    page.context.set_offline(False)
    expect(page.get_by_test_id("freshness")).to_contain_text("live", timeout=20_000)


def test_the_views_are_accessible_in_both_themes(platform: Platform, hall: Hall, page: Page) -> None:
    me = hall.contestant(platform)
    hall.sends(me, 0)
    hall.sends(me, 1, flow.WRONG)
    me.call("POST", f"{hall.path}/clarifications", {"question": "How?", "problem_id": hall.problems[0]})
    hall.answers("How?", "So.")
    waiting = made(platform, {"members_max": 3, "approval": "code", "code": CODE}, begins_in=3600)
    sign_in(page, me)
    found: list[str] = []
    for path, ready in (
        ("/?q=c-", "Running"),
        (f"/?join={waiting}", "Take part in"),
        (f"{hall.path}/home", "Around you"),
        (f"{hall.path}/clarifications?ask=A", "Questions to the jury"),
        (f"{hall.path}/prints", "Your prints"),
        (f"/contests/{waiting}/home", "Take part"),
    ):
        page.goto(platform.url + path)
        expect(page.get_by_role("heading", name=ready).first).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        found += [f"{path} {each}" for each in both_themes(page)]
    assert not found, "\n".join(found)
