"""A contest over REST, from its making to a rejudging: every row that the stores read, on a real database."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import pytest
import pytest_asyncio

from core_api.domains.problems.service import CURSOR
from core_api.domains.submissions.service import OFFERED_SECONDS
from core_api.storage.visibility import CONTEST_IS_OPEN, PROBLEM_RESTS
from realtime.backbone import Message, Reply
from realtime.languages import AVAILABLE_KEY
from realtime.protocol import subjects
from realtime.protocol.events import VerdictReached
from realtime.protocol.questions import Answer, Moves, Preview, packed, unpacked
from realtime.storage import redis_commands as commands
from tests.api.harness import Api, Caller, fresh
from tests.api.judging import logged, note, reach, tasks
from tests.api.world import all_contests
from tests.database import execute

HOUR = 3_600_000


class Running(NamedTuple):
    """A contest that runs, its problem, and who is in it."""

    id: str
    problem: str
    admin: Caller
    team: Caller

    @property
    def path(self) -> str:
        return f"/contests/{self.id}"


def problem_of(id: str) -> dict[str, Any]:
    return {"id": id, "title": id, "statement": "Add.", "tests": [{"input": "1 2\n", "answer": "3\n", "sample": True}]}


async def contest(api: Api, admin: Caller, problem: str, starts_in: int = -HOUR // 2) -> str:
    id = fresh("contest")
    settings = {
        "name": id,
        "rule": "icpc",
        "start": round(time.time() * 1000) + starts_in,
        "duration": HOUR,
        "problems": [{"id": problem, "label": "A"}],
    }
    await api.made("/contests", {"id": id, "settings": settings}, by=admin)
    return id


@pytest_asyncio.fixture(loop_scope="session")
async def running(api: Api) -> Running:
    admin, team, problem = await api.caller("admin", "creator"), await api.caller(), fresh("problem")
    await api.made("/problems", problem_of(problem), by=admin)
    made = Running(await contest(api, admin, problem), problem, admin, team)
    await api.made(f"{made.path}/join", by=team)
    return made


async def verdicts(api: Api, running: Running) -> list[VerdictReached]:
    """Those of rejudgings that went into the contest's log."""
    return [event for event in await logged(api, running.id) if isinstance(event, VerdictReached)]


async def submit(api: Api, running: Running, **more: Any) -> Any:
    body = {"problem_id": running.problem, "language": "python3", "source": "print(3)", **more}
    return await api.call("POST", f"{running.path}/submissions", body, by=running.team)


async def test_a_contest_shows_its_problems_by_title_and_counts_its_teams(api: Api, running: Running) -> None:
    found = (await api.call("GET", running.path)).json
    assert (found["status"], found["teams"], found["imported"]) == ("running", 1, False)
    assert found["settings"]["problems"][0]["name"] == running.problem
    assert found in await all_contests(api)


async def test_a_problem_of_a_contest_to_come_is_hidden_from_practice_and_from_the_list(api: Api, running: Running) -> None:
    problem = fresh("secret")
    await api.made("/problems", problem_of(problem), by=running.admin)
    await contest(api, running.admin, problem, HOUR)
    body = {"problem_id": problem, "language": "python3", "source": "x"}
    assert (await api.call("POST", "/submissions", body, by=running.team)).status == 404
    assert (await api.call("GET", f"/problems/{problem}", by=running.team)).status == 404
    assert (await api.call("GET", f"/problems/{problem}", by=running.admin)).json["tests"] == 1
    listed = (await api.call("GET", f"/problems?cursor={CURSOR.write(problem[:-1])}")).json["problems"]
    assert problem not in [summary["id"] for summary in listed]


async def test_who_may_submit_what(api: Api, running: Running) -> None:
    stranger = running._replace(team=await api.caller())
    assert (await submit(api, stranger)).json["code"] == "forbidden"
    assert (await submit(api, running, problem_id="none")).json["field"] == "problem_id"
    body = {"problem_id": running.problem, "language": "python3", "source": "x"}
    practice = await api.call("POST", "/submissions", body, by=running.team)
    assert (practice.status, practice.json["code"]) == (409, "conflict")
    early = running._replace(id=await contest(api, running.admin, running.problem, HOUR))
    late = running._replace(id=await contest(api, running.admin, running.problem, -2 * HOUR))
    assert "not started" in (await submit(api, early)).json["detail"]
    assert "over" in (await submit(api, late)).json["detail"]


