"""A corrected test in a contest that runs: the switch to another version with its rejudging, step by step."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from core_api.storage import unit_of_work
from realtime.protocol.events import VerdictReached
from tests.api.harness import Answer, Api, Caller
from tests.api.judging import logged, note, reach, tasks
from tests.api.test_problem_versions import CORRECTED, imported, joined, sent
from tests.api.world import submission_body
from tests.conftest import eventually
from tests.database import execute

SWITCH = {"version": 2, "reason": "the answer of the second test was wrong"}


class Corrected(NamedTuple):
    """A contest that runs with version 1 of a problem, of which there is a version 2 by now."""

    api: Api
    contest: str
    problem: str
    author: Caller
    juror: Caller
    team: Caller

    @property
    def path(self) -> str:
        return f"/contests/{self.contest}"

    async def submit(self, verdict: str | None = None) -> str:
        """`verdict`: of the version that the contest plays; None: not judged yet."""
        made = await self.api.made(f"{self.path}/submissions", submission_body(self.problem), by=self.team)
        if verdict is not None:
            await self.first(made["id"], verdict)
        return str(made["id"])

    async def first(self, submission: str, verdict: str) -> None:
        await reach(self.api, (await tasks(self.api, submission))[0], verdict)

    async def again(self, submission: str, verdict: str, score: float | None = None) -> None:
        """The verdict of the rejudging that was asked for last."""
        await reach(self.api, (await tasks(self.api, submission))[-1], verdict, score)

    async def switch(self, **changes: Any) -> Answer:
        return await self.api.call("POST", f"{self.path}/problems/{self.problem}/version", {**SWITCH, **changes}, by=self.juror)

    async def end(self, rejudging: str, act: str) -> Answer:
        return await self.api.call("POST", f"{self.path}/rejudgings/{rejudging}/{act}", by=self.juror)

    async def plays(self) -> Any:
        [played] = (await self.api.call("GET", f"{self.path}/versions", by=self.juror)).json["versions"]
        return played

    async def versions(self, submission: str) -> list[int]:
        """That it was, or is to be, judged with."""
        return [task.problem_version for task in await tasks(self.api, submission)]

    async def rejudged(self) -> list[tuple[str, str]]:
        """Submissions and verdicts of rejudgings that went into the contest's log."""
        found = [event for event in await logged(self.api, self.contest) if isinstance(event, VerdictReached)]
        return [(event.submission, event.verdict) for event in found]


@pytest_asyncio.fixture(loop_scope="session")
async def corrected(api: Api) -> Corrected:
    author, team = await api.caller("creator"), await api.caller()
    problem = await imported(api, author)
    contest = await joined(api, problem, team)
    juror = await api.juror(await api.caller(), contest)
    assert (await sent(api, problem, author, CORRECTED)).json["version"] == 2
    return Corrected(api, contest, problem, author, juror, team)


async def test_until_it_is_applied_nothing_counts(corrected: Corrected) -> None:
    wrong, right = await corrected.submit("WA"), await corrected.submit("AC")
    made = await corrected.switch()
    assert (made.status, made.json["state"], made.json["submissions"]) == (201, "judging", 2)
    assert made.json["switch"] == {"problem_id": corrected.problem, "version": 2}
    assert made.headers["Location"] == f"/api/v1{corrected.path}/rejudgings/{made.json['id']}"
    assert await corrected.versions(wrong) == [1, 2]
    played = {"problem_id": corrected.problem, "label": "A", "version": 1, "newest": 2, "switch": made.json["id"]}
    assert await corrected.plays() == played
    await corrected.again(wrong, "AC")
    await corrected.again(right, "AC")
    shown = (await corrected.api.call("GET", f"{corrected.path}/rejudgings/{made.json['id']}", by=corrected.juror)).json
    assert (shown["state"], [(change["old"], change["new"]) for change in shown["changed"]]) == ("ready", [("WA", "AC")])
    assert await corrected.rejudged() == []
    assert (await corrected.api.call("GET", f"/submissions/{wrong}", by=corrected.team)).json["verdict"] == "WA"


async def test_applying_makes_version_and_verdicts_count_at_once(corrected: Corrected) -> None:
    wrong, right = await corrected.submit("WA"), await corrected.submit("AC")
    made = (await corrected.switch()).json
    early = await corrected.end(made["id"], "apply")
    assert (early.status, early.json["detail"]) == (409, "2 submissions are still being judged")
    assert (await corrected.plays())["version"] == 1
    await corrected.again(wrong, "AC")
    await corrected.again(right, "AC")
    applied = await corrected.end(made["id"], "apply")
    assert (applied.status, applied.json["state"]) == (200, "applied")
    assert await corrected.rejudged() == [(wrong, "AC")]
    plays = await corrected.plays()
    assert (plays["version"], plays["switch"]) == (2, None)
    assert await corrected.versions(await corrected.submit()) == [2]
    seen = (await corrected.api.call("GET", f"/problems/{corrected.problem}", by=corrected.team)).json
    assert seen["version"] == 2
    admin = await corrected.api.caller("admin")
    rows = (await corrected.api.call("GET", f"/audit?kind=contest&object={corrected.contest}", by=admin)).json["entries"]
    assert [row["after"] for row in rows if "versions" in (row["after"] or {})] == [{"versions": {corrected.problem: 2}}]
    assert (await corrected.end(made["id"], "cancel")).status == 409


