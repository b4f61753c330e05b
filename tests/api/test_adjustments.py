"""Adjustments of scores: which count, in what order, and that one that is taken back is gone."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from realtime.protocol import events, subjects
from realtime.protocol.events import Adjusted
from tests.api.harness import Api, Caller
from tests.api.world import contest_body, problem_body


class Running:
    """A contest with two teams, and its jury."""

    def __init__(self, api: Api, jury: Caller, contest: str, problem: str, teams: list[Caller]) -> None:
        self.api, self.jury, self.contest, self.problem, self.teams = api, jury, contest, problem, teams
        self.path = f"/contests/{contest}"

    async def adjust(self, team: int, amount: float, reason: str) -> str:
        body = {"team_id": self.teams[team].id, "amount": amount, "reason": reason}
        answer = await self.api.call("POST", f"{self.path}/adjustments", body, by=self.jury)
        assert answer.status == 202
        return str(answer.json["id"])

    async def take_back(self, team: int, adjustment: str) -> Any:
        return await self.api.call("DELETE", f"{self.path}/teams/{self.teams[team].id}/adjustments/{adjustment}", by=self.jury)

    async def page(self, query: str = "") -> Any:
        return (await self.api.call("GET", f"{self.path}/adjustments{query}", by=self.jury)).json


@pytest_asyncio.fixture(loop_scope="session")
async def running(api: Api) -> Running:
    jury = await api.caller("admin")
    problem = (await api.made("/problems", problem_body(), by=jury))["id"]
    contest = (await api.made("/contests", contest_body(problem), by=jury))["id"]
    teams = [await api.caller() for _ in range(2)]
    for team in teams:
        await api.made(f"/contests/{contest}/join", by=team)
    return Running(api, jury, contest, problem, teams)


async def test_those_that_count_are_listed_with_who_made_them(running: Running) -> None:
    assert await running.page() == {"adjustments": [], "next": None}
    first = await running.adjust(0, 20, "left early")
    second = await running.adjust(1, -7.5, "the printer was slow")
    listed = (await running.page())["adjustments"]
    assert [(each["id"], each["team_id"], each["amount"], each["reason"]) for each in listed] == [
        (first, running.teams[0].id, 20, "left early"),
        (second, running.teams[1].id, -7.5, "the printer was slow"),
    ]
    assert [(each["team_name"], each["made_by"]) for each in listed] == [(team.name, running.jury.name) for team in running.teams]


async def test_they_come_in_pages_and_by_team(running: Running) -> None:
    made = [await running.adjust(number % 2, number, "again") for number in range(5)]
    first = await running.page("?limit=3")
    rest = await running.page(f"?limit=3&cursor={first['next']}")
    assert [each["id"] for each in (*first["adjustments"], *rest["adjustments"])] == made
    assert rest["next"] is None
    of_team = await running.page(f"?team={running.teams[1].id}")
    assert [each["amount"] for each in of_team["adjustments"]] == [1, 3]


async def test_one_that_is_taken_back_is_gone_and_the_log_says_so(running: Running) -> None:
    taken, kept = await running.adjust(0, 20, "by mistake"), await running.adjust(0, 5, "late")
    assert (await running.take_back(1, taken)).status == 404, "of another team"
    assert (await running.take_back(0, taken)).status == 202
    assert (await running.take_back(0, taken)).status == 404
    assert [each["id"] for each in (await running.page())["adjustments"]] == [kept]
    rows = await running.api.platform.pool.fetch("select payload from outbox where target = $1 order by id", subjects.log(running.contest))
    noted = [event for row in rows for event in events.decode(row["payload"]) if isinstance(event, Adjusted)]
    assert [(event.id, event.amount) for event in noted] == [(taken, 20), (kept, 5), (taken, 0)]


async def test_the_list_goes_with_its_contest_alone(api: Api, running: Running) -> None:
    await running.adjust(0, 20, "left early")
    other = (await api.made("/contests", contest_body(running.problem), by=running.jury))["id"]
    assert (await api.call("GET", f"/contests/{other}/adjustments", by=running.jury)).json["adjustments"] == []
    refused = await api.call("GET", f"{running.path}/adjustments", by=running.teams[0])
    assert refused.status == 403