async def test_practice_waits_for_teams_with_an_extension(api: Api, running: Running) -> None:
    """Else they would try out there, for no penalty, what they submit."""
    extended = await api.call("PUT", f"{running.path}/teams/{running.team.id}", {"extension": 600}, by=running.admin)
    assert extended.status == 202
    body = {"problem_id": running.problem, "language": "python3", "source": "x"}
    for ended, practice in (("1 minute", 409), ("11 minutes", 201)):
        await execute(api.platform.pool, f"update contests set ends_at = now() - interval '{ended}' where id = $1", running.id)
        assert (await api.call("POST", "/submissions", body, by=running.team)).status == practice, ended
        opened = f"select {CONTEST_IS_OPEN} and {PROBLEM_RESTS} from contests c, problems p where c.id = $1 and p.id = $2"
        assert await api.platform.pool.fetchval(opened, running.id, running.problem) is (practice == 201)


async def test_a_submission_is_read_listed_and_deleted(api: Api, running: Running) -> None:
    sent = (await submit(api, running)).json
    assert (sent["state"], sent["contest_id"], sent["source_bytes"], sent["verdict"]) == ("queued", running.id, 8, None)
    assert HOUR // 2 <= sent["contest_time"] < HOUR
    path = f"/submissions/{sent['id']}"
    assert (await api.call("GET", path, by=running.team)).json == sent
    listed = (await api.call("GET", f"/submissions/user/{running.team.id}?contest={running.id}", by=running.team)).json
    assert listed["submissions"] == [sent]
    assert (await api.call("GET", f"{path}/result", by=running.team)).json["tests"] == []
    assert (await api.call("DELETE", path, by=running.team)).status == 403
    assert (await api.call("DELETE", path, by=running.admin)).json == {"id": sent["id"], "accepted": True}
    assert (await api.call("GET", path, by=running.team)).json["state"] == "deleted"
    assert (await api.call("DELETE", "/submissions/none", by=running.admin)).status == 404