async def test_cancelling_leaves_everything_as_it_was(corrected: Corrected) -> None:
    wrong = await corrected.submit("WA")
    made = (await corrected.switch()).json
    meanwhile = await corrected.submit("WA")
    await corrected.again(wrong, "AC")
    assert (await corrected.end(made["id"], "cancel")).json["state"] == "cancelled"
    await corrected.again(meanwhile, "AC")
    assert await corrected.rejudged() == []
    plays = await corrected.plays()
    assert (plays["version"], plays["switch"]) == (1, None)
    assert await corrected.versions(await corrected.submit()) == [1]
    assert (await corrected.switch()).status == 201, "and one may ask again"


async def test_what_arrives_meanwhile_is_judged_with_both(corrected: Corrected) -> None:
    before = await corrected.submit("WA")
    made = (await corrected.switch()).json
    judged, late = await corrected.submit("WA"), await corrected.submit("WA")
    assert [await corrected.versions(submission) for submission in (judged, late)] == [[1, 2], [1, 2]]
    await corrected.again(before, "AC")
    await corrected.again(judged, "AC")
    shown = (await corrected.api.call("GET", f"{corrected.path}/rejudgings/{made['id']}", by=corrected.juror)).json
    assert [(change["submission_id"], change["old"], change["new"]) for change in shown["changed"]] == [
        (before, "WA", "AC"),
        (judged, "WA", "AC"),
    ]
    assert (await corrected.end(made["id"], "apply")).status == 200, "what came since holds nothing up"
    assert await corrected.rejudged() == [(before, "AC"), (judged, "AC")]
    await corrected.again(late, "AC")
    assert await corrected.rejudged() == [(before, "AC"), (judged, "AC"), (late, "AC")], "it follows by itself"
    await corrected.again(late, "AC")
    assert len(await corrected.rejudged()) == 3, "once"


async def test_a_first_verdict_that_comes_last_does_not_win(corrected: Corrected) -> None:
    """The log's last verdict counts: that of the version of before must not come behind the corrected one."""
    slow = await corrected.submit()
    made = (await corrected.switch()).json
    await corrected.again(slow, "AC")
    assert (await corrected.end(made["id"], "apply")).status == 200
    assert await corrected.rejudged() == []
    await corrected.first(slow, "WA")
    assert await corrected.rejudged() == [(slow, "AC")]


async def test_a_verdict_that_comes_while_it_is_applied_is_not_lost(corrected: Corrected) -> None:
    made, pool = (await corrected.switch()).json, corrected.api.platform.pool
    late = await corrected.submit("WA")

    async def waits() -> bool:
        return bool(await pool.fetchval("select count(*) from pg_locks where not granted"))

    async with unit_of_work.begin(pool) as work:
        await work.connection.execute("select from rejudgings where id = $1 for update", made["id"])
        noting = asyncio.create_task(corrected.again(late, "AC"))
        await eventually(waits)
        await work.connection.execute("update rejudgings set state = 'applied' where id = $1", made["id"])
        await work.connection.execute(
            "insert into contest_problem_versions (contest_id, problem_id, version, pinned_by) values ($1, $2, 2, $3)",
            corrected.contest,
            corrected.problem,
            corrected.juror.id,
        )
    await noting
    assert await corrected.rejudged() == [(late, "AC")]


async def test_a_result_does_not_become_final_before_all_counts(corrected: Corrected) -> None:
    made = (await corrected.switch()).json
    late = await corrected.submit("WA")
    assert (await corrected.end(made["id"], "apply")).status == 200
    admin = await corrected.api.caller("admin")
    await execute(corrected.api.platform.pool, "update contests set ends_at = now() where id = $1", corrected.contest)
    assert (await corrected.api.call("GET", f"{corrected.path}/ceremony", by=admin)).json["warnings"] == ["unjudged"]
    await corrected.again(late, "AC")
    assert (await corrected.api.call("GET", f"{corrected.path}/ceremony", by=admin)).json["warnings"] == []


