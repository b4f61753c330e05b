"""Private contests: they exist for their jury, teams, invited accounts and guests; for everybody else they do not."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import pytest
import pytest_asyncio

from core_api.api import ROUTES
from core_api.domains.registrations.membership import TeamAnswers
from core_api.domains.registrations.store import Registrations
from core_api.router.endpoint import endpoints
from realtime.backbone import Message
from realtime.protocol import subjects
from realtime.protocol.memberships import Membership, TeamsOf
from realtime.protocol.questions import unpacked
from tests.api.harness import ANONYMOUS, Answer, Api, Caller, fresh
from tests.api.world import all_contests, contest_body, problem_body, submission_body
from tests.database import execute

CODE = "blue-walrus-17"
NAMES_A_CONTEST = [endpoint for endpoint in endpoints(ROUTES) if endpoint.asks_sight]


class Private(NamedTuple):
    """A private contest that runs with a draft as its problem, its admin, and who takes part."""

    id: str
    problem: str
    admin: Caller
    team: Caller

    @property
    def path(self) -> str:
        return f"/contests/{self.id}"


async def make(api: Api, admin: Caller, **changes: Any) -> tuple[str, str]:
    problem = (await api.made("/problems", problem_body(published=False), by=admin))["id"]
    body = contest_body(problem, **{"visibility": "private", "name": fresh("Secret"), **changes})
    return (await api.made("/contests", body, by=admin))["id"], problem


@pytest_asyncio.fixture(loop_scope="session")
async def private(api: Api) -> Private:
    admin, team = await api.caller("admin", "creator"), await api.caller()
    made = Private(*await make(api, admin), admin, team)
    await api.call("PUT", f"{made.path}/registration-settings", {"code": CODE}, by=admin)
    assert (await join(api, made, team, CODE)).status == 201
    return made


async def join(api: Api, private: Private, by: Caller, code: str = "") -> Answer:
    return await api.call("POST", f"{private.path}/join", {"code": code}, by=by)


def without_ids(answer: Answer, *ids: str) -> dict[str, Any]:
    text = answer.content.decode()
    for id in ids:
        text = text.replace(id, "ID")
    return {name: value for name, value in msgspec.json.decode(text).items() if name not in ("instance", "request_id")}


@pytest.mark.parametrize("endpoint", NAMES_A_CONTEST, ids=str)
async def test_no_endpoint_tells_a_stranger_of_a_private_contest(api: Api, private: Private, endpoint: Any) -> None:
    """Answer by answer the same as for a contest that does not exist: status, words and limits."""
    strangers = [await api.caller(), *([] if endpoint.policy.value != "anyone" else [ANONYMOUS])]
    for stranger in strangers:
        answers = []
        for contest in (private.id, "nothing"):
            path = endpoint.path.removeprefix("/api/v1").format(**{name: contest if name == "contest" else "x" for name in endpoint.params})
            body: Any = {} if endpoint.body is not None else None
            answers.append(await api.call(endpoint.method, path, body, by=stranger))
        hidden, missing = answers
        assert (hidden.status, hidden.json["code"]) == (404, "not-found")
        assert without_ids(hidden, private.id) == without_ids(missing, "nothing")
        assert hidden.headers.get("RateLimit-Policy") == missing.headers.get("RateLimit-Policy")
        assert "CDN-Cache-Control" not in hidden.headers


async def test_a_body_that_names_it_tells_a_stranger_nothing(api: Api, private: Private) -> None:
    body = {"problem_id": private.problem, **submission_body(private.problem), "input": "1 2"}
    hidden, missing = [
        await api.call("POST", "/submissions/run", {**body, "contest_id": contest}, by=await api.caller())
        for contest in (private.id, "nothing")
    ]
    assert (hidden.status, without_ids(hidden, private.id)) == (404, without_ids(missing, "nothing"))


async def test_the_contest_is_there_for_its_teams_jury_and_admins(api: Api, private: Private) -> None:
    juror = await api.juror(await api.caller(), private.id)
    for caller in (private.team, juror, private.admin, await api.caller("jury")):
        assert (await api.call("GET", private.path, by=caller)).json["settings"]["visibility"] == "private"
        assert private.id in [contest["id"] for contest in await all_contests(api, caller)]
        for part in ("problems", "teams", "leaderboard", "announcements", "registration-settings", "statistics"):
            answer = await api.call("GET", f"{private.path}/{part}", by=caller)
            assert answer.status == 200, (part, answer.content)
            assert "public" not in answer.headers["Cache-Control"]
    assert private.id not in [contest["id"] for contest in await all_contests(api, await api.caller())]
    assert private.id not in [contest["id"] for contest in await all_contests(api)]


async def test_it_is_joined_with_its_code_and_a_wrong_one_says_nothing(api: Api, private: Private) -> None:
    stranger = await api.caller()
    for code in ("", "red-walrus-17"):
        assert without_ids(await join(api, private, stranger, code), private.id) == without_ids(
            await api.call("POST", "/contests/nothing/join", {"code": code}, by=stranger), "nothing"
        )
    assert (await join(api, private, stranger, CODE)).status == 201
    assert (await api.call("GET", private.path, by=stranger)).status == 200


async def test_without_a_code_nobody_gets_in_who_was_not_invited(api: Api, private: Private) -> None:
    contest, _ = await make(api, private.admin)
    stranger = await api.caller()
    for path, body in ((f"/contests/{contest}/join", {"code": ""}), (f"/contests/{contest}/access", {"code": ""})):
        assert (await api.call("POST", path, body, by=stranger)).status == 404
    settings = {"accounts": [stranger.id]}
    assert (await api.call("PUT", f"/contests/{contest}/registration-settings", settings, by=private.admin)).status == 200
    assert (await api.call("GET", f"/contests/{contest}", by=stranger)).status == 200
    assert contest in [found["id"] for found in await all_contests(api, stranger)]
    assert (await api.call("POST", f"/contests/{contest}/join", by=stranger)).status == 201


async def test_codes_are_not_guessed_without_end(api: Api, private: Private) -> None:
    stranger = await api.caller()
    statuses = [(await join(api, private, stranger, f"guess-{n:04}")).status for n in range(21)]
    assert statuses == [404] * 20 + [429]
    elsewhere = [(await api.call("POST", "/contests/nothing/join", {"code": "x"}, by=await api.caller())).status for _ in range(2)]
    assert elsewhere == [404] * 2


async def test_guests_come_by_invitation_or_with_the_code_and_go_at_once(api: Api, private: Private) -> None:
    coach, mother = await api.caller(), await api.caller()
    invited = await api.call("PUT", f"{private.path}/guests/{coach.id}", by=private.admin)
    assert (invited.status, invited.json["invited_by"]) == (200, private.admin.name)
    assert (await api.call("POST", f"{private.path}/access", {"code": CODE}, by=mother)).json == {"contest_id": private.id, "granted": True}
    listed = (await api.call("GET", f"{private.path}/guests", by=private.admin)).json["guests"]
    assert {guest["user_id"]: guest["invited_by"] for guest in listed} == {coach.id: private.admin.name, mother.id: None}
    for guest in (coach, mother):
        assert (await api.call("GET", f"{private.path}/leaderboard", by=guest)).status == 200
        assert private.id in [contest["id"] for contest in await all_contests(api, guest)]
        sent = await api.call("POST", f"{private.path}/submissions", submission_body(private.problem), by=guest)
        assert (sent.status, sent.json["code"]) == (403, "forbidden")
    assert (await api.call("DELETE", f"{private.path}/guests/{coach.id}", by=private.admin)).status == 204
    assert (await api.call("DELETE", f"{private.path}/guests/{coach.id}", by=private.admin)).status == 404
    assert (await api.call("GET", private.path, by=coach)).status == 404
    assert private.id not in [contest["id"] for contest in await all_contests(api, coach)]
    assert (await api.call("PUT", f"{private.path}/guests/nobody", by=private.admin)).json["field"] == "user"


async def test_a_rejected_team_does_not_see_it_any_more(api: Api, private: Private) -> None:
    path = f"{private.path}/registrations/{private.team.id}"
    assert (await api.call("PATCH", path, {"state": "rejected"}, by=private.admin)).status == 200
    assert (await api.call("GET", private.path, by=private.team)).status == 404
    assert private.id not in [contest["id"] for contest in await all_contests(api, private.team)]


async def test_its_problems_are_read_and_practised_inside_only(api: Api, private: Private) -> None:
    """Also after the end; and a published problem stays everybody's, whichever private contest uses it."""
    stranger = await api.caller()
    path = f"/problems/{private.problem}"
    assert (await api.call("GET", path, by=private.team)).status == 200
    running = await api.call("POST", "/submissions", submission_body(private.problem), by=private.team)
    assert running.status == 409
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", private.id)
    assert (await api.call("POST", "/submissions", submission_body(private.problem), by=private.team)).status == 201
    for caller in (ANONYMOUS, stranger):
        assert (await api.call("GET", path, by=caller)).status == 404
    assert (await api.call("POST", "/submissions", submission_body(private.problem), by=stranger)).status == 404
    await api.call("PATCH", path, {"published": True}, by=private.admin)
    await api.call("PUT", private.path, {"settings": {"start": 4_000_000_000_000}}, by=private.admin)
    assert (await api.call("GET", path, by=stranger)).status == 200
    assert (await api.call("POST", "/submissions", submission_body(private.problem), by=stranger)).status == 201