async def test_a_language_that_no_judge_has_is_refused_and_named(api: Api, running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(seconds: float) -> None:
        """Until what judges have is asked for again."""
        later = SimpleNamespace(time=time.time, monotonic=lambda: time.monotonic() + seconds)
        monkeypatch.setattr("core_api.domains.submissions.service.clock", later)

    redis = api.platform.redis
    await redis.run(commands.hset(AVAILABLE_KEY, {"c": "gcc 12"}))
    wait(OFFERED_SECONDS)
    try:
        refused = await submit(api, running)
        assert (refused.status, refused.json["field"]) == (422, "language")
        assert [language["id"] for language in (await api.call("GET", "/languages")).json] == ["c"]
    finally:
        await redis.run(commands.delete(AVAILABLE_KEY))
    wait(2 * OFFERED_SECONDS)
    assert (await submit(api, running)).status == 201  # with no judge up, it waits for one


async def test_what_a_jury_changes(api: Api, running: Running) -> None:
    renamed = await api.call("PUT", f"{running.path}/teams/{running.team.id}", {"name": "New", "hidden": True}, by=running.admin)
    assert (renamed.json["name"], renamed.json["hidden"]) == ("New", True)
    assert (await api.call("PUT", f"{running.path}/teams/none", {"name": "New"}, by=running.admin)).json["field"] == "team_id"
    assert (await api.call("PUT", running.path, {"settings": {"name": "Finals"}}, by=running.admin)).status == 202
    assert (await api.call("GET", running.path)).json["settings"]["name"] == "Finals"
    wanted = {"text": "Five minutes more.", "problem_id": running.problem}
    said = await api.made(f"{running.path}/announcements", wanted, by=running.admin)
    assert (await api.call("GET", f"{running.path}/announcements")).json == [said]
    assert (await api.call("DELETE", f"{running.path}/announcements/{said['id']}", by=running.admin)).status == 202
    assert (await api.call("GET", f"{running.path}/announcements")).json == []


async def test_an_imported_contest_takes_no_changes_but_its_own(api: Api) -> None:
    admin, id = await api.caller("admin"), fresh("recorded")
    settings = {"name": id, "rule": "icpc", "start": 1, "duration": HOUR, "problems": [{"id": "p", "label": "A"}]}
    events = [{"type": "settings", "settings": settings}]
    imported = await api.call("POST", f"/contests/{id}/events", {"batch": "1", "events": events}, by=admin)
    assert imported.status == 202, imported.content
    assert (await api.call("GET", f"/contests/{id}")).json["imported"]
    assert (await api.call("PUT", f"/contests/{id}", {"settings": {"name": "x"}}, by=admin)).status == 409
    assert (await api.call("POST", f"/contests/{id}/join", by=admin)).status == 409


async def test_a_rejudging_shows_what_changed(api: Api, running: Running) -> None:
    sent = (await submit(api, running)).json
    pool = api.platform.pool
    await execute(pool, "update submissions set state = 'done', verdict = 'WA' where id = $1", sent["id"])
    base = f"{running.path}/rejudgings"
    made = await api.made(base, {"reason": "a wrong answer file", "problems": [running.problem]}, by=running.admin)
    assert (made["state"], made["submissions"], made["judged"]) == ("judging", 1, 0)
    await execute(pool, "update rejudged set verdict = 'AC', time_ms = 5 where rejudging_id = $1", made["id"])
    found = (await api.call("GET", f"{base}/{made['id']}", by=running.admin)).json
    change = {
        "submission_id": sent["id"],
        "team_id": running.team.id,
        "problem_id": running.problem,
        "old": "WA",
        "new": "AC",
        "score": None,
    }
    assert (found["state"], found["changed"]) == ("ready", [change])
    assert found["matrix"] == [{"old": "WA", "new": "AC", "submissions": 1}]
    assert (await api.call("GET", base, by=running.admin)).json["rejudgings"] == [found]
    applied = await api.made(f"{base}/{made['id']}/apply", by=running.admin)
    assert (applied["state"], applied["changed"]) == ("applied", [change])
    assert (await api.call("POST", f"{base}/{made['id']}/cancel", by=running.admin)).status == 409


async def test_a_rejudging_is_repeated(api: Api, running: Running) -> None:
    judged, other = [(await submit(api, running, source=f"print({number})")).json["id"] for number in range(2)]
    pool, base = api.platform.pool, f"{running.path}/rejudgings"
    await execute(pool, "update submissions set state = 'done', verdict = 'WA' where id = any($1)", [judged, other])
    first = await api.made(base, {"reason": "a judge was slow", "submissions": [judged]}, by=running.admin)
    again = await api.made(base, {"reason": "once more", "repeats": first["id"]}, by=running.admin)
    found = await pool.fetch("select submission_id from rejudged where rejudging_id = $1", again["id"])
    assert [row["submission_id"] for row in found] == [judged]
    refused = await api.call("POST", base, {"reason": "of another contest", "repeats": "nope"}, by=running.admin)
    assert refused.status == 404


async def rejudging(api: Api, running: Running) -> str:
    return str((await api.made(f"{running.path}/rejudgings", {"reason": "a judge was slow"}, by=running.admin))["id"])


@pytest.mark.parametrize("is_noted", [True, False])
async def test_of_two_rejudgings_the_one_that_is_applied_last_counts(api: Api, running: Running, is_noted: bool) -> None:
    """Also where its verdict is the one that counted when it was made, and where the index has not noted yet that another one does."""
    id = (await submit(api, running)).json["id"]
    await reach(api, (await tasks(api, id))[0], "WA")
    first, second = [await rejudging(api, running) for _ in range(2)]
    for task in (await tasks(api, id))[1:]:
        await reach(api, task, "AC" if task.rejudging == first else "WA")
    await api.made(f"{running.path}/rejudgings/{first}/apply", by=running.admin)
    [event] = await verdicts(api, running)
    assert event.verdict == "AC"
    if is_noted:
        await note(api, running.id, event)
        shown = (await api.call("GET", f"{running.path}/rejudgings/{second}", by=running.admin)).json
        assert [(change["old"], change["new"]) for change in shown["changed"]] == [("AC", "WA")]
        assert shown["matrix"] == [{"old": "AC", "new": "WA", "submissions": 1}]
    await api.made(f"{running.path}/rejudgings/{second}/apply", by=running.admin)
    assert [event.verdict for event in await verdicts(api, running)] == ["AC", "WA"]


async def test_a_preview_is_of_what_is_on_the_board(api: Api, running: Running) -> None:
    kept, gone = [(await submit(api, running, source=f"print({number})")).json["id"] for number in range(2)]
    for id in (kept, gone):
        await reach(api, (await tasks(api, id))[0], "WA")
    made = await rejudging(api, running)
    for id in (kept, gone):
        await reach(api, (await tasks(api, id))[1], "AC")
    assert (await api.call("DELETE", f"/submissions/{gone}", by=running.admin)).status == 202
    asked: list[Preview] = []

    async def answer(message: Message) -> Reply:
        asked.append(msgspec.json.decode(unpacked(message.payload), type=Preview))
        return Reply(packed(Answer(msgspec.Raw(msgspec.json.encode(Moves(0, 0, []))))), {})

    await api.backbone.answer(subjects.history(running.id), answer)
    assert (await api.call("GET", f"{running.path}/rejudgings/{made}/preview", by=running.admin)).status == 200
    await api.made("/problems", problem_of(other := fresh("problem")), by=running.admin)
    problems, tag = {"problems": [{"id": other, "label": "A"}]}, (await api.call("GET", running.path, by=running.admin)).headers["ETag"]
    await api.call("PUT", f"{running.path}/problems", problems, by=running.admin, headers={"If-Match": tag})
    assert (await api.call("GET", f"{running.path}/rejudgings/{made}/preview", by=running.admin)).status == 200
    assert [[verdict.submission for verdict in question.verdicts] for question in asked] == [[kept], []]
