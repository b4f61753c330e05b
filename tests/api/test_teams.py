"""Teams: members, invitations, pictures, and what changes of them do to the contests they are registered in."""

from __future__ import annotations

import base64
import io
from typing import Any

import msgspec
import pytest
from PIL import Image

from realtime.protocol import subjects
from tests.api.harness import Answer, Api, Caller, fresh
from tests.api.mailbox import mails_to
from tests.api.pictures import picture
from tests.api.world import World, contest_body, make_world, submission_body
from tests.database import execute


async def a_team(api: Api, captain: Caller, *members: Caller) -> str:
    id = str((await api.made("/teams", {"name": fresh("Three coders")}, by=captain))["id"])
    if members:
        code = (await api.made(f"/teams/{id}/invitations", {"uses": len(members)}, by=captain))["code"]
        for member in members:
            await api.made("/teams/join", {"code": code}, by=member)
    return id


async def a_contest(world: World, begins_in: float = -1.0, **rules: Any) -> str:
    id = str((await world.api.made("/contests", contest_body(world.problem, begins_in=begins_in), by=world.admin))["id"])
    await set_rules(world, id, **{"members_max": 3, **rules})
    return id


async def set_rules(world: World, contest: str, **rules: Any) -> Any:
    answer = await world.api.call("PUT", f"/contests/{contest}/registration-settings", rules, by=world.admin)
    assert answer.status == 200, answer.content
    return answer.json


async def callers(api: Api, count: int) -> list[Caller]:
    return [await api.caller() for _ in range(count)]


async def logged(api: Api, contest: str) -> list[Any]:
    """Events on their way to the contest's log, but for its settings."""
    rows = await api.platform.pool.fetch("select payload from outbox where target = $1 order by id", subjects.log(contest))
    events = [event for row in rows for event in msgspec.json.decode(row["payload"])["events"]]
    return [event for event in events if event["type"] != "settings"]


