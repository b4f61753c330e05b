"""Clarifications: who sees what, that two jurors do not answer, that a changed answer notifies again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest_asyncio

from realtime.protocol.frames import Clarification, ClarificationFrame
from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body
from tests.database import execute


class Desk:
    """A running contest with two teams and two jurors."""

    def __init__(self, api: Api, path: str, problem: str, teams: list[Caller], jurors: list[Caller]) -> None:
        self.api, self.path, self.problem, self.teams, self.jurors = api, path, problem, teams, jurors

    async def call(self, method: str, what: str, body: Any = None, *, by: Caller, **headers: str) -> Any:
        return await self.api.call(
            method, f"{self.path}/{what}", body, by=by, headers={name.replace("_", "-"): v for name, v in headers.items()}
        )

    async def asked(self, question: str = "May numbers be equal?", team: int = 0) -> str:
        wanted = {"question": question, "problem_id": self.problem}
        return str((await self.api.made(f"{self.path}/clarifications", wanted, by=self.teams[team]))["id"])

    async def seen(self, by: Caller, query: str = "") -> Any:
        return (await self.call("GET", f"clarifications{query}", by=by)).json

    async def answer(self, id: str, answer: str, juror: int = 0, *, to_all: bool = False, **headers: str) -> Any:
        return await self.call("PUT", f"clarifications/{id}/answer", {"answer": answer, "to_all": to_all}, by=self.jurors[juror], **headers)

    async def frames(self, room: str) -> list[Clarification]:
        """What the outbox has for the viewers of a room."""
        name = f"clarifications.{self.path.rpartition('/')[2]}.{room}"
        rows = await self.api.platform.pool.fetch("select payload from outbox where kind = 'frame' and target = $1 order by id", name)
        return [msgspec.json.decode(row["payload"], type=ClarificationFrame).clarification for row in rows]

    async def announced(self) -> list[str]:
        return [said["text"] for said in (await self.api.call("GET", f"{self.path}/announcements")).json]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(api: Api) -> Desk:
    admin = await api.caller("admin")
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    teams = [await api.caller() for _ in range(2)]
    for team in teams:
        await api.made(f"/contests/{contest}/join", by=team)
    jurors = [await api.juror(await api.caller(), contest) for _ in range(2)]
    return Desk(api, f"/contests/{contest}", problem, teams, jurors)


async def test_a_question_is_seen_by_its_team_and_the_jury_alone(desk: Desk) -> None:
    id = await desk.asked()
    asker, other = desk.teams
    assert [(shown["id"], shown["state"]) for shown in (await desk.seen(asker))["clarifications"]] == [(id, "open")]
    assert (await desk.seen(other))["clarifications"] == []
    assert (await desk.call("GET", f"clarifications/{id}", by=other)).status == 404
    assert [shown["team_name"] for shown in (await desk.seen(desk.jurors[0]))["clarifications"]] == [asker.name]
    assert "team_name" not in {name for name, value in (await desk.seen(asker))["clarifications"][0].items() if value is not None}
    assert [len(await desk.frames(room)) for room in ("jury", asker.id, other.id)] == [1, 1, 0]


async def test_two_jurors_do_not_answer_the_same_question(desk: Desk) -> None:
    id = await desk.asked()
    first, second = desk.jurors
    assert (await desk.call("POST", f"clarifications/{id}/claim", by=first)).json["claimed_by"] == first.name
    refused = [await desk.call("POST", f"clarifications/{id}/claim", by=second), await desk.answer(id, "No.", juror=1)]
    assert [(answer.status, answer.json["detail"]) for answer in refused] == [(409, f"{first.name} has claimed this question")] * 2
    assert [frame.claimed_by for frame in await desk.frames("jury")] == ["", first.name]
    assert [shown["state"] for shown in (await desk.seen(desk.teams[0]))["clarifications"]] == ["open"]  # nobody's business
    assert (await desk.call("DELETE", f"clarifications/{id}/claim", by=second)).json["state"] == "open"
    assert (await desk.answer(id, "No.", juror=1)).json["answered_by"] == second.name


async def test_a_claim_lapses(desk: Desk) -> None:
    id = await desk.asked()
    await desk.call("POST", f"clarifications/{id}/claim", by=desk.jurors[0])
    await execute(desk.api.platform.pool, "update clarifications set claimed_at = now() - interval '16 minutes' where id = $1", id)
    assert [shown["id"] for shown in (await desk.seen(desk.jurors[1], "?state=open"))["clarifications"]] == [id]
    assert (await desk.answer(id, "Yes.", juror=1)).status == 200


async def test_a_changed_answer_notifies_again(desk: Desk) -> None:
    id, team = await desk.asked(), desk.teams[0]
    await desk.answer(id, "No.")
    assert (await desk.seen(team))["unread"] == 1
    assert (await desk.call("POST", "clarifications/read", by=team)).status == 204
    assert (await desk.seen(team))["unread"] == 0
    await desk.answer(id, "Yes.", juror=1)
    seen = await desk.seen(team)
    assert (seen["unread"], seen["clarifications"][0]["answer"], seen["clarifications"][0]["unread"]) == (1, "Yes.", True)
    assert [frame.answer for frame in await desk.frames(team.id)] == ["", "No.", "Yes."]


async def test_an_answer_to_all_is_an_announcement_that_changes_with_it(desk: Desk) -> None:
    id = await desk.asked()
    await desk.answer(id, "A: yes.", to_all=True)
    assert await desk.announced() == ["A: yes."]
    await desk.answer(id, "A: yes, they may.", to_all=True)
    assert await desk.announced() == ["A: yes, they may."]
    await desk.answer(id, "Yes.")
    assert await desk.announced() == []


async def test_an_announced_answer_can_be_changed_when_its_announcement_was_taken_back(desk: Desk) -> None:
    id = await desk.asked()
    await desk.answer(id, "A: yes.", to_all=True)
    (said,) = (await desk.api.call("GET", f"{desk.path}/announcements")).json
    assert (await desk.call("DELETE", f"announcements/{said['id']}", by=desk.jurors[0])).status == 202
    assert [shown["to_all"] for shown in (await desk.seen(desk.teams[0]))["clarifications"]] == [False]
    assert (await desk.answer(id, "No.")).status == 200
    assert (await desk.answer(id, "A: no.", to_all=True)).status == 200
    assert await desk.announced() == ["A: no."]


async def test_an_answer_is_changed_as_it_was_read(desk: Desk) -> None:
    id = await desk.asked()
    tag = (await desk.call("GET", f"clarifications/{id}", by=desk.jurors[0])).headers["ETag"]
    assert (await desk.answer(id, "Yes.", If_Match=tag)).status == 200
    assert (await desk.answer(id, "No.", juror=1, If_Match=tag)).status == 412


async def test_the_jury_tells_one_team_something(desk: Desk) -> None:
    team, other = desk.teams
    told = {"team_id": team.id, "text": "Stop printing."}
    assert (await desk.call("POST", "messages", told, by=desk.jurors[0])).status == 201
    assert [(shown["question"], shown["answer"]) for shown in (await desk.seen(team))["clarifications"]] == [("", "Stop printing.")]
    assert (await desk.seen(other))["clarifications"] == []
    assert (await desk.call("POST", "messages", {**told, "team_id": "nobody"}, by=desk.jurors[0])).status == 404


async def test_when_and_about_what_one_may_ask(desk: Desk) -> None:
    wrong = await desk.call("POST", "clarifications", {"question": "?", "problem_id": "another"}, by=desk.teams[0])
    assert (wrong.status, wrong.json["field"]) == (422, "problem_id")
    assert (await desk.call("POST", "clarifications", {"question": "?"}, by=await desk.api.caller())).status == 403
    id = desk.path.rpartition("/")[2]
    await execute(desk.api.platform.pool, "update contests set ends_at = now() - interval '1 second' where id = $1", id)
    over = await desk.call("POST", "clarifications", {"question": "?"}, by=desk.teams[0])
    assert (over.status, over.json["detail"]) == (409, "the contest is over")


async def test_canned_answers(desk: Desk) -> None:
    first, second = desk.jurors
    made = (await desk.call("POST", "canned-answers", {"text": "Read the statement."}, by=first)).json
    assert (await desk.call("GET", "canned-answers", by=second)).json == [made]
    assert (await desk.call("DELETE", f"canned-answers/{made['id']}", by=second)).status == 204
    assert (await desk.call("GET", "canned-answers", by=first)).json == []
