"""Lists of teams and accounts."""

from __future__ import annotations

from typing import Any

import msgspec

from realtime.protocol import subjects
from tests.api.harness import PASSWORD, Answer, Api, Caller, fresh
from tests.api.test_teams import a_contest, logged
from tests.api.world import World, make_world, submission_body


def a_list(count: int = 3, **changes: Any) -> dict[str, Any]:
    teams = [
        {"id": str(n), "name": fresh(f"Team {n}"), "organization": "ETH Zürich", "country": "CHE", "groups": ["students"], "line": n + 1}
        for n in range(1, count + 1)
    ]
    accounts = [{"username": f"team-{n:03}", "name": teams[n - 1]["name"], "team": str(n), "line": n + 1} for n in range(1, count + 1)]
    return {"teams": teams, "accounts": accounts, **changes}


async def send(world: World, contest: str, given: dict[str, Any]) -> Answer:
    return await world.api.call("POST", f"/contests/{contest}/team-list", given, by=world.admin)


async def passwords(world: World, contest: str, *wanted: dict[str, Any]) -> Any:
    answer = await world.api.call("POST", f"/contests/{contest}/team-list/passwords", {"accounts": wanted}, by=world.admin)
    assert answer.status == 200, answer.content
    return answer.json["credentials"]


async def login(api: Api, given: dict[str, str]) -> Answer:
    return await api.call("POST", "/auth/login", {"email": given["login"], "password": given["password"]})


async def test_a_list_becomes_teams_accounts_and_registrations(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, members_max=1)
    given = a_list()
    imported = await send(world, contest, given)
    assert imported.status == 200, imported.content
    assert [team["state"] for team in imported.json["teams"]] == ["new"] * 3
    assert [account["has_password"] for account in imported.json["accounts"]] == [False] * 3
    events = await logged(api, contest)
    assert [(event["name"], event["organization"], event["groups"]) for event in events] == [
        (team["name"], "ETH Zürich", ["students"]) for team in given["teams"]
    ]
    shown = (await api.call("GET", f"/teams/{imported.json['teams'][0]['team_id']}")).json
    assert (shown["country"], shown["members"][0]["name"], shown["members"][0]["captain"]) == ("CH", given["teams"][0]["name"], True)

    [made] = await passwords(world, contest, {"username": "team-001"})
    assert made["login"] == f"team-001@{contest}"
    entered = await login(api, made)
    assert entered.status == 200, entered.content
    team = Caller(entered.json["access_token"])
    sent = await api.made(f"/contests/{contest}/submissions", submission_body(world.problem), by=team)
    assert sent["team_id"] == imported.json["teams"][0]["team_id"]


async def test_the_same_list_again_changes_nothing_and_another_one_what_differs(api: Api) -> None:
    world = await make_world(api)
    contest, given = await a_contest(world), a_list()
    first = (await send(world, contest, given)).json
    events = len(await logged(api, contest))
    again = (await send(world, contest, given)).json
    assert [team["state"] for team in again["teams"]] == ["same"] * 3
    assert [account["user_id"] for account in again["accounts"]] == [account["user_id"] for account in first["accounts"]]
    assert len(await logged(api, contest)) == events
    given["teams"][1]["name"] = fresh("Renamed")
    given["accounts"][2]["team"] = "2"  # team 2 has two members now, and team 3 nobody
    changed = (await send(world, contest, given)).json
    assert [team["state"] for team in changed["teams"]] == ["same", "changed", "changed"]
    assert [event["name"] for event in (await logged(api, contest))[events:]] == [given["teams"][1]["name"]]
    members = (await api.call("GET", f"/contests/{contest}/registrations", by=world.admin)).json["registrations"]
    assert sorted(len(entry["members"]) for entry in members) == [0, 1, 2]


async def test_a_list_says_where_teams_sit_and_without_it_they_stay_there(api: Api) -> None:
    world = await make_world(api)
    contest, given = await a_contest(world), a_list(2)
    given["teams"][0]["location"] = "Hall 1, table 3"
    teams = (await send(world, contest, given)).json["teams"]

    async def locations() -> list[str]:
        registrations = (await api.call("GET", f"/contests/{contest}/registrations", by=world.admin)).json["registrations"]
        by_team = {entry["team_id"]: entry["location"] for entry in registrations}
        return [by_team[team["team_id"]] for team in teams]

    assert await locations() == ["Hall 1, table 3", ""]
    events = len(await logged(api, contest))
    del given["teams"][0]["location"]
    given["teams"][1]["location"] = "Hall 2"
    changed = (await send(world, contest, given)).json["teams"]
    assert [team["state"] for team in changed] == ["same", "changed"]
    assert await locations() == ["Hall 1, table 3", "Hall 2"]
    assert len(await logged(api, contest)) == events, "no score rests on where a team sits"


async def test_the_same_teams_take_part_in_a_second_contest_with_their_accounts(api: Api) -> None:
    world = await make_world(api)
    warm_up, contest, given = await a_contest(world), await a_contest(world), a_list()
    first = (await send(world, warm_up, given)).json
    second = (await send(world, contest, {**given, "source": warm_up})).json
    assert second["accounts"] == [{**account, "new": False} for account in first["accounts"]]
    assert [team["state"] for team in second["teams"]] == ["same"] * 3
    assert len(await logged(api, contest)) == 3


