"""`podium admin …` against the API: what it prints for people and for programs, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.commands import Podium
from tests.api.harness import PASSWORD, Api, fresh
from tests.api.world import make_world


async def test_roles_are_granted_listed_and_revoked(api: Api, podium: Podium) -> None:
    user = await api.caller()
    granted = await podium("role", "grant", f"{user.name}@example.org", "premium")
    assert (granted.code, granted.out) == (0, f"{user.id}: premium\n")
    listed = await podium("role", "list", "--role", "premium")
    assert [line.split()[:3] for line in listed.out.splitlines() if user.id in line] == [["premium", user.id, user.name]]
    assert listed.out.split()[:3] == ["role", "user_id", "name"]
    revoked = await podium("role", "revoke", user.id, "premium", "--json")
    assert json.loads(revoked.out)["roles"] == []


async def test_the_jury_of_one_contest_is_granted_and_listed(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    user = world.callers["contestant"]
    granted = await podium("role", "grant", user.id, "jury", "--contest", world.contest)
    assert granted.out == f"{user.id}: jury of {world.contest}\n"
    listed = json.loads((await podium("role", "list", "--contest", world.contest, "--json")).out)
    assert user.id in [juror["user_id"] for juror in listed]
    assert (await podium("role", "revoke", user.id, "jury", "--contest", world.contest)).out == f"{user.id}: no role\n"
    assert (await podium("role", "grant", user.id, "admin", "--contest", world.contest)).code == 2


async def test_accounts_are_listed_shown_disabled_enabled_and_deleted(api: Api, podium: Podium) -> None:
    user = await api.caller("creator")
    listed = json.loads((await podium("user", "list", "--name", user.name, "--json")).out)
    assert [account["id"] for account in listed] == [user.id]
    table = (await podium("user", "list", "--name", user.name)).out.splitlines()
    assert table[0].split() == ["id", "name", "email", "roles", "state", "created_at"]
    assert table[1].split()[:5] == [user.id, user.name, f"{user.name}@example.org", "creator", "active"]
    assert (await podium("user", "disable", user.id, "--reason", "spam")).code == 0
    assert "disabled" in (await podium("user", "show", f"{user.name}@example.org")).out
    assert json.loads((await podium("user", "enable", user.id, "--json")).out)["disabled_at"] is None
    kept = await podium("user", "delete", user.id)
    assert (kept.code, "--yes" in kept.err) == (2, True)
    assert (await podium("user", "delete", user.id, "--yes")).out == f"{user.id} is deleted\n"
    gone = await podium("user", "show", f"{user.name}@example.org")
    assert (gone.code, "no account" in gone.err) == (2, True)


async def test_what_the_platform_refuses_is_said_in_its_words(api: Api, podium: Podium) -> None:
    refused = await podium("role", "grant", "nobody", "creator")
    assert (refused.code, "there is no user 'nobody'" in refused.err) == (2, True)
    wrong = await podium("role", "grant", "nobody", "root")
    assert (wrong.code, "expected one of creator, jury" in wrong.err) == (2, True)


async def test_an_account_is_made_and_its_password_set_by_the_link(api: Api, podium: Podium) -> None:
    name = fresh("made")
    made = json.loads((await podium("user", "create", f"{name}@example.org", name, "--role", "creator", "--password-link", "--json")).out)
    assert (made["name"], made["roles"]) == (name, ["creator"])
    first = made["password_link"].rpartition("/")[2]
    printed = (await podium("user", "password-link", made["id"])).out
    token = printed.splitlines()[0].rpartition("/")[2]
    void = await api.call("POST", "/auth/reset-password", {"token": first, "password": PASSWORD})
    assert void.status == 422
    assert (await api.call("POST", "/auth/reset-password", {"token": token, "password": PASSWORD})).status < 300
    login = await api.call("POST", "/auth/login", {"email": f"{name}@example.org", "password": PASSWORD})
    assert (login.status, login.json["user"]["roles"]) == (200, ["creator"])


async def test_a_thousand_accounts_come_from_a_file_with_progress(api: Api, podium: Podium, tmp_path: Path) -> None:
    """Again, nothing is made twice; what cannot be made is named and stops nothing."""
    prefix, file = fresh("many"), tmp_path / "accounts.csv"
    lines = [f"{prefix}-{number}@example.org,{prefix} {number},GB" for number in range(1000)]
    file.write_text("email,name,country\n" + "\n".join(lines))
    done = await podium("user", "import", str(file))
    assert (done.code, done.out) == (0, "1000 created, 0 exists, 0 refused\n")
    assert "accounts: 1000 of 1000" in done.err
    listed = json.loads((await podium("user", "list", "--name", prefix, "--most", "2000", "--json")).out)
    assert (len(listed), {account["country"] for account in listed}) == (1000, {"GB"})

    names = (
        f"{prefix}-new@example.org\t{prefix} 7\t\n{prefix}-0@example.org\tAnother\t\n{prefix}-weak@example.org\t{prefix} weak\tallthesame\n"
    )
    file.write_text("email\tname\tpassword\n" + names)
    again = await podium("user", "import", str(file), "--json")
    told = [
        (row["email"].partition("-")[2].partition("@")[0].rpartition("-")[2], row["result"], row["field"]) for row in json.loads(again.out)
    ]
    assert (again.code, told) == (1, [("new", "refused", "name"), ("0", "exists", "email"), ("weak", "refused", "password")])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("email,nmae\na@example.org,A", "there is no column 'nmae'"),
        ("email\na@example.org", "the column 'name' is missing"),
        ("email,name\na@example.org,", "line 2: name is empty"),
        ("email,name\na@example.org,A,B", "line 2: more values than columns"),
        ("[1]", "no JSON list of accounts"),
    ],
)
async def test_a_wrong_line_of_a_file_is_named_before_anything_is_made(podium: Podium, tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(content)
    refused = await podium("user", "import", str(file))
    assert (refused.code, words in refused.err) == (2, True), refused.err