async def test_a_juror_elsewhere_cannot_take_its_problem_into_another_contest(api: Api, private: Private) -> None:
    other = (await api.made("/problems", problem_body(), by=private.admin))["id"]
    contest = (await api.made("/contests", contest_body(other), by=private.admin))["id"]
    juror = await api.juror(private.team, contest)
    chosen = {"problems": [{"id": other, "label": "A"}, {"id": private.problem, "label": "B"}]}
    refused = await api.call("PUT", f"/contests/{contest}/problems", chosen, by=juror)
    assert (refused.status, refused.json["field"]) == (422, "problems[1].id")


async def test_what_somebody_did_in_it_is_not_told_to_others(api: Api, private: Private) -> None:
    sent = await api.made(f"{private.path}/submissions", submission_body(private.problem), by=private.team)
    pool = api.platform.pool
    await execute(pool, "update submissions set state = 'done', verdict = 'AC' where id = $1", sent["id"])
    await execute(pool, "update contests set ends_at = now() where id = $1", private.id)
    await execute(
        pool,
        "insert into rated_contests (contest_id, system, rated_by, ended_at) values ($1, 'codeforces', $2, now())",
        private.id,
        private.admin.id,
    )
    insert = "insert into rating_changes (contest_id, user_id, place, before, after, ended_at) values ($1, $2, 1, 1500, 1600, now())"
    await execute(pool, insert, private.id, private.team.id)
    for caller, shown in ((private.team, True), (await api.caller(), False), (ANONYMOUS, False)):
        for path in (f"/users/{private.team.id}/submissions", f"/users/{private.team.id}/ratings"):
            assert (private.id in (await api.call("GET", path, by=caller)).content.decode()) is shown, path


