"""The end of a contest: what may follow what, and the way back. The engine is a board made of what the API wrote for the log."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest_asyncio

from contest_engine.model.board import Board
from realtime.backbone import Message, Reply
from realtime.protocol import events, subjects
from realtime.protocol.events import VerdictReached
from realtime.protocol.questions import WhatIsHidden
from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute

HOUR = 3_600_000


class Ended:
    """A contest of one problem that was frozen from its start, and is over: two teams have solved it in the freeze."""

    def __init__(self, api: Api, admin: Caller, contest: str, problem: str) -> None:
        self.api, self.admin, self.contest, self.problem = api, admin, contest, problem
        self.path = f"/contests/{contest}"
        self.teams: list[Caller] = []

    async def board(self) -> Board:
        """What an engine makes of the log, with every submission accepted."""
        made = Board()
        rows = await self.api.platform.pool.fetch("select payload from outbox where target = $1 order by id", subjects.log(self.contest))
        log = [event for row in rows for event in events.decode(row["payload"])]
        sent = [event for event in log if isinstance(event, events.SubmissionReceived)]
        verdicts = [VerdictReached(f"{event.submission}-1", event.submission, "AC") for event in sent]
        last = max(number for number, event in enumerate(log) if event in sent) + 1
        made.apply(1, [*log[:last], *verdicts, *log[last:]])
        made.settle()
        return made

    async def engine(self, message: Message) -> Reply:
        question = msgspec.json.decode(message.payload, type=WhatIsHidden)
        return Reply(msgspec.json.encode((await self.board()).hidden(question)), {})

    async def call(self, method: str, what: str, body: Any = None) -> Any:
        return await self.api.call(method, f"{self.path}/{what}", body, by=self.admin)

    async def set(self, **settings: Any) -> Any:
        return await self.api.call("PUT", self.path, {"settings": settings}, by=self.admin)


@pytest_asyncio.fixture(loop_scope="session")
async def ended(api: Api) -> Ended:
    admin = await api.caller("admin")
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    contest = (await api.made("/contests", contest_body(problem, freeze=0), by=admin))["id"]
    made = Ended(api, admin, contest, problem)
    for _ in range(2):
        team = await api.caller()
        await api.made(f"/contests/{contest}/join", by=team)
        await api.made(f"/contests/{contest}/submissions", submission_body(problem), by=team)
        made.teams.append(team)
    await execute(api.platform.pool, "update submissions set state = 'done', verdict = 'AC' where contest_id = $1", contest)
    assert (await made.set(start=round(time.time() * 1000) - HOUR)).status == 202
    await api.backbone.answer(subjects.reveal(contest), made.engine)
    return made


async def test_a_step_says_what_it_showed_and_how_many_are_left(ended: Ended) -> None:
    first, second = [(await ended.call("POST", "reveal")).json for _ in range(2)]
    assert [(step["problem_id"], step["solved"], step["left"]) for step in (first, second)] == [
        (ended.problem, True, 1),
        (ended.problem, True, 0),
    ]
    assert {first["team_id"], second["team_id"]} == {team.id for team in ended.teams}
    assert first["team_name"] in {team.name for team in ended.teams}
    nothing = await ended.call("POST", "reveal")
    assert (nothing.status, nothing.json["detail"]) == (409, "nothing is hidden any more")


async def test_a_cell_can_be_named_and_hidden_again(ended: Ended) -> None:
    team = ended.teams[0]
    named = {"team_id": team.id, "problem_id": ended.problem}
    assert (await ended.call("POST", "reveal", named)).json["team_id"] == team.id
    assert (await ended.call("POST", "reveal", named)).json["detail"] == "nothing is hidden there"
    assert (await ended.call("DELETE", "reveal")).json == {"cells": 1}
    assert (await ended.call("DELETE", "reveal")).status == 409
    assert (await ended.board()).hidden(WhatIsHidden()).left == 2
    for _ in range(2):
        await ended.call("POST", "reveal")
    assert (await ended.call("DELETE", "reveal?all=true")).json == {"cells": 2}
    assert (await ended.board()).hidden(WhatIsHidden()).left == 2


async def test_a_thaw_can_be_taken_back(ended: Ended) -> None:
    assert (await ended.call("GET", "ceremony")).json["phase"] == "over"
    assert (await ended.call("POST", "thaw")).json["phase"] == "thawed"
    assert (await ended.call("POST", "thaw")).status == 409
    assert (await ended.call("POST", "reveal")).status == 409
    assert (await ended.call("DELETE", "thaw")).json["phase"] == "over"
    assert (await ended.board()).hidden(WhatIsHidden()).left == 2
    assert (await ended.call("POST", "reveal")).json["left"] == 1


async def test_a_result_is_final_once_nothing_stands_against_it(ended: Ended) -> None:
    await execute(ended.api.platform.pool, "update submissions set state = 'queued' where contest_id = $1", ended.contest)
    refused = await ended.call("POST", "finalize")
    assert (refused.status, refused.json["field"]) == (409, "despite")
    assert (await ended.call("GET", "ceremony")).json["warnings"] == ["unjudged", "frozen"]
    assert (await ended.call("POST", "finalize", {"despite": ["unjudged"]})).status == 409
    assert (await ended.call("POST", "finalize", {"despite": ["unjudged", "frozen"]})).json["phase"] == "final"
    assert (await ended.board()).contest.final


async def test_a_final_result_is_not_changed_before_it_is_taken_back(ended: Ended) -> None:
    await ended.call("POST", "thaw")
    assert (await ended.call("POST", "finalize")).json == {**(await ended.call("GET", "ceremony")).json, "phase": "final"}
    adjustment = {"team_id": ended.teams[0].id, "amount": 20, "reason": "left early"}
    submission = await ended.api.platform.pool.fetchval("select id from submissions where contest_id = $1 limit 1", ended.contest)
    attempts = {
        "settings": await ended.set(duration=2 * HOUR),
        "adjustment": await ended.call("POST", "adjustments", adjustment),
        "team": await ended.call("PUT", f"teams/{ended.teams[0].id}", {"disqualified": True}),
        "registration": await ended.call("PATCH", f"registrations/{ended.teams[0].id}", {"state": "withdrawn"}),
        "submission": await ended.api.call("DELETE", f"/submissions/{submission}", by=ended.admin),
        "thaw": await ended.call("DELETE", "thaw"),
    }
    assert {name: answer.status for name, answer in attempts.items()} == dict.fromkeys(attempts, 409)
    assert (await ended.call("PATCH", f"registrations/{ended.teams[0].id}", {"location": "Hall 2"})).status == 200
    assert (await ended.call("DELETE", "finalize")).json["phase"] == "thawed"
    assert not (await ended.board()).contest.final
    assert (await ended.call("POST", "adjustments", adjustment)).status == 202


async def test_a_contest_goes_on_only_frozen(ended: Ended) -> None:
    await ended.call("POST", "thaw")
    refused = await ended.set(duration=2 * HOUR)
    assert (refused.status, refused.json["field"]) == (409, "settings.duration")
    refused = await ended.call("PUT", f"teams/{ended.teams[0].id}", {"extension": 3600})
    assert (refused.status, refused.json["field"]) == (409, "extension")
    await ended.call("DELETE", "thaw")
    assert (await ended.set(duration=2 * HOUR)).status == 202
    assert (await ended.call("GET", "ceremony")).json["phase"] == "frozen"


async def test_nothing_ends_while_a_team_has_more_time(ended: Ended) -> None:
    assert (await ended.call("PUT", f"teams/{ended.teams[0].id}", {"extension": 3600})).status == 202
    for what in ("reveal", "thaw", "finalize"):
        refused = await ended.call("POST", what)
        assert (refused.status, refused.json["detail"]) == (409, "a team with more time is not done yet"), what
