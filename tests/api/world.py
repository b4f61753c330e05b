"""A problem, contests and a submission, with callers of every role."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.api.harness import ANONYMOUS, SERVICE_TOKEN, Api, Caller, fresh
from tests.database import execute

ROLES = (
    "anonymous",
    "contestant",
    "owner",
    "another contestant",
    "creator",
    "jury of the contest",
    "jury of another contest",
    "jury",
    "admin",
    "service",
)
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
    team: str
    """The owner's, not registered anywhere."""
    clarification: str
    """The owner's, not answered."""
    canned_answer: str
    balloon: str
    """Of another contestant, not delivered."""
    print: str
    """The owner's, waiting."""

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
    problem_of_another = await api.made("/problems", problem_body(), by=callers["creator"])
    contest = (await api.made("/contests", contest_body(problem), by=admin))["id"]
    ended = (await api.made("/contests", contest_body(problem, begins_in=-3600, duration=60_000), by=admin))["id"]
    another = (await api.made("/contests", contest_body(problem_of_another["id"]), by=admin))["id"]
    callers["jury of the contest"] = await api.juror(callers["jury of the contest"], contest, ended)
    callers["jury of another contest"] = await api.juror(callers["jury of another contest"], another)
    for role in ("owner", "another contestant"):
        await api.made(f"/contests/{contest}/join", by=callers[role])
    submission = (await api.made(f"/contests/{contest}/submissions", submission_body(problem), by=owner))["id"]
    await execute(api.platform.pool, "update submissions set state = 'done', verdict = 'WA' where id = $1", submission)
    announcement = (await api.made(f"/contests/{contest}/announcements", {"text": "Good luck!"}, by=admin))["id"]
    rejudging = (await api.made(f"/contests/{contest}/rejudgings", {"reason": "a test was wrong"}, by=admin))["id"]
    solved = (await api.made(f"/contests/{contest}/submissions", submission_body(problem), by=callers["another contestant"]))["id"]
    await execute(api.platform.pool, "update submissions set state = 'done', verdict = 'AC' where id = $1", solved)
    balloon = f"{callers['another contestant'].id}.{problem}"
    team = (await api.made("/teams", {"name": fresh("Team")}, by=owner))["id"]
    question = (await api.made(f"/contests/{contest}/clarifications", {"question": "May numbers be equal?"}, by=owner))["id"]
    canned = (await api.made(f"/contests/{contest}/canned-answers", {"text": "Read the statement."}, by=admin))["id"]
    printed = (await api.made(f"/contests/{contest}/prints", {"source": SOURCE}, by=owner))["id"]
    return World(api, callers, problem, contest, ended, submission, announcement, rejudging, team, question, canned, balloon, printed)


async def all_contests(api: Api, by: Caller = ANONYMOUS) -> list[Any]:
    """Of every page of the list: other tests make contests too."""
    found: list[Any] = []
    query = "limit=200"
    while True:
        page = (await api.call("GET", f"/contests?{query}", by=by)).json
        found += page["contests"]
        if page["next"] is None:
            return found
        query = f"limit=200&cursor={page['next']}"


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
