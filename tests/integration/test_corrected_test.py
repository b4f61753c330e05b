"""A wrong test is corrected while a contest runs, on the whole platform with a real judge and engine."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.local.client import Client, Refused
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, WRONG, contestant, make_contest, make_problem, submit, verdict_of


async def test_the_jury_switches_a_running_contest_to_the_corrected_version(platform: Platform) -> None:
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        tests = [{"input": "1 2\n", "answer": "3\n", "sample": True}, {"input": "20 22\n", "answer": "41\n"}]
        problem = await make_problem(admin, tests=tests)
        contest = await make_contest(admin, [problem], medals=[1, 0, 0])
        client, user = await contestant(platform.url, contest)
        async with client:
            await corrected(admin, client, contest, problem, user["id"])


async def corrected(admin: Client, team: Client, contest: str, problem: str, team_id: str) -> None:
    right = await submit(team, contest, problem, RIGHT)
    assert await verdict_of(team, right) == "WA", "the answer of the second test is wrong"
    test = (await admin.call("GET", f"/testcases/{problem}"))["testcases"][1]
    made = await admin.call("PUT", f"/testcases/{test['id']}", {"input": "20 22\n", "answer": "42\n", "note": "42"}, {"If-Match": "*"})
    assert made["version"] == 2
    assert await verdict_of(team, await submit(team, contest, problem, WRONG)) == "WA"
    assert await verdict_of(team, await submit(team, contest, problem, RIGHT)) == "WA", "the contest goes on with version 1"

    rejudging = await admin.call("POST", f"/contests/{contest}/problems/{problem}/version", {"version": 2, "reason": "a wrong answer"})
    base = f"/contests/{contest}/rejudgings/{rejudging['id']}"
    meanwhile = await submit(team, contest, problem, RIGHT)
    assert await verdict_of(team, meanwhile) == "WA", "until it is applied, the old version counts"

    async def ready() -> Any:
        found = await admin.call("GET", base)
        return found if found["state"] == "ready" else None

    found = await eventually(ready, 60)
    assert found["submissions"] == 4
    assert {(change["old"], change["new"]) for change in found["changed"]} == {("WA", "AC")}
    preview = await admin.call("GET", f"{base}/preview")
    assert [move["team_id"] for move in preview["moves"]] == [team_id]
    assert (await admin.call("POST", f"{base}/apply"))["state"] == "applied"

    async def solved() -> bool:
        rows = (await admin.call("GET", f"/contests/{contest}/leaderboard?audience=jury"))["rows"]
        return any(row["team_id"] == team_id and row["score"]["num_solved"] == 1 for row in rows)

    await eventually(solved)
    for submission in (right, meanwhile):

        async def accepted(id: str = submission) -> bool:
            return bool((await team.call("GET", f"/submissions/{id}"))["verdict"] == "AC")

        await eventually(accepted)
    assert await verdict_of(team, await submit(team, contest, problem, RIGHT)) == "AC"
    with pytest.raises(Refused, match="plays version 2 already"):
        await admin.call("POST", f"/contests/{contest}/problems/{problem}/version", {"version": 2, "reason": "again"})