async def test_the_setting_changes_what_everybody_sees_at_once(api: Api, private: Private) -> None:
    stranger = await api.caller()
    for visibility, status in (("public", 200), ("private", 404), ("public", 200)):
        changed = await api.call("PUT", private.path, {"settings": {"visibility": visibility}}, by=private.admin)
        assert changed.status == 202
        for caller in (ANONYMOUS, stranger):
            assert (await api.call("GET", private.path, by=caller)).status == status
        assert (private.id in [contest["id"] for contest in await all_contests(api, stranger)]) is (status == 200)
    refused = await api.call("POST", f"{private.path}/access", {"code": CODE}, by=stranger)
    assert (refused.status, refused.json["field"]) == (409, "contest_id")


async def test_a_copy_is_as_private_as_what_it_is_made_from(api: Api, private: Private) -> None:
    copied = await api.made(f"{private.path}/clone", {"id": fresh("copy"), "start": 4_000_000_000_000}, by=private.admin)
    assert (await api.call("GET", f"/contests/{copied['id']}", by=private.team)).status == 404


async def test_lists_follow_who_comes_into_a_team_and_who_leaves_it(api: Api, private: Private) -> None:
    """Though they were kept from before."""
    captain, member = await api.caller(), await api.caller()
    contest, _ = await make(api, private.admin, begins_in=3600)
    settings = {"code": CODE, "members_max": 3}
    assert (await api.call("PUT", f"/contests/{contest}/registration-settings", settings, by=private.admin)).status == 200
    team = (await api.made("/teams", {"name": fresh("Team")}, by=captain))["id"]
    await api.made(f"/contests/{contest}/join", {"team_id": team, "code": CODE}, by=captain)
    code = (await api.made(f"/teams/{team}/invitations", {"uses": 1}, by=captain))["code"]

    async def listed() -> bool:
        return contest in [found["id"] for found in await all_contests(api, member)]

    assert not await listed()
    assert (await api.call("POST", "/teams/join", {"code": code}, by=member)).status in (200, 201)
    assert await listed()
    assert (await api.call("DELETE", f"/teams/{team}/members/{member.id}", by=member)).status == 204
    assert not await listed()


async def test_gateways_are_told_who_sees_it(api: Api, private: Private) -> None:
    told: list[Membership] = []

    def heard(message: Message) -> None:
        told.extend(msgspec.json.decode(message.payload, type=list[Membership]))

    await api.backbone.subscribe(subjects.MEMBERSHIPS, heard)
    guest = await api.caller()
    await api.call("PUT", f"{private.path}/guests/{private.team.id}", by=private.admin)
    await api.call("PUT", f"{private.path}/guests/{guest.id}", by=private.admin)
    named = await api.caller()
    accounts = "coalesce(registration, '{}') || jsonb_build_object('accounts', jsonb_build_array($2::text, $3::text))"
    await execute(api.platform.pool, f"update contests set registration = {accounts} where id = $1", private.id, guest.id, named.id)
    answers = TeamAnswers(Registrations(api.platform.pool))
    asked = TeamsOf((private.team.id, guest.id, named.id, "nobody"))
    reply = await answers.answer(Message(subjects.ASK_TEAMS, msgspec.json.encode(asked), {}))
    known = msgspec.json.decode(unpacked(reply.payload), type=list[Membership])
    seen = [Membership(user, private.id, "", guest=True) for user in sorted((guest.id, named.id))]
    assert sorted(known, key=lambda membership: (membership.guest, membership.user)) == [
        Membership(private.team.id, private.id, private.team.id),
        *seen,
    ]
    await api.call("PATCH", f"{private.path}/registrations/{private.team.id}", {"state": "rejected"}, by=private.admin)
    assert told[-1] == Membership(private.team.id, private.id, "", guest=True)
    await api.call("DELETE", f"{private.path}/guests/{private.team.id}", by=private.admin)
    assert told[-1] == Membership(private.team.id, private.id, "")
