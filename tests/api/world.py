"""A problem, contests and a submission, with callers of every role."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.api.harness import ANONYMOUS, SERVICE_TOKEN, Api, Caller, fresh

ROLES = ("anonymous", "contestant", "owner", "another contestant", "creator", "jury", "admin", "service")
SOURCE = "print(sum(map(int, input().split())))"


@dataclass(frozen=True)
class World:
    api: Api
    callers: dict[str, Caller]
    """By role. The owner has joined the contest and submitted; the contestant has joined nothing."""
    problem: str
    contest: str
    """Runs."""
    ended: str
    submission: str
    """Of the owner, judged: wrong."""
    announcement: str
    rejudging: str

    @property
    def admin(self) -> Caller:
        return self.callers["admin"]

    @property
    def owner(self) -> Caller:
        return self.callers["owner"]


async def make_world(api: Api) -> World:
    callers = {role: await api.caller(*([role] if role in ("creator", "jury", "admin") else [])) for role in ROLES[1:-1]}
    callers |= {"anonymous": ANONYMOUS, "service": Caller(SERVICE_TOKEN)}
    admin, owner = callers["admin"], callers["owner"]
    problem = (await api.made("/problems", problem_body(), by=callers["creator"]))["id"]
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    ended = (await api.made("/contests", contest_body(problem, begins_in=-3600, duration=60_000), by=admin))["id"]
    for role in ("owner", "another contestant"):
        await api.made(f"/contests/{contest}/join", by=callers[role])
    submission = (await api.made(f"/contests/{contest}/submissions", submission_body(problem), by=owner))["id"]
    await api.platform.pool.execute("update submissions set state = 'done', verdict = 'WA' where id = $1", submission)
    announcement = (await api.made(f"/contests/{contest}/announcements", {"text": "Good luck!"}, by=admin))["id"]
    rejudging = (await api.made(f"/contests/{contest}/rejudgings", {"reason": "a test was wrong"}, by=admin))["id"]
    return World(api, callers, problem, contest, ended, submission, announcement, rejudging)


def problem_body(**changes: Any) -> dict[str, Any]:
    id = fresh("sum")
    tests = [{"input": "1 2\n", "answer": "3\n", "sample": True}, {"input": "20 22\n", "answer": "42\n"}]
    return {"id": id, "title": id, "statement": "Add two numbers.", "tests": tests, **changes}


def contest_body(problem: str, *, begins_in: float = -1.0, duration: int = 3_600_000, **settings: Any) -> dict[str, Any]:
    start = round((time.time() + begins_in) * 1000)
    problems = [{"id": problem, "label": "A"}]
    return {"id": fresh("c"), "settings": {"name": "C", "start": start, "duration": duration, "problems": problems, **settings}}


def submission_body(problem: str, source: str = SOURCE) -> dict[str, str]:
    return {"problem_id": problem, "language": "python3", "source": source}
