"""Attacks on teams and registrations: other people's teams, fields that are nobody's to set, guessed codes, false addresses, old members."""

from __future__ import annotations

import asyncio
import base64
import struct
import zlib

import pytest

from core_api.domains.teams.invitation_codes import ALPHABET, LENGTH, hashed, new_code
from tests.api.harness import Api, fresh
from tests.api.test_registrations import decide, join
from tests.api.test_teams import a_contest, a_team, callers, set_rules
from tests.api.world import make_world, submission_body


async def test_another_captains_team_is_not_ones_own(api: Api) -> None:
    ann, bob, eve = await callers(api, 3)
    team, others = await a_team(api, ann, bob), await a_team(api, eve)
    code = await api.made(f"/teams/{team}/invitations", {"uses": 3}, by=ann)
    for method, path, body in (
        ("PATCH", f"/teams/{team}", {"name": fresh("Mine")}),
        ("DELETE", f"/teams/{team}", None),
        ("PUT", f"/teams/{team}/captain", {"user_id": eve.id}),
        ("DELETE", f"/teams/{team}/members/{bob.id}", None),
        ("GET", f"/teams/{team}/invitations", None),
        ("POST", f"/teams/{team}/invitations", {}),
        ("DELETE", f"/teams/{team}/invitations/{code['id']}", None),
        ("PUT", f"/teams/{team}/picture", {"content": "AAAA"}),
        ("DELETE", f"/teams/{team}/picture", None),
    ):
        assert (await api.call(method, path, body, by=eve)).status == 403, (method, path)
    # an invitation of one team under the path of another
    assert (await api.call("DELETE", f"/teams/{others}/invitations/{code['id']}", by=eve)).status == 404
    assert (await api.call("GET", f"/teams/{team}/invitations", by=ann)).json["invitations"] != []


@pytest.mark.parametrize(
    "field", ["captain_id", "individual", "source", "version", "members", "hidden", "id", "dissolved_at", "picture", "groups"]
)
async def test_nobody_sets_what_is_not_his_to_set(api: Api, field: str) -> None:
    ann = await api.caller()
    assert (await api.call("POST", "/teams", {"name": fresh("Team"), field: "x"}, by=ann)).status == 400
    team = await a_team(api, ann)
    body = {field: ["winners"] if field == "groups" else "x"}
    assert (await api.call("PATCH", f"/teams/{team}", body, by=ann)).status == (403 if field == "groups" else 400)


@pytest.mark.parametrize("field", ["state", "members", "user_id"])
async def test_nobody_approves_himself(api: Api, field: str) -> None:
    world = await make_world(api)
    contest = await a_contest(world, approval="jury")
    ann = await api.caller()
    assert (await join(api, contest, ann, **{field: "approved"})).status == 400
    await join(api, contest, ann)
    refused = await api.call("PATCH", f"/contests/{contest}/registrations/{ann.id}", {"state": "approved"}, by=ann)
    assert refused.status == 403


async def test_nobody_is_registered_by_others(api: Api) -> None:
    """A team of one has its user's id, which everybody knows."""
    world = await make_world(api)
    contest = await a_contest(world)
    ann, eve = await callers(api, 2)
    assert (await join(api, contest, eve, team_id=ann.id)).status == 404
    await join(api, contest, ann)
    assert (await api.call("DELETE", f"/contests/{contest}/registration", by=eve)).status == 404


def test_codes_are_random_and_long() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len({hashed(code) for code in codes}) == 1000
    assert len(ALPHABET) ** LENGTH == 2**80
    assert hashed("O0I1-lLoO-0000-0000") == hashed("0011 1100 0000 0000")


async def test_guessing_invitation_codes_is_limited_by_user_and_by_address(api: Api) -> None:
    eve = await api.caller()
    statuses = [(await api.call("POST", "/teams/join", {"code": new_code()}, by=eve)).status for _ in range(22)]
    assert statuses == [404] * 20 + [429] * 2