async def test_every_mistake_is_named_with_its_line_and_nothing_is_imported(api: Api) -> None:
    world = await make_world(api)
    contest, given = await a_contest(world), a_list(5)
    given["teams"][0]["country"] = "XYZ"
    given["teams"][1]["name"] = given["teams"][2]["name"].upper()
    given["teams"][3]["id"] = "1"
    given["teams"][4]["members"] = [f"{fresh('nobody')}@example.org"]
    given["accounts"][0]["name"] = "\u200b"
    given["accounts"][1]["team"] = "77"
    given["accounts"][2]["username"] = "TEAM-005"
    refused = await send(world, contest, given)
    assert (refused.status, refused.json["field"]) == (422, "teams.country")
    said = refused.json["detail"]
    for words in (
        "teams, line 2, country:",
        "teams, line 5, id: '1' is the id of line 2 too",
        "teams, line 4, name:",
        "teams, line 6, members: nobody has the address",
        "accounts, line 2, name:",
        "accounts, line 3, team: there is no team '77'",
        "accounts, line 6, username: 'team-005' is in line 4 too",
    ):
        assert words in said, said
    assert await logged(api, contest) == []
    assert await api.platform.pool.fetchval("select count(*) from teams where source = $1", contest) == 0
    assert await api.platform.pool.fetchval("select count(*) from users where source = $1", contest) == 0


async def test_people_with_accounts_are_members_by_their_addresses(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob = await api.caller(), await api.caller()
    team = {"id": "1", "name": fresh("Team"), "members": [f"{ann.name}@example.org", f"{bob.name}@Example.org"]}
    imported = await send(world, contest, {"teams": [team]})
    assert imported.status == 200, imported.content
    for member in (ann, bob):
        sent = await api.made(f"/contests/{contest}/submissions", submission_body(world.problem), by=member)
        assert sent["team_id"] == imported.json["teams"][0]["team_id"]
    refused = await send(world, contest, {"source": fresh("another"), "teams": [{**team, "name": fresh("Team")}]})
    assert "another team" in refused.json["detail"]
    twice = [team, {**team, "id": "2", "name": fresh("Team")}]
    assert "is in team '1' too" in (await send(world, contest, {"teams": twice})).json["detail"]


async def test_passwords_are_made_or_given_and_set_anew(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    await send(world, contest, a_list())
    assert (await login(api, {"login": f"team-001@{contest}", "password": "!"})).status == 401
    made, given = await passwords(world, contest, {"username": "team-001"}, {"username": "team-002", "password": PASSWORD})
    assert given["password"] == PASSWORD
    assert len(made["password"]) == 14
    entered = [await login(api, credentials) for credentials in (made, given)]
    assert [answer.status for answer in entered] == [200, 200]
    [anew] = await passwords(world, contest, {"username": "team-001"})
    assert (await login(api, made)).status == 401
    assert (await login(api, anew)).status == 200
    session = Caller(entered[0].json["access_token"])
    assert (await api.call("GET", "/auth/sessions", by=session)).status == 401  # it ended
    states = (await send(world, contest, {**a_list(), "teams": a_list()["teams"]})).json["accounts"]
    assert [account["has_password"] for account in states] == [True, True, False]


async def test_nobodys_own_account_gets_a_password_by_a_list(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    await send(world, contest, a_list())
    path = f"/contests/{contest}/team-list/passwords"
    for body in ({"accounts": [{"username": "team-009"}]}, {"source": fresh("other"), "accounts": [{"username": "team-001"}]}):
        refused = await api.call("POST", path, body, by=world.admin)
        assert (refused.status, refused.json["field"]) == (422, "accounts[0].username")
    weak = await api.call("POST", path, {"accounts": [{"username": "team-001", "password": "password"}]}, by=world.admin)
    assert (weak.status, weak.json["field"]) == (422, "accounts[0].password")


async def test_gateways_hear_of_who_is_moved_by_a_list(api: Api) -> None:
    world = await make_world(api)
    contest, given = await a_contest(world), a_list(2)
    first = (await send(world, contest, given)).json
    told: list[bytes] = []
    listening = await api.backbone.subscribe(subjects.MEMBERSHIPS, lambda message: told.append(message.payload))
    given["accounts"][1]["team"] = "1"
    await send(world, contest, given)
    user = first["accounts"][1]["user_id"]
    changes = [change for payload in told for change in msgspec.json.decode(payload) if change[0] == user]
    assert changes == [[user, contest, "", False], [user, contest, first["teams"][0]["team_id"], False]]  # the last one holds
    await listening.stop()


async def test_a_team_that_takes_part_virtually_goes_on_doing_so(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    given = a_list(1, source=contest)
    await send(world, contest, given)
    [made] = await passwords(world, contest, {"username": "team-001"})
    team = Caller((await login(api, made)).json["access_token"])
    id = (await api.call("GET", f"/contests/{contest}/registration", by=team)).json["team_id"]
    await api.made(f"/contests/{world.ended}/virtual-participation", {"team_id": id}, by=team)
    given["teams"][0]["organization"] = "EPFL"
    assert (await send(world, world.ended, given)).status == 200
    told = [event for event in await logged(api, world.ended) if event["type"] == "team"]
    assert [(event["organization"], event["virtual_participation"]) for event in told] == [("ETH Zürich", True), ("EPFL", True)]
