"""What others learn of a person's submissions: nothing of a contest that runs or is frozen, of a problem that is secret, or against the
person's own settings.
"""

from __future__ import annotations

from tests.api.harness import Api
from tests.api.test_users import history, published, stats, submitted
from tests.api.world import contest_body, problem_body
from tests.database import execute

HOUR = 3_600_000


async def test_nothing_of_a_running_contest(api: Api) -> None:
    admin, user, other = await api.caller("admin", "creator"), await api.caller(), await api.caller()
    problem = await published(api, admin)
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    sent = await submitted(api, user, problem, "AC", contest)
    assert await history(api, user, other) == []
    assert (await stats(api, user, other))["submissions"] == 0
    assert await history(api, user, user) == [sent]
    assert (await stats(api, user, user))["accepted"] == 1


async def test_nothing_of_a_frozen_contest_until_it_is_thawed(api: Api) -> None:
    admin, user, other = await api.caller("admin", "creator"), await api.caller(), await api.caller()
    problem = await published(api, admin)
    over = contest_body(problem, begins_in=-7200, duration=HOUR, freeze=HOUR // 2)
    contest = (await api.made("/contests", over, by=admin))["id"]
    sent = await submitted(api, user, problem, "AC", contest)
    assert await history(api, user, other) == []
    assert await history(api, user, other, f"?contest={contest}&verdict=AC") == []
    assert (await api.call("POST", f"/contests/{contest}/thaw", by=admin)).status == 200
    assert await history(api, user, other) == [sent]
    assert (await stats(api, user, other))["accepted"] == 1


async def test_nothing_of_a_hidden_team(api: Api) -> None:
    admin, user, other = await api.caller("admin", "creator"), await api.caller(), await api.caller()
    problem = await published(api, admin)
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    await api.made(f"/contests/{contest}/join", by=user)
    sent = await submitted(api, user, problem, "AC", contest)
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", contest)
    assert await history(api, user, other) == [sent]
    hidden = await api.call("PUT", f"/contests/{contest}/teams/{user.id}", {"hidden": True}, by=admin)
    assert hidden.status == 202, hidden.content
    assert await history(api, user, other) == []


async def test_an_author_who_tries_a_secret_problem_does_not_give_it_away(api: Api) -> None:
    author, other = await api.caller("creator"), await api.caller()
    draft = (await api.made("/problems", problem_body(), by=author))["id"]
    sent = await submitted(api, author, draft, "AC")
    assert await history(api, author, other) == []
    figures = await stats(api, author, other)
    assert (figures["tried"], figures["languages"], figures["activity"]) == (0, [], [])
    assert await history(api, author, author) == [sent]


async def test_disabled_and_deleted_people_are_nobody(api: Api) -> None:
    admin, user, other = await api.caller("admin"), await api.caller(), await api.caller()
    await execute(api.platform.pool, "update users set disabled_at = now() where id = $1", user.id)
    for path in ("", "/stats", "/submissions"):
        assert (await api.call("GET", f"/users/{user.id}{path}", by=other)).status == 404
    assert (await api.call("GET", f"/users/{user.id}", by=admin)).status == 200
    found = (await api.call("GET", f"/users/search?q={user.name}", by=other)).json["users"]
    assert user.id not in [each["id"] for each in found]


async def test_nothing_in_a_body_gives_more_than_the_endpoint_is_for(api: Api) -> None:
    """Mass assignment."""
    user = await api.caller()
    for field, value in (("roles", ["admin"]), ("id", "x"), ("email", "a@b.c"), ("rating", 4000), ("version", 9), ("jury_of", ["c"])):
        for path, body in (("/users/profile", {"name": user.name}), ("/users/profile/privacy", {})):
            answer = await api.call("PUT", path, {**body, field: value}, by=user)
            assert (answer.status, answer.json["field"]) == (400, field)
    registration = {"email": "mass@example.org", "password": "correct horse 1!", "name": "Mass", "roles": ["admin"]}
    assert (await api.call("POST", "/auth/register", registration)).json["field"] == "roles"
    assert (await api.call("GET", "/users/profile", by=user)).json["roles"] == []


async def test_the_ids_of_others_open_nothing(api: Api) -> None:
    user, other = await api.caller(), await api.caller()
    for method, path in (
        ("GET", f"/users/{other.id}/roles"),
        ("PUT", f"/users/{user.id}/roles/admin"),
        ("DELETE", f"/users/{other.id}/roles/premium"),
        ("GET", f"/submissions/user/{other.id}"),
    ):
        assert (await api.call(method, path, by=user)).status == 403
