"""Accounts as administrators look after them: found, disabled at once, enabled, deleted."""

from __future__ import annotations

import pytest

from core_api.domains.users.export_store import ERASED, KEPT
from tests.api.harness import PASSWORD, Api, Caller
from tests.api.pictures import picture
from tests.api.test_teams import a_contest, send_picture
from tests.api.test_users import history, published, submitted
from tests.api.world import make_world, submission_body
from tests.database import execute


async def logged_in(api: Api, user: Caller) -> Caller:
    """By password, with a session."""
    answer = await api.call("POST", "/auth/login", {"email": f"{user.name}@example.org", "password": PASSWORD})
    assert answer.status == 200, answer.content
    return Caller(answer.json["access_token"], user.id, user.name)


async def test_accounts_are_found_by_address_name_role_and_state(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller("premium")

    async def found(query: str) -> list[str]:
        page = (await api.call("GET", f"/admin/users?limit=200&{query}", by=admin)).json
        return [each["id"] for each in page["users"]]

    assert await found(f"email={user.name.upper()}@EXAMPLE.org") == [user.id]
    assert await found(f"name={user.name[:-1]}") == [user.id]
    assert user.id in await found("role=premium")
    assert await found(f"name={user.name}&state=disabled") == []
    assert await found(f"name={user.name}&role=creator") == []
    shown = (await api.call("GET", f"/admin/users/{user.id}", by=admin)).json
    assert (shown["email"], shown["roles"], shown["disabled_at"]) == (f"{user.name}@example.org", ["premium"], None)
    first = (await api.call("GET", "/admin/users?limit=1", by=admin)).json
    assert (await api.call("GET", f"/admin/users?limit=1&cursor={first['next']}", by=admin)).json["users"][0]["id"] > first["users"][0][
        "id"
    ]


async def test_a_disabled_account_loses_its_sessions_at_once_and_cannot_log_in(api: Api) -> None:
    admin, user = await api.caller("admin"), await logged_in(api, await api.caller())
    disabled = await api.call("POST", f"/admin/users/{user.id}/disable", {"reason": "spam"}, by=admin)
    assert disabled.status == 200
    assert disabled.json["disabled_at"] is not None
    assert (await api.call("GET", "/users/profile", by=user)).status == 401
    refused = await api.call("POST", "/auth/login", {"email": f"{user.name}@example.org", "password": PASSWORD})
    assert (refused.status, "disabled" in refused.json["detail"]) == (401, True)
    assert await api.platform.pool.fetchval("select count(*) from sessions where user_id = $1 and ended_at is null", user.id) == 0

    assert (await api.call("POST", f"/admin/users/{user.id}/enable", by=admin)).json["disabled_at"] is None
    again = await logged_in(api, user)
    assert (await api.call("GET", "/users/profile", by=again)).status == 200


@pytest.mark.parametrize("act", ["disable", "delete"])
async def test_nobody_shuts_himself_out(api: Api, act: str) -> None:
    admin, other = await api.caller("admin"), await api.caller("admin")

    async def tried(user: Caller) -> int:
        if act == "delete":
            return (await api.call("DELETE", f"/admin/users/{user.id}", by=admin)).status
        return (await api.call("POST", f"/admin/users/{user.id}/disable", {"reason": "by mistake"}, by=admin)).status

    assert await tried(admin) == 409
    assert await tried(other) in (200, 204)
    assert (await api.call("GET", "/admin/users", by=admin)).status == 200
    assert (await api.call("GET", "/admin/users", by=other)).status == 401


async def test_a_deleted_account_is_nobody_and_its_submissions_stay(api: Api) -> None:
    admin, user = await api.caller("admin", "creator"), await logged_in(api, await api.caller("creator"))
    problem = await published(api, admin)
    sent = await submitted(api, user, problem, "AC")
    await api.call("PUT", "/users/profile", {"name": user.name, "about": "Call me at 555-1234.", "country": "CH"}, by=user)
    assert (await api.call("DELETE", f"/admin/users/{user.id}", by=admin)).status == 204

    row = await api.platform.pool.fetchrow("select * from users where id = $1", user.id)
    assert row is not None
    told = " ".join(map(str, row.values()))
    assert (user.name in told, "555" in told, row["email_key"], row["email_sealed"], row["roles"]) == (False, False, None, None, [])
    for path in ("", "/stats", "/submissions"):
        assert (await api.call("GET", f"/users/{user.id}{path}", by=admin)).status == 404
    assert (await api.call("GET", "/users/profile", by=user)).status == 401
    refused = await api.call("POST", "/auth/login", {"email": f"{user.name}@example.org", "password": PASSWORD})
    assert (refused.status, "disabled" in refused.json["detail"]) == (401, False)
    assert await api.platform.pool.fetchval("select user_id from submissions where id = $1", sent) == user.id
    for table, column in ERASED:
        assert await api.platform.pool.fetchval(f"select count(*) from {table} where {column} = $1", user.id) == 0
    assert (await api.call("POST", f"/admin/users/{user.id}/enable", by=admin)).status == 404

    taken = await api.call("POST", "/auth/register", {"email": f"{user.name}@example.org", "password": PASSWORD, "name": user.name})
    assert taken.status == 201  # name and address are free again


async def test_nothing_is_left_of_the_team_of_one_of_a_deleted_account(api: Api) -> None:
    world, user = await make_world(api), await logged_in(api, await api.caller())
    contest = await a_contest(world, begins_in=3600)
    await api.made(f"/contests/{contest}/join", by=user)
    team = f"/teams/{user.id}"
    assert (await api.call("PATCH", team, {"organization": "Somewhere University", "country": "CH"}, by=user)).status == 200
    shown = (await send_picture(api, user.id, picture(), user)).json["picture"]
    assert (await api.call("GET", shown)).status == 200
    assert (await api.call("POST", "/users/profile/deletion", {"password": PASSWORD}, by=user)).status == 204
    left = (await api.call("GET", team)).json
    assert (left["organization"], left["country"], left["picture"]) == ("", "", None)
    assert (await api.call("GET", shown)).status == 404


async def test_every_table_that_names_users_says_what_a_deletion_does(api: Api) -> None:
    found = await api.platform.pool.fetch(
        "select c.conrelid::regclass::text as table, a.attname as column from pg_constraint c"
        " join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)"
        " where c.contype = 'f' and c.confrelid = 'users'::regclass"
    )
    names = {f"{row['table']}.{row['column']}" for row in found}
    assert names == {f"{table}.{column}" for table, column in ERASED} | KEPT.keys()


async def test_everything_about_oneself_comes_as_one_document(api: Api) -> None:
    user = await api.caller("creator")
    problem = await published(api, user)
    await execute(api.platform.pool, "delete from submissions where user_id = $1", user.id)
    sent = (await api.made("/submissions", submission_body(problem), by=user))["id"]
    await api.made("/auth/keys", {"name": "results page", "scopes": ["read"]}, by=user)
    answer = await api.call("GET", "/users/profile/export", by=user)
    assert answer.status == 200
    document = answer.json
    assert document["profile"]["email"] == f"{user.name}@example.org"
    assert [each["id"] for each in document["problems"]] == [problem]
    assert [each["name"] for each in document["api_keys"]] == ["results page"]
    assert "hash" not in document["api_keys"][0]
    (submission,) = document["submissions"]
    assert (submission["id"], submission["source"]) == (sent, submission_body(problem)["source"])
    assert await history(api, user, user) == [sent]


async def test_one_closes_ones_own_account_with_the_password(api: Api) -> None:
    user, admin = await logged_in(api, await api.caller()), await api.caller("admin")
    wrong = await api.call("POST", "/users/profile/deletion", {"password": "wrong horse 1!"}, by=user)
    assert (wrong.status, wrong.json["field"]) == (403, "password")
    assert (await api.call("POST", "/users/profile/deletion", {"password": PASSWORD}, by=user)).status == 204
    assert (await api.call("GET", "/users/profile", by=user)).status == 401
    assert (await api.call("POST", "/users/profile/deletion", {"password": PASSWORD}, by=admin)).status == 409


async def test_a_disabled_account_gets_no_link_and_its_link_of_before_is_not_good(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    link = (await api.call("POST", f"/admin/users/{user.id}/password-link", by=admin)).json["link"]
    await api.call("POST", f"/admin/users/{user.id}/disable", {"reason": "spam"}, by=admin)
    assert (await api.call("POST", f"/admin/users/{user.id}/password-link", by=admin)).status == 404
    reset = await api.call("POST", "/auth/reset-password", {"token": link.rpartition("/")[2], "password": PASSWORD})
    assert reset.status in (401, 422)