async def test_all_members_submit_and_see_for_the_team(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, eve = await callers(api, 3)
    team = await a_team(api, ann, bob)
    joined = await api.made(f"/contests/{contest}/join", {"team_id": team}, by=ann)
    assert joined == {"contest_id": contest, "team_id": team, "state": "approved"}
    await api.made(f"/contests/{contest}/join", by=eve)
    sent = await api.made(f"/contests/{contest}/submissions", submission_body(world.problem), by=bob)
    assert (sent["user_id"], sent["team_id"]) == (bob.id, team)
    path = f"/contests/{contest}/own-submissions"
    for member in (ann, bob):
        assert (await api.call("GET", f"/submissions/{sent['id']}", by=member)).json == sent
        assert (await api.call("GET", f"/submissions/{sent['id']}/result", by=member)).status == 200
        assert (await api.call("GET", path, by=member)).json == {"submissions": [sent], "next": None}
    assert (await api.call("GET", f"/submissions/{sent['id']}", by=eve)).status == 404
    assert (await api.call("GET", path, by=eve)).json["submissions"] == []
    assert (await api.call("GET", path, by=world.admin)).status == 403
    assert (await api.call("GET", f"/contests/{contest}")).json["teams"] == 2
    assert [(event["type"], event["team"]) for event in await logged(api, contest)] == [
        ("team", team),
        ("team", eve.id),
        ("submission", team),
    ]


async def test_nobody_takes_part_twice(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, cid = await callers(api, 3)
    first, second = await a_team(api, ann, bob), await a_team(api, bob, cid)
    await api.made(f"/contests/{contest}/join", {"team_id": first}, by=ann)
    for body, caller in ((None, bob), ({"team_id": second}, bob), ({"team_id": first}, ann), (None, ann)):
        refused = await api.call("POST", f"/contests/{contest}/join", body, by=caller)
        assert refused.status == 409, refused.content
    assert (await api.made(f"/contests/{contest}/join", by=cid))["team_id"] == cid.id  # nothing of what was refused stayed
    assert (await api.call("GET", f"/contests/{contest}")).json["teams"] == 2


async def test_a_team_is_registered_by_its_captain_alone(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, eve = await callers(api, 3)
    team = await a_team(api, ann, bob)
    statuses = [(await api.call("POST", f"/contests/{contest}/join", {"team_id": team}, by=caller)).status for caller in (bob, eve, ann)]
    assert statuses == [403, 404, 201]


async def test_an_invitation_is_used_so_often_and_no_longer_than_it_holds(api: Api) -> None:
    ann, bob, cid, dan = await callers(api, 4)
    team = await a_team(api, ann)
    made = await api.made(f"/teams/{team}/invitations", {"uses": 1, "hours": 2}, by=ann)
    code = made["code"].lower().replace("-", " ")  # as somebody types it
    assert (await api.call("POST", "/teams/join", {"code": code}, by=bob)).json["size"] == 2
    assert (await api.call("POST", "/teams/join", {"code": code}, by=cid)).json["field"] == "code"
    assert (await api.call("GET", f"/teams/{team}/invitations", by=ann)).json == {"invitations": []}

    expired = await api.made(f"/teams/{team}/invitations", {}, by=ann)
    await execute(api.platform.pool, "update team_invitations set expires_at = now() where id = $1", expired["id"])
    revoked = await api.made(f"/teams/{team}/invitations", {}, by=ann)
    assert (await api.call("DELETE", f"/teams/{team}/invitations/{revoked['id']}", by=ann)).status == 204
    for invitation in (expired, revoked):
        assert (await api.call("POST", "/teams/join", {"code": invitation["code"]}, by=cid)).status == 404
    held = await api.made(f"/teams/{team}/invitations", {"uses": 5}, by=ann)
    assert (await api.call("POST", "/teams/join", {"code": held["code"]}, by=bob)).status == 409  # a member already
    listed = (await api.call("GET", f"/teams/{team}/invitations", by=ann)).json["invitations"]
    assert listed == [{**held, "code": None}]
    stored = await api.platform.pool.fetchval("select row_to_json(team_invitations)::text from team_invitations where id = $1", held["id"])
    assert held["code"] not in stored
    mailed = await api.made(f"/teams/{team}/invitations", {"email": "dan@example.org"}, by=ann)
    assert mailed["code"] is None


async def test_members_leave_and_captains_hand_over(api: Api) -> None:
    ann, bob, eve = await callers(api, 3)
    team = await a_team(api, ann, bob)
    assert (await api.call("DELETE", f"/teams/{team}/members/{ann.id}", by=ann)).status == 409
    assert (await api.call("PUT", f"/teams/{team}/captain", {"user_id": eve.id}, by=ann)).status == 422
    changed = (await api.call("PUT", f"/teams/{team}/captain", {"user_id": bob.id}, by=ann)).json
    assert [(member["name"], member["captain"]) for member in changed["members"]] == [(ann.name, False), (bob.name, True)]
    assert (await api.call("PATCH", f"/teams/{team}", {"country": "CHE"}, by=ann)).status == 403
    assert (await api.call("PATCH", f"/teams/{team}", {"country": "CHE"}, by=bob)).json["country"] == "CH"
    assert (await api.call("PATCH", f"/teams/{team}", {"country": "XX"}, by=bob)).json["field"] == "country"
    assert (await api.call("PATCH", f"/teams/{team}", {"groups": ["students"]}, by=bob)).status == 403
    assert (await api.call("DELETE", f"/teams/{team}/members/{ann.id}", by=ann)).status == 204
    assert (await api.call("DELETE", f"/teams/{team}", by=bob)).status == 204
    assert (await api.call("GET", f"/teams/{team}")).status == 404


async def test_a_name_looks_like_no_other_teams_and_no_users(api: Api) -> None:
    ann, bob = await callers(api, 2)
    name = (await api.call("GET", f"/teams/{await a_team(api, ann)}")).json["name"]
    for taken in (name, name.upper(), name.replace("o", "о"), bob.name, "\u200b", ""):  # a Cyrillic o
        refused = await api.call("POST", "/teams", {"name": taken}, by=ann)
        assert refused.status in (400, 409, 422), taken
        assert refused.json["field"] == "name"
    assert (await api.call("POST", "/teams", {"name": ann.name}, by=ann)).status == 201


async def test_teams_are_found_by_name_and_shown_without_members_who_hide(api: Api) -> None:
    ann, bob, eve = await callers(api, 3)
    team = await a_team(api, ann, bob)
    name = (await api.call("GET", f"/teams/{team}")).json["name"]
    assert [found["id"] for found in (await api.call("GET", f"/teams?name={name.split('-')[1]}")).json["teams"]] == [team]
    assert [found["id"] for found in (await api.call("GET", f"/teams?member={bob.id}", by=bob)).json["teams"]] == [team]
    assert (await api.call("GET", f"/teams?member={bob.id}", by=eve)).status == 403
    assert (await api.call("PUT", "/users/profile/privacy", {"profile": "nobody"}, by=bob)).status == 200
    for reader, listed in ((eve, [ann.id]), (ann, [ann.id, bob.id])):
        found = (await api.call("GET", f"/teams/{team}", by=reader)).json
        assert ([member["user_id"] for member in found["members"]], found["size"]) == (listed, 2)


async def test_before_the_start_a_registration_follows_the_team_and_from_then_on_it_does_not(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, begins_in=3600, members_min=2)
    ann, bob, cid, dan = await callers(api, 4)
    team = await a_team(api, ann, bob)
    await api.made(f"/contests/{contest}/join", {"team_id": team}, by=ann)

    async def members() -> list[str]:
        found = (await api.call("GET", f"/contests/{contest}/registration", by=ann)).json
        return sorted(member["user_id"] for member in found["members"])

    code = (await api.made(f"/teams/{team}/invitations", {"uses": 5}, by=ann))["code"]
    await api.made("/teams/join", {"code": code}, by=cid)
    assert await members() == sorted([ann.id, bob.id, cid.id])
    refused = await api.call("POST", "/teams/join", {"code": code}, by=dan)
    assert (refused.status, contest in refused.json["detail"]) == (409, True)
    new_name = fresh("Renamed")
    assert (await api.call("PATCH", f"/teams/{team}", {"name": new_name}, by=ann)).status == 200
    assert (await logged(api, contest))[-1]["name"] == new_name
    assert (await api.call("DELETE", f"/teams/{team}", by=ann)).status == 409

    await execute(api.platform.pool, "update contests set starts_at = now() where id = $1", contest)
    assert (await api.call("DELETE", f"/teams/{team}/members/{bob.id}", by=ann)).status == 204
    assert (await api.call("PATCH", f"/teams/{team}", {"name": fresh("Again")}, by=ann)).status == 200
    assert await members() == sorted([ann.id, bob.id, cid.id])
    assert (await logged(api, contest))[-1]["name"] == new_name


async def test_a_team_that_gets_too_small_does_not_take_part(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world, begins_in=3600, members_min=2)
    ann, bob = await callers(api, 2)
    team = await a_team(api, ann, bob)
    await api.made(f"/contests/{contest}/join", {"team_id": team}, by=ann)
    assert (await api.call("DELETE", f"/teams/{team}/members/{bob.id}", by=bob)).status == 204
    assert [event["type"] for event in await logged(api, contest)] == ["team", "team-withdrawn"]
    found = await api.call("GET", f"/contests/{contest}/registrations?state=withdrawn", by=world.admin)
    assert [(entry["team_id"], entry["members"]) for entry in found.json["registrations"]] == [(team, [])]


async def test_a_mailbox_gets_few_invitations_whoever_sends_them(api: Api) -> None:
    ann, bob = await callers(api, 2)
    teams, to = {ann: await a_team(api, ann), bob: await a_team(api, bob)}, f"{fresh('dan')}@example.org"

    async def invited(by: Caller, email: str) -> int:
        return (await api.call("POST", f"/teams/{teams[by]}/invitations", {"email": email}, by=by)).status

    refused = await api.call("POST", f"/teams/{teams[ann]}/invitations", {"email": to}, by=bob)
    assert refused.status == 403, "and that counts for nothing"
    assert [await invited(ann, to) for _ in range(3)] == [201] * 3
    assert [await invited(bob, to.upper()) for _ in range(3)] == [201, 201, 429]
    assert await invited(ann, f"{fresh('eve')}@example.org") == 201
    assert [mail.template for mail in await mails_to(api, to)] == ["team-invitation"] * 5


async def send_picture(api: Api, team: str, content: bytes, by: Caller) -> Answer:
    return await api.call("PUT", f"/teams/{team}/picture", {"content": base64.b64encode(content).decode()}, by=by)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_picture_is_made_small_and_kept_under_a_name_of_its_own(api: Api, kind: str) -> None:
    ann = await api.caller()
    team = await a_team(api, ann)
    first = (await send_picture(api, team, picture(kind, (1000, 500)), ann)).json["picture"]
    got = await api.call("GET", first)
    assert (got.status, got.headers["Content-Type"], got.headers["Cache-Control"]) == (
        200,
        "image/webp",
        "public, max-age=31536000, immutable",
    )
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    with Image.open(io.BytesIO(got.content)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (256, 128))
    second = (await send_picture(api, team, picture(kind, (10, 20)), ann)).json["picture"]
    assert second != first
    assert (await api.call("GET", first)).status == 404
    assert (await api.call("DELETE", f"/teams/{team}/picture", by=ann)).json["picture"] is None
    assert (await api.call("GET", second)).status == 404


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", picture("GIF"), picture()[:60], picture(size=(2100, 10))]
)
async def test_what_is_no_picture_is_refused(api: Api, content: bytes) -> None:
    ann = await api.caller()
    refused = await send_picture(api, await a_team(api, ann), content, ann)
    assert (refused.status, refused.json["field"]) == (422, "content")


async def test_nothing_but_points_of_a_picture_is_kept(api: Api) -> None:
    ann = await api.caller()
    team = await a_team(api, ann)
    sent = picture("JPEG", comment=b"where it was taken") + b"<script>alert(1)</script>"
    kept = (await api.call("GET", (await send_picture(api, team, sent, ann)).json["picture"])).content
    assert b"taken" not in kept
    assert b"script" not in kept
