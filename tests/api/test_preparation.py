"""Preparing a contest: what its checklist says, copies of contests."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from realtime.languages import AVAILABLE_KEY
from realtime.storage import redis_commands as commands
from realtime.storage.judge_queue import WORKERS, JudgeTask
from tests.api.harness import Api, Caller, fresh
from tests.api.world import contest_body, problem_body, submission_body
from tests.database import execute

HOUR = 3_600_000
JUDGE = f"{WORKERS}:a-test:1"


async def prepared(api: Api, admin: Caller, begins_in: float = 3600, **settings: Any) -> tuple[str, str]:
    """Ids of a contest and of its problem."""
    problem = (await api.made("/problems", problem_body(), by=admin))["id"]
    return (await api.made("/contests", contest_body(problem, begins_in=begins_in, **settings), by=admin))["id"], problem


async def checklist(api: Api, contest: str, by: Caller) -> dict[str, tuple[str, str]]:
    """State and message by item."""
    answer = await api.call("GET", f"/contests/{contest}/checklist", by=by)
    assert answer.status == 200, answer.content
    items = answer.json["items"]
    assert answer.json["state"] == min((item["state"] for item in items), key=("missing", "warning", "ok").index)
    return {item["id"]: (item["state"], item["message"]) for item in items}


async def with_judge(api: Api, at: float) -> None:
    report = {"slots": 2, "queues": ["contest"], "sandbox": "namespaces", "host": "j1", "waiting": 0, "at": round(at)}
    await api.platform.redis.transaction(
        commands.set(JUDGE, msgspec.json.encode(report), 15), commands.hset(AVAILABLE_KEY, {"c": "gcc 12"})
    )


async def test_a_checklist_says_what_a_new_contest_lacks(api: Api) -> None:
    admin = await api.caller("admin")
    contest, problem = await prepared(api, admin)
    items = await checklist(api, contest, admin)
    well = ("start", "duration", "freeze", "problems", "problem-tests", "problem-samples", "problem-statement", "problem-secret", "outbox")
    assert {id: items[id][0] for id in well} == dict.fromkeys(well, "ok")
    assert items["registrations"] == ("missing", "no team is registered: open the registration or import a list of teams")
    assert items["colours"] == ("warning", "choose colours for the balloons of A")
    await execute(api.platform.pool, "delete from testcases where problem_id = $1", problem)
    await execute(api.platform.pool, "delete from statements where problem_id = $1", problem)
    items = await checklist(api, contest, admin)
    assert [items[f"problem-{what}"][0] for what in ("tests", "samples", "statement")] == ["missing", "warning", "missing"]


async def test_a_checklist_knows_teams_judges_and_what_waits(api: Api) -> None:
    admin = await api.caller("admin")
    contest, problem = await prepared(api, admin)
    await api.made(f"/contests/{contest}/join", by=await api.caller())
    await with_judge(api, time.time())
    try:
        items = await checklist(api, contest, admin)
        ids = ("registrations", "judges", "languages", "clocks", "judge-queue")
        assert {id: items[id][0] for id in ids} == dict.fromkeys(ids, "ok")
        assert items["languages"][1] == "on offer: c"
        await with_judge(api, time.time() + 60)
        assert (await checklist(api, contest, admin))["clocks"] == ("warning", "clocks differ from the database's: set those of j1")
    finally:
        await api.platform.redis.run(commands.delete(JUDGE, AVAILABLE_KEY))
    task = JudgeTask("s", "s-1", f"{problem}/1", "c", contest, "t", 0, 0)
    await api.judge_queue.send("contest", task)
    taken = await api.judge_queue.take("contest")
    assert taken is not None
    await api.judge_queue.bury("contest", taken)
    await execute(api.platform.pool, "update outbox set error = 'no' where ordering_key = $1", contest)
    items = await checklist(api, contest, admin)
    assert [items[id][0] for id in ("judges", "languages", "judge-queue", "outbox")] == ["missing", "missing", "warning", "warning"]
    assert "clocks" not in items  # nobody to compare with


async def test_a_problem_that_was_shown_before_is_marked(api: Api) -> None:
    admin = await api.caller("admin")
    _, problem = await prepared(api, admin, begins_in=-10)
    contest = (await api.made("/contests", contest_body(problem, begins_in=3600), by=admin))["id"]
    assert (await checklist(api, contest, admin))["problem-secret"][0] == "warning"


async def test_the_jury_of_another_contest_sees_no_checklist(api: Api) -> None:
    admin = await api.caller("admin")
    contest, _ = await prepared(api, admin)
    other, _ = await prepared(api, admin)
    juror = await api.juror(await api.caller(), other)
    await checklist(api, other, juror)
    assert (await api.call("GET", f"/contests/{contest}/checklist", by=juror)).status == 403
    assert (await api.call("GET", "/contests/none-of-this/checklist", by=admin)).status == 404


async def test_a_clone_has_the_settings_and_nothing_that_happened(api: Api) -> None:
    admin = await api.caller("admin")
    contest, problem = await prepared(api, admin, begins_in=-10, freeze=HOUR // 2, medals=[1, 2, 3], pauses=[[0, 1000]])
    await api.made(f"/contests/{contest}/join", by=await api.caller())
    start = round(time.time() * 1000) + HOUR
    wanted = {"id": fresh("copy"), "start": start, "name": "Again"}
    made = await api.made(f"/contests/{contest}/clone", wanted, by=admin)
    settings = made["settings"]
    assert (made["id"], made["teams"], made["status"], settings["name"], settings["start"]) == (wanted["id"], 0, "upcoming", "Again", start)
    assert (settings["freeze"], settings["medals"], settings.get("pauses", [])) == (HOUR // 2, [1, 2, 3], [])
    assert [(chosen["id"], chosen["label"]) for chosen in settings["problems"]] == [(problem, "A")]
    assert (await api.call("POST", f"/contests/{contest}/clone", wanted, by=admin)).status == 409
    assert (await api.call("POST", f"/contests/{contest}/clone", {**wanted, "id": fresh("copy"), "start": 2**53}, by=admin)).status == 422
    assert (await api.call("POST", "/contests/none-of-this/clone", {**wanted, "id": fresh("copy")}, by=admin)).status == 404


class Choosing:
    """Changing the problems of a contest."""

    def __init__(self, api: Api, contest: str, by: Caller) -> None:
        self.api, self.path, self.by = api, f"/contests/{contest}", by

    async def put(self, *problems: tuple[str, str], version: str = "*", by: Caller | None = None) -> int:
        body = {"problems": [{"id": id, "label": label} for id, label in problems]}
        return (await self.api.call("PUT", f"{self.path}/problems", body, by=by or self.by, headers={"If-Match": version})).status

    async def held(self) -> list[tuple[str, str]]:
        settings = (await self.api.call("GET", self.path, by=self.by)).json["settings"]
        return [(problem["id"], problem["label"]) for problem in settings["problems"]]


async def test_problems_are_replaced_before_the_start(api: Api) -> None:
    admin = await api.caller("admin")
    contest, first = await prepared(api, admin)
    second = (await api.made("/problems", problem_body(), by=admin))["id"]
    choosing = Choosing(api, contest, admin)
    etag = (await api.call("GET", choosing.path, by=admin)).headers["ETag"]
    assert await choosing.put((second, "A"), (first, "B"), version=etag) == 200
    assert await choosing.held() == [(second, "A"), (first, "B")]
    assert await choosing.put((first, "A"), version=etag) == 412
    assert await choosing.put((second, "A")) == 200
    assert await choosing.put((first, "A")) == 200  # nobody had tried it
    assert await choosing.put((first, "A"), (second, "A")) == await choosing.put(("none-of-this", "A")) == 422
    assert (await api.call("PUT", f"{choosing.path}/problems", {"problems": []}, by=admin, headers={"If-Match": "*"})).status in (400, 422)


async def test_a_problem_that_was_tried_may_go_but_not_come_back(api: Api) -> None:
    admin, team = await api.caller("admin"), await api.caller()
    contest, first = await prepared(api, admin, begins_in=-10)
    second = (await api.made("/problems", problem_body(), by=admin))["id"]
    choosing = Choosing(api, contest, admin)
    assert await choosing.put((first, "X"), (second, "B")) == 200
    await api.made(f"{choosing.path}/join", by=team)
    await api.made(f"{choosing.path}/submissions", submission_body(first), by=team)
    assert await choosing.put((second, "B")) == 200
    assert (await api.call("POST", f"{choosing.path}/submissions", submission_body(first), by=team)).status in (404, 422)
    assert await choosing.put((second, "B"), (first, "X")) == 409
    assert await choosing.held() == [(second, "B")]


async def test_a_contest_that_is_over_gets_no_problem(api: Api) -> None:
    admin = await api.caller("admin")
    contest, first = await prepared(api, admin, begins_in=-3600, duration=60_000)
    second = (await api.made("/problems", problem_body(), by=admin))["id"]
    choosing = Choosing(api, contest, admin)
    assert await choosing.put((first, "A"), (second, "B")) == 409
    assert await choosing.put((first, "Z")) == 200


async def test_a_juror_cannot_take_the_secret_problem_of_another_contest(api: Api) -> None:
    admin = await api.caller("admin")
    contest, own = await prepared(api, admin, begins_in=-10)
    _, secret = await prepared(api, admin)
    choosing = Choosing(api, contest, await api.juror(await api.caller(), contest))
    assert await choosing.put((own, "A"), (secret, "B")) == 422
    assert (await api.call("GET", f"/problems/{secret}", by=choosing.by)).status == 404
    assert await choosing.put((own, "B")) == 200