async def test_one_use_is_used_once_by_all_who_come_at_the_same_moment(api: Api) -> None:
    ann, *others = await callers(api, 9)
    team = await a_team(api, ann)
    code = (await api.made(f"/teams/{team}/invitations", {"uses": 3}, by=ann))["code"]
    answers = await asyncio.gather(*(api.call("POST", "/teams/join", {"code": code}, by=who) for who in others))
    assert sorted(answer.status for answer in answers) == [200] * 3 + [404] * 5
    assert (await api.call("GET", f"/teams/{team}")).json["size"] == 4


async def test_two_teams_at_the_same_moment_do_not_both_get_a_member(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob, both = await callers(api, 3)
    first, second = await a_team(api, ann, both), await a_team(api, bob, both)
    answers = await asyncio.gather(
        join(api, contest, ann, team_id=first), join(api, contest, bob, team_id=second), join(api, contest, both)
    )
    assert sorted(answer.status for answer in answers) == [201, 409, 409]


@pytest.mark.parametrize("claimed", ["10.1.2.3", "10.1.2.3, 10.1.2.3", "10.1.2.3,", "for=10.1.2.3", "10.1.2.3\t"])
async def test_an_address_of_the_hall_cannot_be_claimed(api: Api, claimed: str) -> None:
    """A client's own X-Forwarded-For comes before what the gateway adds to it; the last address that no gateway of ours has counts."""
    world = await make_world(api)
    contest = await a_contest(world, networks=["10.1.0.0/16"])
    ann = await api.caller()
    await join(api, contest, ann)
    sent = {"X-Forwarded-For": f"{claimed}, 198.51.100.7"}
    refused = await api.call("POST", f"/contests/{contest}/submissions", submission_body(world.problem), by=ann, headers=sent)
    assert (refused.status, "halls" in refused.json["detail"]) == (403, True)


async def test_who_was_removed_sees_nothing_more_of_the_team(api: Api) -> None:
    world = await make_world(api)
    contest = await a_contest(world)
    ann, bob = await callers(api, 2)
    team = await a_team(api, ann, bob)
    await join(api, contest, ann, team_id=team)
    sent = await api.made(f"/contests/{contest}/submissions", submission_body(world.problem), by=ann)
    for path in (f"/submissions/{sent['id']}", f"/submissions/{sent['id']}/result"):
        assert (await api.call("GET", path, by=bob)).status == 200
    assert (await decide(world, contest, team, members=[ann.id])).status == 200
    for path in (f"/submissions/{sent['id']}", f"/submissions/{sent['id']}/result", f"/contests/{contest}/registration"):
        assert (await api.call("GET", path, by=bob)).status == 404
    assert (await api.call("GET", f"/contests/{contest}/own-submissions", by=bob)).status == 403


async def test_halls_and_accounts_are_shown_to_the_jury_alone(api: Api) -> None:
    world = await make_world(api)
    ann = await api.caller()
    await set_rules(world, world.contest, networks=["10.1.0.0/16"], accounts=[ann.id])
    path = f"/contests/{world.contest}/registration-settings"
    for role, caller in world.callers.items():
        if role in ("service",):
            continue
        shown = (await api.call("GET", path, by=caller)).content
        assert (b"10.1.0.0" in shown, ann.id.encode() in shown) == ((role in ("jury", "admin", "jury of the contest"),) * 2), role
    public = await api.call("GET", path)
    assert "public" not in public.headers.get("Cache-Control", "") or b"10.1" not in public.content


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kB that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = zlib.compress(b"\0" * 2**20, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 1), (65_535, 65_535)])
async def test_a_decompression_bomb_is_not_decompressed(api: Api, size: tuple[int, int]) -> None:
    ann = await api.caller()
    team = await a_team(api, ann)
    sent = {"content": base64.b64encode(bomb(*size)).decode()}
    refused = await api.call("PUT", f"/teams/{team}/picture", sent, by=ann)
    assert (refused.status, refused.json["field"]) == (422, "content")


async def test_a_picture_of_another_team_is_not_found_under_ones_own(api: Api) -> None:
    assert (await api.call("GET", "/teams/..%2f..%2fsources/picture/x")).status == 404
    ann = await api.caller()
    assert (await api.call("GET", f"/teams/{await a_team(api, ann)}/picture/..%2fx")).status == 404
