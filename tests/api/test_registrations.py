"""Who may take part in a contest, when, and from where."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest

from core_api.domains.registrations.membership import TeamAnswers
from core_api.domains.registrations.store import Registrations
from realtime.backbone import Message
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.protocol.questions import unpacked
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.test_teams import a_contest, a_team, callers, logged, set_rules
from tests.api.world import World, make_world, submission_body
from tests.database import execute

HALL = "2001:db8:1::/48"


async def join(api: Api, contest: str, by: Caller, **body: Any) -> Answer:
    return await api.call("POST", f"/contests/{contest}/join", body or None, by=by)


async def decide(world: World, contest: str, team: str, **decision: Any) -> Answer:
    return await world.api.call("PATCH", f"/contests/{contest}/registrations/{team}", decision, by=world.admin)


async def registered(world: World, contest: str, state: str = "approved") -> list[str]:
    found = (await world.api.call("GET", f"/contests/{contest}/registrations?state={state}", by=world.admin)).json
    return [entry["team_id"] for entry in found["registrations"]]


async def test_by_default_everybody_takes_part_alone(api: Api) -> None:
    world = await make_world(api)
    ann, bob = await callers(api, 2)
    settings = (await api.call("GET", f"/contests/{world.contest}/registration-settings")).json
    assert (settings["members_min"], settings["members_max"], settings["approval"], settings["closes"]) == (1, 1, "none", None)
    refused = await join(api, world.contest, ann, team_id=await a_team(api, ann, bob))
    assert (refused.status, "alone" in refused.json["detail"]) == (409, True)


@pytest.mark.parametrize(("members", "status"), [(1, 409), (2, 201), (3, 201), (4, 409)])
async def test_a_team_has_as_many_members_as_the_contest_says(api: Api, members: int, status: int) -> None:
    world = await make_world(api)
    contest = await a_contest(world, members_min=2)
    team = await callers(api, members)
    assert (await join(api, contest, team[0], team_id=await a_team(api, *team))).status == status
    assert (await join(api, contest, await api.caller())).status == 409  # nobody alone


async def test_registration_opens_and_closes(api: Api) -> None:
    world, (ann,), now = await make_world(api), await callers(api, 1), round(time.time() * 1000)
    contest = await a_contest(world, opens=now + 60_000)
    assert "not opened" in (await join(api, contest, ann)).json["detail"]
    await set_rules(world, contest, opens=now - 60_000, closes=now - 1000)
    assert "closed" in (await join(api, contest, ann)).json["detail"]
    await set_rules(world, contest, closes=now + 60_000)
    assert (await join(api, contest, ann)).status == 201


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"members_min": 3, "members_max": 2}, "members_max"),
        ({"opens": 5, "closes": 5}, "closes"),
        ({"networks": ["10.0.0.0/8", "10.1.2.3/8"]}, "networks[1]"),
        ({"networks": ["the hall"]}, "networks[0]"),
        ({"approval": "code"}, "code"),
        ({"members_max": 21}, "members_max"),
    ],
)
async def test_settings_that_do_not_fit_are_named(api: Api, rules: dict[str, Any], field: str) -> None:
    world = await make_world(api)
    refused = await api.call("PUT", f"/contests/{world.contest}/registration-settings", rules, by=world.admin)
    assert (refused.status in (400, 422), refused.json["field"]) == (True, field)


async def test_the_jury_approves_and_rejects_and_says_why(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, approval="jury")
    ann, bob, cid, dan = await callers(api, 4)
    team = await a_team(api, ann, bob)
    assert (await join(api, contest, ann, team_id=team)).json["state"] == "pending"
    assert (await join(api, contest, cid)).json["state"] == "pending"
    assert await logged(api, contest) == []
    assert (await api.call("GET", f"/contests/{contest}")).json["teams"] == 0
    sent = await api.call("POST", f"/contests/{contest}/submissions", submission_body(world.problem), by=bob)
    assert (sent.status, "approval" in sent.json["detail"]) == (403, True)
    assert await registered(world, contest, "pending") == sorted([team, cid.id])

    assert (await decide(world, contest, team, state="approved")).json["state"] == "approved"
    assert [event["team"] for event in await logged(api, contest)] == [team]
    assert (await api.call("POST", f"/contests/{contest}/submissions", submission_body(world.problem), by=bob)).status == 201
    rejected = (await decide(world, contest, cid.id, state="rejected", reason="students only")).json
    assert (rejected["state"], rejected["reason"], rejected["members"]) == ("rejected", "students only", [])
    assert (await api.call("GET", f"/contests/{contest}/registration", by=cid)).json["reason"] == "students only"
    assert (await join(api, contest, cid)).status == 409
    assert (await decide(world, contest, cid.id, members=[cid.id])).json["field"] == "members"
    assert (await decide(world, contest, cid.id, state="approved")).json["members"] == [{"user_id": cid.id, "name": cid.name}]
    assert (await decide(world, contest, dan.id, state="approved")).status == 404
    mails = await api.platform.pool.fetch("select template from mails where user_id = any($1::text[])", [ann.id, cid.id])
    assert sorted(template for (template,) in mails) == ["registration-approved", "registration-approved", "registration-rejected"]


async def test_what_waits_for_approval_takes_a_place(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, approval="jury")
    ann, bob = await callers(api, 2)
    await execute(api.platform.pool, "update contests set capacity = 1 where id = $1", contest)
    assert (await join(api, contest, ann)).status == 201
    assert (await join(api, contest, bob)).json["field"] == "capacity"
    await decide(world, contest, ann.id, state="rejected")
    assert (await join(api, contest, bob)).status == 201
    assert (await decide(world, contest, ann.id, state="approved")).json["field"] == "capacity"


async def test_joining_needs_the_code_and_nobody_reads_it(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, approval="code", code="blue-walrus-17")
    ann = await api.caller()
    assert "blue-walrus" not in (await api.call("GET", f"/contests/{contest}/registration-settings", by=world.admin)).content.decode()
    for wrong in ("", "blue-walrus-18"):
        refused = await join(api, contest, ann, code=wrong)
        assert (refused.status, refused.json["field"]) == (403, "code")
    assert (await join(api, contest, ann, code="blue-walrus-17")).status == 201
    assert (await set_rules(world, contest, approval="code"))["has_code"]  # it stays


async def test_guessing_a_code_is_limited(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, approval="code", code="blue-walrus-17")
    ann = await api.caller()
    statuses = [(await join(api, contest, ann, code=f"guess-number-{n}")).status for n in range(21)]
    assert statuses == [403] * 20 + [429]
    assert (await join(api, world.contest, ann)).status == 201  # which needs none


async def test_one_submits_from_the_halls(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, networks=["10.1.0.0/16", HALL])
    ann = await api.caller()
    await join(api, contest, ann)
    body = submission_body(world.problem)

    async def from_(address: str) -> int:
        sent = {"X-Forwarded-For": address}
        return (await api.call("POST", f"/contests/{contest}/submissions", body, by=ann, headers=sent)).status

    wanted = {"10.1.2.3": 201, "::ffff:10.1.2.3": 201, "2001:db8:1::5": 201, "10.2.2.3": 403, "2001:db8:2::5": 403, "nonsense": 403}
    assert {address: await from_(address) for address in wanted} == wanted
    shown = (await api.call("GET", f"/contests/{contest}/registration-settings", by=ann)).json
    assert (shown["networks"], shown["accounts"]) == (None, None)


async def test_a_contest_may_be_for_certain_accounts_and_groups(api: Api) -> None:
    world = await make_world(api)
    ann, bob, cid, dan = await callers(api, 4)
    students = await a_team(api, cid)
    assert (await api.call("PATCH", f"/teams/{students}", {"groups": ["students"]}, by=world.admin)).status == 200
    contest = await a_contest(world, accounts=[ann.id], groups=["students"])
    assert [(await join(api, contest, who)).status for who in (ann, bob, dan)] == [201, 403, 403]
    assert (await join(api, contest, cid, team_id=students)).status == 201
    assert (await logged(api, contest))[-1]["groups"] == ["students"]
    body = submission_body(world.problem)
    await set_rules(world, contest, groups=["students"])  # she is not wanted any more
    statuses = [(await api.call("POST", f"/contests/{contest}/submissions", body, by=who)).status for who in (ann, cid)]
    assert statuses == [403, 201]


async def test_a_registration_is_withdrawn_before_the_start_by_the_captain(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, begins_in=3600)
    ann, bob = await callers(api, 2)
    team = await a_team(api, ann, bob)
    path = f"/contests/{contest}/registration"
    await join(api, contest, ann, team_id=team)
    assert [(await api.call("DELETE", path, by=who)).status for who in (bob, ann, ann)] == [403, 204, 404]
    assert (await join(api, contest, bob)).status == 201  # alone now
    assert (await join(api, contest, ann, team_id=team)).status == 409
    assert (await api.call("DELETE", path, by=bob)).status == 204
    assert (await join(api, contest, ann, team_id=team)).status == 201
    kinds = [(event["type"], event["team"]) for event in await logged(api, contest)]
    assert kinds == [("team", team), ("team-withdrawn", team), ("team", bob.id), ("team-withdrawn", bob.id), ("team", team)]
    ids = await api.platform.pool.fetch("select message_id from outbox where target = $1", subjects.log(contest))
    assert len({id for (id,) in ids}) == len(ids)  # the log keeps one message of each id


async def test_who_waits_for_approval_may_go_at_any_time(api: Api) -> None:
    world, (ann,) = await make_world(api), await callers(api, 1)
    contest = await a_contest(world, approval="jury")
    path = f"/contests/{contest}/registration"
    await join(api, contest, ann)
    assert (await api.call("DELETE", path, by=ann)).status == 204
    assert (await join(api, contest, ann)).json["state"] == "pending"
    await decide(world, contest, ann.id, state="approved")
    assert (await api.call("DELETE", path, by=ann)).status == 409, "who takes part stays"
    assert [event["type"] for event in await logged(api, contest)] == ["team"]


async def test_the_jury_corrects_who_takes_part_while_the_contest_runs(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, cid = await callers(api, 3)
    team = await a_team(api, ann, bob)
    await join(api, contest, ann, team_id=team)
    sent = await api.made(f"/contests/{contest}/submissions", submission_body(world.problem), by=ann)
    told: list[bytes] = []
    listening = await api.backbone.subscribe(subjects.MEMBERSHIPS, lambda message: told.append(message.payload))
    assert (await decide(world, contest, team, members=[ann.id, "nobody"])).json["field"] == "members"
    assert (await decide(world, contest, team, members=[ann.id, world.owner.id])).status == 200
    corrected = (await decide(world, contest, team, members=[ann.id, cid.id])).json
    assert sorted(member["user_id"] for member in corrected["members"]) == sorted([ann.id, cid.id])
    assert b'["%b","%b","",false]' % (bob.id.encode(), contest.encode()) in b"".join(told)
    assert b'["%b","%b","%b",false]' % (cid.id.encode(), contest.encode(), team.encode()) in b"".join(told)
    assert (await api.call("GET", f"/submissions/{sent['id']}", by=bob)).status == 404
    assert (await api.call("GET", f"/submissions/{sent['id']}", by=cid)).status == 200
    assert (await api.call("POST", f"/contests/{contest}/submissions", submission_body(world.problem), by=bob)).status == 403
    assert (await join(api, contest, bob)).status == 201
    assert (await decide(world, contest, team, members=[bob.id])).status == 409
    assert (await decide(world, contest, bob.id, members=[cid.id])).status == 409
    path = f"/contests/{contest}/registrations/{team}"
    stale = await api.call("PATCH", path, {"members": [ann.id]}, by=world.admin, headers={"If-Match": '"1.0"'})
    assert stale.status == 412
    await listening.stop()


async def test_a_team_takes_part_virtually(api: Api) -> None:
    world = await make_world(api)
    ann, bob = await callers(api, 2)
    await set_rules(world, world.ended, members_max=2)
    team = await a_team(api, ann, bob)
    path = f"/contests/{world.ended}/virtual-participation"
    began = await api.made(path, {"team_id": team}, by=ann)
    assert began["team_id"] == team
    assert (await api.call("POST", path, by=bob)).status == 409
    sent = await api.call("POST", f"/contests/{world.ended}/submissions", submission_body(world.problem), by=bob)
    assert (sent.status, sent.json["team_id"]) == (201, team)


async def test_gateways_are_told_who_is_in_which_team(api: Api) -> None:
    world = await make_world(api)
    contest, ended = await a_contest(world), await a_contest(world)
    ann, bob, cid = await callers(api, 3)
    team = await a_team(api, ann, bob)
    for id in (contest, ended):
        await join(api, id, ann, team_id=team)
        await join(api, id, cid)
    await execute(api.platform.pool, "update contests set ends_at = now() - interval '25 hours' where id = $1", ended)
    answers = TeamAnswers(Registrations(api.platform.pool))
    question = msgspec.json.encode(TeamsOf((ann.id, bob.id, cid.id)))
    reply = await answers.answer(Message(subjects.ASK_TEAMS, question, {}))
    found = msgspec.json.decode(unpacked(reply.payload), type=set[Membership])
    assert found == {Membership(ann.id, contest, team), Membership(bob.id, contest, team)}
    assert (await answers.answer(Message(subjects.ASK_TEAMS, b"?", {}))).headers == {"code": "invalid"}


async def test_two_teams_of_a_contest_are_not_called_alike(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, cid = await callers(api, 3)
    await join(api, contest, ann)
    name = fresh("Called by the jury")
    renamed = await api.call("PUT", f"/contests/{contest}/teams/{ann.id}", {"name": name}, by=world.admin)
    assert renamed.status == 202
    team = (await api.made("/teams", {"name": name.upper()}, by=bob))["id"]
    refused = await join(api, contest, bob, team_id=team)
    assert (refused.status, refused.json["field"]) == (409, "team_id")
    assert (await join(api, contest, cid, team_id=await a_team(api, cid))).status == 201


async def test_the_jury_sees_what_it_has_done_to_a_team(api: Api) -> None:
    world = await make_world(api)
    contest, (ann,) = await a_contest(world), await callers(api, 1)
    await join(api, contest, ann)
    wanted = {"hidden": True, "unofficial": True, "disqualified": False, "extension": 600}
    assert (await api.call("PUT", f"/contests/{contest}/teams/{ann.id}", wanted, by=world.admin)).status == 202
    (found,) = (await api.call("GET", f"/contests/{contest}/registrations", by=world.admin)).json["registrations"]
    assert {name: found[name] for name in wanted} == wanted
