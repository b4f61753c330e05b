"""Practice: an identical program gets the first judgement and says so; nothing of it reaches a contest, or tells of another person."""

from __future__ import annotations

from typing import Any

import pytest

from realtime.protocol import events
from realtime.protocol.events import VerdictReached
from realtime.security.vault import Vault
from realtime.storage import judgements
from realtime.storage.judgements import Judgement
from tests.api.harness import Api, Caller
from tests.api.world import SOURCE, contest_body, problem_body, submission_body
from tests.database import execute
from tests.logs import SECRET_KEY


class Practice:
    """A published problem that no contest uses, and people who try it."""

    def __init__(self, api: Api, problem: str) -> None:
        self.api, self.problem = api, problem

    @classmethod
    async def make(cls, api: Api) -> Practice:
        creator = await api.caller("creator")
        return cls(api, (await api.made("/problems", problem_body(published=True), by=creator))["id"])

    async def submit(self, by: Caller, source: str | None = SOURCE, **changes: Any) -> Any:
        return await self.api.made("/submissions", {**submission_body(self.problem), "source": source, **changes}, by=by)

    async def judged(self, id: str, verdict: str = "AC", run_time: int = 120) -> None:
        """As a judge and the index leave it."""
        results = (judgements.TestResult(1, verdict, 0.12, 0.2, 2**20, sample=True),)
        await judgements.keep(self.api.documents, Vault(SECRET_KEY), id, f"{id}-1", Judgement(verdict, "", results, 0.12, 2**20))
        await execute(
            self.api.platform.pool,
            "update submissions set state = 'done', verdict = $2, judgement_id = $3, judged_at = now(), run_time_ms = $4 where id = $1",
            id,
            verdict,
            f"{id}-1",
            run_time,
        )

    async def asks(self, id: str) -> tuple[int, list[VerdictReached]]:
        """How many requests to judge it wait, and the verdicts that the log is told of."""
        sent = await self.api.platform.pool.fetch("select kind, payload from outbox where message_id like $1", f"%{id}%")
        told = [event for row in sent if row["kind"] == "log" for event in events.decode(row["payload"])]
        return sum(row["kind"] == "judge" for row in sent), [event for event in told if isinstance(event, VerdictReached)]


async def test_an_identical_program_has_its_verdict_at_once(api: Api) -> None:
    practice = await Practice.make(api)
    first, second = await api.caller(), await api.caller()
    original = await practice.submit(first)
    assert (original["state"], original["reused"]) == ("queued", False)
    await practice.judged(original["id"], "WA")
    again = await practice.submit(first)
    assert (again["state"], again["verdict"], again["reused"], again["reused_from"]) == ("done", "WA", True, original["id"])
    requests, verdicts = await practice.asks(again["id"])
    assert (requests, [(event.submission, event.verdict) for event in verdicts]) == (0, [(again["id"], "WA")])
    result = (await api.call("GET", f"/submissions/{again['id']}/result", by=first)).json
    assert [test["verdict"] for test in result["tests"]] == ["WA"]
    other = await practice.submit(second)
    assert (other["verdict"], other["reused"], other["reused_from"]) == ("WA", True, None)
    assert original["id"] not in str((await api.call("GET", f"/submissions/{other['id']}/result", by=second)).json)


async def test_another_program_language_or_problem_is_judged(api: Api) -> None:
    practice, other = await Practice.make(api), await Practice.make(api)
    user = await api.caller()
    await practice.judged((await practice.submit(user))["id"])
    assert not (await practice.submit(user, SOURCE + "\n"))["reused"]
    assert not (await practice.submit(user, language="cpp"))["reused"]
    assert not (await practice.submit(user, source=None, files=[{"name": "a.py", "text": SOURCE}]))["reused"]
    assert not (await other.submit(user))["reused"]
    assert (await practice.submit(user, source=None, files=[{"name": "main.py", "text": SOURCE}]))["reused"]


async def test_another_version_of_the_problem_is_judged(api: Api) -> None:
    practice = await Practice.make(api)
    user = await api.caller()
    await practice.judged((await practice.submit(user))["id"])
    found = await api.platform.pool.fetchval("select source_key from submissions where problem_id = $1", practice.problem)
    assert SOURCE not in found
    await execute(api.platform.pool, "update submissions set source_key = $2 where problem_id = $1", practice.problem, found[::-1])
    assert not (await practice.submit(user))["reused"]


@pytest.mark.parametrize("what", ["failed machine", "not judged", "deleted", "lost details", "foreign details"])
async def test_what_says_nothing_of_the_program_is_not_reused(api: Api, what: str) -> None:
    practice = await Practice.make(api)
    user = await api.caller()
    id = (await practice.submit(user))["id"]
    if what != "not judged":
        await practice.judged(id, "JE" if what == "failed machine" else "AC")
    if what == "deleted":
        await execute(api.platform.pool, "update submissions set state = 'deleted' where id = $1", id)
    if what == "lost details":
        await api.documents.delete(judgements.COLLECTION, f"{id}-1")
    if what == "foreign details":
        await api.documents.put(judgements.COLLECTION, {"_id": f"{id}-1", "sealed": b"\x02" + bytes(40)})
    again = await practice.submit(user)
    assert (again["state"], again["reused"]) == ("queued", False)
    assert (await practice.asks(again["id"]))[0] == 1


async def test_contests_neither_give_nor_take_judgements(api: Api) -> None:
    practice = await Practice.make(api)
    user, admin = await api.caller(), await api.caller("admin")
    await practice.judged((await practice.submit(user, "print(1)"))["id"])
    contest = (await api.made("/contests", contest_body(practice.problem), by=admin))["id"]
    await api.made(f"/contests/{contest}/join", by=user)
    path = f"/contests/{contest}/submissions"
    for source in ("print(1)", "print(2)"):
        sent = await api.made(path, submission_body(practice.problem, source), by=user)
        assert (sent["state"], sent["reused"]) == ("queued", False)
        await practice.judged(sent["id"])
    await execute(api.platform.pool, "update contests set ends_at = now() - interval '1 minute' where id = $1", contest)
    assert not (await practice.submit(user, "print(2)"))["reused"]
