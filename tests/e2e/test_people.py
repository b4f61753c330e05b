"""Signing up and in, one's own account, other people and teams, the problems archive, administration: in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from deploy.local.client import Client
from tests.conftest import Platform, started_platform, wait_for
from tests.e2e.accessibility import both_themes
from tests.e2e.people import Person, administrator, as_admin, run, sign_in
from tests.integration import flow

PASSWORD = flow.PASSWORD
SCRIPT = "<img src=x onerror=alert(1)>"
PICTURES = {
    "/account/sign-in": "sign-in",
    "/account/security": "account",
    "/problems": "problems",
    "/admin": "administration",
    "/admin/audit": "audit-log",
}
"""Views that the guide shows."""
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/%2F/evil.example"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform where accounts begin with the link in a mail, as behind an SMTP server; its mails are in a folder."""
    with started_platform(tmp_path_factory.mktemp("people") / "data", PODIUM_REGISTRATION="verified") as made:
        yield made


def link_to(data: Path, address: str, part: str) -> str:
    """The link in the newest mail to an address, as soon as there is one."""
    from core_api.domains.notifications.transports.folder import read

    def look() -> str:
        for file in sorted((data / "mail").glob("*.eml"), reverse=True):
            message = read(file)
            body = message.get_body(("plain",))
            found = re.search(rf"http\S+/#/{part}/\S+", body.get_content() if body else "")
            if address in str(message["To"]) and found:
                return found[0]
        return ""

    return str(wait_for(look, 20, f"a mail to {address}"))


def account(platform: Platform, name: str = "", **more: Any) -> Person:
    """Somebody new, made by the administrator."""
    name = name or flow.fresh("user")
    email = f"{flow.fresh('mail')}@example.org"
    body = {"email": email, "name": name, "password": PASSWORD, **more}

    async def steps() -> Person:
        async with Client(platform.url) as client:
            await client.login(*platform.admin)
            await client.call("POST", "/admin/users", body)
        async with Client(platform.url) as client:
            user = (await client.login(email, PASSWORD))["user"]
            return Person(client.token, user, platform.url)

    return run(steps())


def enter(page: Page, platform: Platform, email: str, to: str = "") -> None:
    """Signs in by the form."""
    page.goto(f"{platform.url}/account/sign-in{to}")
    page.get_by_label("E-mail address or login").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.timeout(150)
def test_from_registration_to_a_second_factor_and_sessions_in_two_browsers(
    platform: Platform, page: Page, new_page: Callable[..., Page]
) -> None:
    name, email = flow.fresh("Ada"), f"{flow.fresh('ada')}@example.org"
    page.goto(f"{platform.url}/account/register")
    page.get_by_label("Name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("weakweakweak")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("digit")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="A mail is on its way")).to_be_visible()
    page.goto(link_to(platform.data, email, "verify"))
    expect(page.get_by_role("heading", name="Your account is ready")).to_be_visible()
    assert "#" not in page.url, "the token leaves the address"

    enter(page, platform, email, "?to=/account/security")
    page.get_by_role("button", name="Set it up").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
    secret = dialog.locator("code").inner_text()
    dialog.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    dialog.get_by_role("button", name="Turn it on").click()
    shown = page.get_by_role("dialog", name="Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes are left")).to_be_visible()

    other = new_page()
    enter(other, platform, email)
    other.get_by_label("Code").fill("000000")
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_role("alert")).to_contain_text("code is wrong")
    other.get_by_label("Code").fill(codes[0])
    other.get_by_role("button", name="Confirm").click()
    expect(other.get_by_role("link", name=f"Account: {name}")).to_be_visible()

    page.goto(f"{platform.url}/account/sessions")
    rows = page.get_by_role("main").get_by_role("row")
    expect(rows).to_have_count(3)
    rows.filter(has_not_text="this one").get_by_role("button", name="End the session").click()
    expect(rows).to_have_count(2)
    other.goto(f"{platform.url}/account/keys")
    expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    page.get_by_role("navigation", name="Account").get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()