async def test_a_late_verdict_of_an_older_switch_neither_counts_nor_is_waited_for(corrected: Corrected) -> None:
    api, older = corrected.api, (await corrected.switch()).json
    late = await corrected.submit("WA")
    assert (await corrected.end(older["id"], "apply")).status == 200
    assert (await sent(api, corrected.problem, corrected.author)).json["version"] == 3
    newer = (await corrected.switch(version=3)).json
    by_version = {task.problem_version: task for task in await tasks(api, late)}
    await reach(api, by_version[3], "RTE")
    assert (await corrected.end(newer["id"], "apply")).status == 200
    await execute(api.platform.pool, "update contests set ends_at = now() where id = $1", corrected.contest)
    admin = await api.caller("admin")
    assert (await api.call("GET", f"{corrected.path}/ceremony", by=admin)).json["warnings"] == []
    await reach(api, by_version[2], "AC")
    assert await corrected.rejudged() == [(late, "RTE")]


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_submission_has_run_time_and_version_of_the_verdict_that_counts(corrected: Corrected, is_late: bool) -> None:
    api, made = corrected.api, (await corrected.switch()).json
    id = await corrected.submit("WA")
    acts = [reach(api, (await tasks(api, id))[-1], "AC", run_time=70), corrected.end(made["id"], "apply")]
    for act in reversed(acts) if is_late else acts:
        await act
    [event] = [event for event in await logged(api, corrected.contest) if isinstance(event, VerdictReached)]
    await note(api, corrected.contest, event)
    found = await api.platform.pool.fetchrow("select verdict, run_time_ms, problem_version from submissions where id = $1", id)
    assert found is not None
    assert tuple(found) == ("AC", 70, 2)


async def test_an_ordinary_rejudging_of_before_cannot_undo_it(corrected: Corrected) -> None:
    wrong = await corrected.submit("WA")
    old = await corrected.api.made(f"{corrected.path}/rejudgings", {"reason": "a judge was broken"}, by=corrected.juror)
    await corrected.again(wrong, "WA")
    made = (await corrected.switch()).json
    for task in (await tasks(corrected.api, wrong))[1:]:
        await reach(corrected.api, task, "AC" if task.rejudging == made["id"] else "RTE")
    assert (await corrected.end(made["id"], "apply")).status == 200
    refused = await corrected.end(old["id"], "apply")
    assert refused.status == 409
    assert "another version" in refused.json["detail"]
    assert (await corrected.end(old["id"], "cancel")).status == 200


async def test_scores_count_though_the_verdict_is_the_same(corrected: Corrected) -> None:
    partly = await corrected.submit("AC")
    made = (await corrected.switch()).json
    await corrected.again(partly, "AC", 60.0)
    assert (await corrected.end(made["id"], "apply")).status == 200
    [event] = [event for event in await logged(corrected.api, corrected.contest) if isinstance(event, VerdictReached)]
    assert (event.submission, event.verdict, event.score) == (partly, "AC", 60.0)


async def test_a_withdrawn_submission_holds_nothing_up_and_stays_withdrawn(corrected: Corrected) -> None:
    gone = await corrected.submit("WA")
    made = (await corrected.switch()).json
    assert (await corrected.api.call("DELETE", f"/submissions/{gone}", by=corrected.juror)).status == 202
    assert (await corrected.end(made["id"], "apply")).status == 200
    await corrected.again(gone, "AC")
    assert await corrected.rejudged() == []


async def test_what_cannot_be_switched_is_refused(corrected: Corrected) -> None:
    api, admin = corrected.api, await corrected.api.caller("admin")
    unknown, present = await corrected.switch(version=9), await corrected.switch(version=1)
    assert [(answer.status, answer.json["field"]) for answer in (unknown, present)] == [(404, "version"), (409, "version")]
    assert (await corrected.switch()).status == 201
    again = await corrected.switch()
    assert (again.status, again.json["field"]) == (409, "problem_id")
    other = await imported(api, corrected.author)
    elsewhere = await api.call("POST", f"{corrected.path}/problems/{other}/version", SWITCH, by=corrected.juror)
    assert (elsewhere.status, elsewhere.json["field"]) == (404, "problem_id")
    later = await joined(api, corrected.problem, begins_in=3600)
    early = await api.call("POST", f"/contests/{later}/problems/{corrected.problem}/version", {**SWITCH, "version": 1}, by=admin)
    assert (early.status, early.json["field"]) == (409, "contest_id")
    await execute(api.platform.pool, "update contests set finalized_at = now() where id = $1", corrected.contest)
    assert (await corrected.switch()).status == 409


async def test_a_withdrawn_problem_is_not_switched(corrected: Corrected) -> None:
    made = (await corrected.switch()).json
    other = await imported(corrected.api, corrected.author)
    problems, admin = {"problems": [{"id": other, "label": "A"}]}, await corrected.api.caller("admin")
    assert (await corrected.api.call("PUT", f"{corrected.path}/problems", problems, by=admin)).status == 200
    assert (await corrected.end(made["id"], "apply")).status == 409
    assert (await corrected.end(made["id"], "cancel")).status == 200


async def test_submissions_and_switches_exclude_each_other(corrected: Corrected) -> None:
    """Whatever arrives while a switch is asked for and applied is judged with version 2 in the end: none is forgotten in between."""
    sending = [asyncio.create_task(corrected.submit()) for _ in range(4)]
    switched = await corrected.switch()
    for submission in await asyncio.gather(*sending):
        assert await corrected.versions(submission) == [1, 2]
        await corrected.again(submission, "AC")
    sending = [asyncio.create_task(corrected.submit()) for _ in range(4)]
    applied = await corrected.end(switched.json["id"], "apply")
    assert (switched.status, applied.status) == (201, 200)
    assert {(await corrected.versions(submission))[-1] for submission in await asyncio.gather(*sending)} == {2}
