"""Balloons: one for each team and problem, in the order of solving, who brought it, and nothing of what the freeze hides."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute

MINUTE = 60_000
RED, BLUE = "#e6194b", "#4363d8"


class Floor:
    """A running contest of two problems and two teams, frozen after 40 minutes, with a juror and a foreign one."""

    def __init__(self, api: Api, contest: str, problems: list[str], teams: list[Caller], jurors: list[Caller]) -> None:
        self.api, self.contest, self.problems, self.teams = api, contest, problems, teams
        self.juror, self.other_juror, self.foreign = jurors

    async def execute(self, statement: str, *arguments: object) -> None:
        await execute(self.api.platform.pool, statement, *arguments)

    async def sent(self, team: int, problem: int, minute: int, verdict: str = "AC") -> str:
        path = f"/contests/{self.contest}/submissions"
        made = await self.api.made(path, submission_body(self.problems[problem], f"print({minute})"), by=self.teams[team])
        await self.execute(
            "update submissions set state = 'done', verdict = $2, contest_time_ms = $3 where id = $1", made["id"], verdict, minute * MINUTE
        )
        return str(made["id"])

    def id(self, team: int, problem: int) -> str:
        return f"{self.teams[team].id}.{self.problems[problem]}"

    async def call(self, method: str, what: str = "", by: Caller | None = None) -> Any:
        return await self.api.call(method, f"/contests/{self.contest}/balloons{what}", by=by or self.juror)

    async def listed(self, query: str = "") -> list[Any]:
        return list((await self.call("GET", query)).json["balloons"])

    async def ids(self, query: str = "") -> list[str]:
        return [balloon["id"] for balloon in await self.listed(query)]

    async def set_registration(self, team: int, field: str, value: object) -> None:
        await self.execute(
            "update registrations set joined = joined || jsonb_build_object($3::text, $4::jsonb) where contest_id = $1 and team_id = $2",
            self.contest,
            self.teams[team].id,
            field,
            value,
        )


@pytest_asyncio.fixture(loop_scope="session")
async def floor(api: Api) -> Floor:
    admin = await api.caller("admin")
    problems = [(await api.made("/problems", problem_body(), by=admin))["id"] for _ in range(2)]
    body = contest_body(problems[0], freeze=40 * MINUTE)
    chosen = [{"id": id, "label": label, "rgb": rgb} for id, label, rgb in zip(problems, "AB", (RED, BLUE), strict=True)]
    contest = (await api.made("/contests", {**body, "settings": {**body["settings"], "problems": chosen}}, by=admin))["id"]
    another = (await api.made("/contests", contest_body(problems[0]), by=admin))["id"]
    teams = [await api.caller() for _ in range(2)]
    for team in teams:
        await api.made(f"/contests/{contest}/join", by=team)
    jurors = [await api.juror(await api.caller(), place) for place in (contest, contest, another)]
    return Floor(api, contest, problems, teams, jurors)


async def test_a_team_gets_one_balloon_a_problem_in_the_order_of_solving(floor: Floor) -> None:
    await floor.sent(1, 0, 20)
    await floor.sent(0, 1, 15)
    await floor.sent(0, 0, 5, "WA")
    await floor.sent(0, 0, 10)
    await floor.sent(0, 0, 12)  # solved before
    listed = await floor.listed()
    firsts = [(shown["id"], shown["contest_time"] // MINUTE, shown["first_of_contest"], shown["first_of_team"]) for shown in listed]
    assert firsts == [(floor.id(0, 0), 10, True, True), (floor.id(0, 1), 15, True, False), (floor.id(1, 0), 20, False, True)]
    assert [(shown["label"], shown["rgb"]) for shown in listed] == [("A", RED), ("B", BLUE), ("A", RED)]
    assert [shown["team_name"] for shown in listed] == [floor.teams[number].name for number in (0, 0, 1)]


async def test_a_balloon_says_where_its_team_sits(floor: Floor) -> None:
    await floor.sent(0, 0, 10)
    assert [shown["place"] for shown in await floor.listed()] == [""]
    path = f"/contests/{floor.contest}/registrations/{floor.teams[0].id}"
    changed = await floor.api.call("PATCH", path, {"location": " Hall 2, table 17 "}, by=floor.juror)
    assert (changed.status, changed.json["location"], changed.json["state"]) == (200, "Hall 2, table 17", "approved")
    assert [shown["place"] for shown in await floor.listed()] == ["Hall 2, table 17"]
    refused = await floor.api.call("PATCH", path, {"location": "Hall\u202e2"}, by=floor.juror)
    assert (refused.status, refused.json["field"]) == (422, "location")


async def test_pages_follow_one_another(floor: Floor) -> None:
    for team in (0, 1):
        await floor.sent(team, 0, 10)  # in the same minute
        await floor.sent(team, 1, 20)
    whole, found, query = await floor.ids(), [], "?limit=1"
    while True:
        page = (await floor.call("GET", query)).json
        found += [shown["id"] for shown in page["balloons"]]
        if page["next"] is None:
            break
        query = f"?limit=1&cursor={page['next']}"
    assert found == whole
    assert len(found) == 4


async def test_a_balloon_is_delivered_once_taken_back_and_delivered_again(floor: Floor) -> None:
    await floor.sent(0, 0, 10)
    await floor.sent(1, 0, 20)
    delivery = f"/{floor.id(0, 0)}/delivery"
    first = (await floor.call("PUT", delivery)).json
    assert (first["delivered_by"], first["delivered_at"] is not None) == (floor.juror.name, True)
    assert (await floor.call("PUT", delivery, by=floor.other_juror)).json == first
    assert [await floor.ids(f"?delivered={said}") for said in ("true", "false")] == [[floor.id(0, 0)], [floor.id(1, 0)]]
    assert (await floor.call("DELETE", delivery)).json["delivered_by"] is None
    assert await floor.ids("?delivered=true") == []
    assert (await floor.call("PUT", delivery, by=floor.other_juror)).json["delivered_by"] == floor.other_juror.name
    noted = await floor.api.platform.pool.fetchval(
        "select count(*) from audit where kind = 'balloon' and object = $1", f"{floor.contest}/{floor.id(0, 0)}"
    )
    assert noted == 3  # the second delivery changed nothing


async def test_nothing_of_the_freeze_is_told_before_the_thaw(floor: Floor) -> None:
    await floor.sent(0, 0, 10)
    await floor.sent(1, 0, 39)
    before = (await floor.call("GET")).content
    await floor.sent(0, 1, 40)
    await floor.sent(1, 1, 50)
    assert (await floor.call("GET")).content == before
    assert (await floor.call("GET", "?limit=2")).json["next"] is None
    hidden, unsolved = [await floor.call("PUT", f"/{id}/delivery") for id in (floor.id(0, 1), f"{floor.teams[0].id}.none")]
    assert (hidden.status, unsolved.status) == (404, 404)
    assert hidden.json["detail"].replace(floor.id(0, 1), "") == unsolved.json["detail"].replace(f"{floor.teams[0].id}.none", "")

    await floor.execute("update contests set thawed_at = now() where id = $1", floor.contest)
    assert await floor.ids() == [floor.id(0, 0), floor.id(1, 0), floor.id(0, 1), floor.id(1, 1)]
    assert (await floor.call("PUT", f"/{floor.id(0, 1)}/delivery")).status == 200
    await floor.execute("update contests set thawed_at = null where id = $1", floor.contest)  # taken back
    assert (await floor.call("GET")).content == before


async def test_a_pause_moves_the_freeze_and_the_end(floor: Floor) -> None:
    """Submissions have wall-clock time, the freeze after 40 minutes is in contest time: 60 minutes after the start, with a pause of 20."""
    pauses = f"[[{10 * MINUTE}, {30 * MINUTE}]]"
    await floor.execute(
        "update contests set settings = jsonb_set(settings, '{pauses}', $2::text::jsonb) where id = $1", floor.contest, pauses
    )
    await floor.sent(0, 0, 59)
    await floor.sent(0, 1, 60)
    (shown,) = await floor.listed()
    assert (shown["id"], shown["contest_time"]) == (floor.id(0, 0), 39 * MINUTE)


async def test_a_balloon_goes_with_its_verdict_and_a_delivered_one_is_withdrawn(floor: Floor) -> None:
    taken, delivered = await floor.sent(0, 0, 10), await floor.sent(1, 0, 20)
    await floor.call("PUT", f"/{floor.id(1, 0)}/delivery")
    await floor.execute("update submissions set verdict = 'WA' where id = any($1)", [taken, delivered])
    await floor.sent(1, 0, 45)  # again, in the freeze: it is still withdrawn
    (left,) = await floor.listed()
    assert (left["id"], left["withdrawn"], left["contest_time"], left["first_of_contest"]) == (floor.id(1, 0), True, 20 * MINUTE, False)
    await floor.execute("update submissions set verdict = 'AC' where id = $1", delivered)
    (back,) = await floor.listed()
    assert (back["withdrawn"], back["delivered_by"]) == (False, floor.juror.name)
    await floor.execute("update submissions set state = 'deleted' where id = $1", delivered)
    assert (await floor.call("DELETE", f"/{floor.id(1, 0)}/delivery")).json["delivered_by"] is None
    assert await floor.listed() == []


async def test_who_is_on_no_board_gets_none_and_unofficial_teams_are_first_at_nothing(floor: Floor) -> None:
    await floor.sent(0, 0, 10)
    await floor.sent(1, 0, 20)
    await floor.set_registration(0, "unofficial", True)
    assert [(shown["id"], shown["first_of_contest"]) for shown in await floor.listed()] == [
        (floor.id(0, 0), False),
        (floor.id(1, 0), True),
    ]
    for field in ("hidden", "disqualified"):
        await floor.set_registration(0, field, True)
        assert await floor.ids() == [floor.id(1, 0)]
        await floor.set_registration(0, field, False)


async def test_a_foreign_jury_and_teams_see_no_balloons(floor: Floor) -> None:
    await floor.sent(0, 0, 10)
    for caller in (floor.foreign, floor.teams[0]):
        assert (await floor.call("GET", by=caller)).status == 403
        assert [(await floor.call(method, f"/{floor.id(0, 0)}/delivery", by=caller)).status for method in ("PUT", "DELETE")] == [403, 403]
    (own,) = floor.api.platform.signer.verifier.check(floor.foreign.token).jury_of
    answer = await floor.api.call("PUT", f"/contests/{own}/balloons/{floor.id(0, 0)}/delivery", by=floor.foreign)
    assert answer.status == 404