def test_signing_in_leads_to_no_other_origin(platform: Platform, new_page: Callable[..., Page]) -> None:
    who = account(platform)
    for to in ELSEWHERE:
        page = new_page()
        enter(page, platform, who.user["email"], f"?to={to}")
        expect(page.get_by_role("link", name=f"Account: {who.user['name']}")).to_be_visible()
        assert page.url.startswith(f"{platform.url}/"), to
        page.context.close()


def test_a_forgotten_password_is_set_by_the_mailed_link(platform: Platform, page: Page) -> None:
    email = account(platform).user["email"]
    page.goto(f"{platform.url}/account/forgot-password")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the mail").click()
    page.goto(link_to(platform.data, email, "reset-password"))
    page.get_by_role("textbox", name="New password").fill("another horse 2!")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status").filter(has_text="new password is set")).to_be_visible()


def test_profile_privacy_keys_and_preferences(platform: Platform, page: Page) -> None:
    who = account(platform)
    sign_in(page, who)
    page.goto(f"{platform.url}/account")
    renamed = flow.fresh("Grace")
    page.get_by_label("Name").fill(renamed)
    page.get_by_label("Country").select_option("CH")
    page.get_by_label("About you").fill(SCRIPT)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name=f"Account: {renamed}")).to_be_visible()
    page.get_by_role("link", name="See your profile as others do").click()
    expect(page.get_by_text("Switzerland")).to_be_visible()
    expect(page.get_by_text(SCRIPT)).to_be_visible()
    page.goto(f"{platform.url}/account/keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("What it is for").fill("results page")
    page.get_by_role("button", name="Make the key").click()
    key = page.get_by_role("dialog").locator("code").inner_text()
    assert key.startswith("podium_")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Revoke the key “results page”").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("You have no key yet.")).to_be_visible()
    page.goto(f"{platform.url}/account/mails")
    page.get_by_label("somebody invites you into a team").uncheck()
    page.get_by_label("Language of your mails").select_option("de")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert who.call("GET", "/notifications/preferences") == {"language": "de", "unwanted": ["team-invitation"]}


def test_the_archive_is_searched_as_one_types_and_stands_in_the_address(platform: Platform, page: Page) -> None:
    word = flow.fresh("zebra").replace("-", "")

    async def make(admin: Any) -> None:
        for number, difficulty in enumerate(("easy", "hard")):
            await flow.make_problem(admin, title=f"{word} {number}", difficulty=difficulty, tags=[f"tag{word}"])

    as_admin(platform, make)
    who = account(platform)
    sign_in(page, who)
    page.goto(f"{platform.url}/problems")
    search = page.get_by_role("combobox", name="Search problems")
    table = page.get_by_role("table")
    wait_for(lambda: len(who.call("GET", f"/problems/search?q={word}")["problems"]) == 2, 20, "the search knows the problems")
    search.press_sequentially(word[:-2])
    expect(page.get_by_role("listbox", name="Suggestions").get_by_role("option")).to_have_count(2)
    search.press_sequentially(word[-2:])
    expect(table.get_by_role("row")).to_have_count(3)
    expect(page).to_have_url(re.compile(rf"q={word}"))
    search.press("Escape")
    held: list[Route] = []
    page.route("**/problems/suggest?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    search.press("Backspace")
    wait_for(lambda: page.evaluate("1") and held, 10, "suggestions are asked for")
    search.press("Escape")
    with page.expect_response("**/problems/suggest?*"):
        held[0].continue_()
    page.unroute("**/problems/suggest?*")
    search.press_sequentially(word[-1])
    search.press("Enter")
    expect(table.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="hard").click()
    expect(table.get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("difficulty=hard"))
    page.get_by_role("button", name=f"Like “{word} 1”").click()
    expect(page.get_by_role("button", name=f"Take the like of “{word} 1” back")).to_contain_text("♥ 1")
    page.reload()
    expect(table.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("button", name=f"Take the like of “{word} 1” back")).to_be_visible()
    page.go_back()
    expect(table.get_by_role("row")).to_have_count(3)


def test_a_team_is_made_and_joined_by_its_code(platform: Platform, page: Page, new_page: Callable[..., Page]) -> None:
    captain, member = account(platform), account(platform)
    sign_in(page, captain)
    team = flow.fresh("team")
    page.goto(f"{platform.url}/teams?new=1")
    page.get_by_label("Name of the team").fill(team)
    page.get_by_role("button", name="Make the team").click()
    expect(page.get_by_role("heading", name=team, level=1)).to_be_visible()
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    code = page.get_by_test_id("code").inner_text()
    page.get_by_role("button", name="Done").click()
    other = new_page()
    sign_in(other, member)
    other.goto(f"{platform.url}/#/teams/join/{code}")
    expect(other.get_by_label("Invitation code")).to_have_value(code)
    other.get_by_role("button", name="Join", exact=True).click()
    expect(other.get_by_role("listitem").filter(has_text=member.user["name"])).to_be_visible()
    page.reload()
    page.get_by_role("button", name=f"Make {member.user['name']} captain").click()
    page.get_by_role("dialog").get_by_role("button", name="Make").click()
    page.get_by_role("button", name="Leave the team").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave the team").click()
    expect(page).to_have_url(re.compile("mine=1"))


def test_an_administrator_makes_an_account_and_disables_it(platform: Platform, page: Page) -> None:
    sign_in(page, administrator(platform))
    alerts: list[str] = []

    def ran(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", ran)
    email = f"{flow.fresh('mail')}@example.org"
    name = f"{SCRIPT} {flow.fresh('x')}"
    page.goto(f"{platform.url}/admin/users?new=1")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address", exact=True).fill(email)
    page.get_by_label("Password (may be left empty)").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", name=SCRIPT)).to_be_visible()
    page.get_by_label("creator: makes problems").check()
    expect(page.get_by_text("granted")).to_be_visible()
    page.get_by_role("button", name="Disable the account").click()
    page.get_by_label("Reason").fill("spam")
    page.get_by_role("dialog").get_by_role("button", name="Disable the account").click()
    expect(page.get_by_role("button", name="Enable the account").first).to_be_visible()
    page.get_by_role("link", name="What was done to this account").click()
    expect(page.get_by_role("row").filter(has_text="/disable")).to_be_visible()
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The audit log is whole")).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text("Database (PostgreSQL): answers")).to_be_visible()
    assert alerts == []


def test_accounts_are_imported_from_a_file(platform: Platform, page: Page) -> None:
    sign_in(page, administrator(platform))
    some = [flow.fresh("imported") for _ in range(3)]
    lines = ["email;name;roles", *[f"{each}@example.org;{each};" for each in some], f"{some[0]}@example.org;again;", "nothing;x;"]
    page.goto(f"{platform.url}/admin/users?import=1")
    page.get_by_label("File").set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()})
    page.get_by_role("button", name="Import 5 accounts").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("made: 3"))).to_be_visible(timeout=20_000)
    expect(page.get_by_role("dialog").get_by_role("row").filter(has_text="refused")).to_have_count(1)


@pytest.mark.timeout(150)
def test_views_are_accessible_in_both_themes(platform: Platform, page: Page, new_page: Callable[..., Page]) -> None:
    admin = administrator(platform)
    team = admin.call("POST", "/teams", {"name": flow.fresh("team")})["id"]
    sign_in(page, admin)
    own = admin.user["id"]
    anybody = new_page()
    views = [(anybody, path) for path in ("/account/sign-in", "/account/register", "/account/forgot-password")]
    paths = ["", "/privacy", "/security", "/sessions", "/keys", "/mails", "/data"]
    views += [(page, f"/account{path}") for path in paths]
    views += [(page, path) for path in ("/users", f"/users/{own}", "/teams", f"/teams/{team}", "/problems")]
    views += [(page, f"/admin{path}") for path in ("", "/users", f"/users/{own}", "/users?new=1", "/audit", "/judging", "/mails")]
    faults = []
    for view, path in views:
        view.goto(f"{platform.url}{path}")
        expect(view.locator("h1")).to_be_visible()
        expect(view.locator(".skeleton")).to_have_count(0)
        if (shots := os.environ.get("PODIUM_SCREENSHOTS")) and path in PICTURES:
            view.screenshot(path=f"{shots}/{PICTURES[path]}.png")
        faults += [f"{path}: {each}" for each in both_themes(view)]
    assert faults == []
