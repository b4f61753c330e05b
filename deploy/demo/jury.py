"""What the jury of the demo does while the contest runs: announces, answers questions, and corrects a test that is wrong."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from deploy.demo.packages import DemoProblem
from deploy.demo.setup import Entrant, set_answer
from deploy.local.client import Client
from deploy.local.console import say
from realtime.runtime.errors import Unavailable

REJUDGING_SECONDS = 120
WELCOME = "Welcome! The board freezes for the last fifth of the contest. Good luck, and have fun."
SIGN_QUESTION = "Can the points of a race be negative?"
SIGN_ANSWER = "Yes. The statement gives the range: from −10¹² to 10¹²."
FLAW_QUESTION = "Our program for this problem gets a wrong answer on the last test, and we find no fault in it. Could the answer be wrong?"
FLAW_ANSWER = (
    "You are right, thank you: the answer of that test is wrong. We correct it now, and judge all submissions to the problem again."
)
FLAW_ANNOUNCEMENT = "The answer of a test was wrong. It is corrected, and all submissions to this problem have been judged again."
OPEN_QUESTION = "May we print our sources after the end of the contest?"


class Hall(NamedTuple):
    """Where the jury of a contest works."""

    path: str
    """Of the contest, behind `/api/v1`."""
    start: float
    """Seconds since the epoch."""
    seconds: float
    admin: Client
    jury: Client
    url: str

    async def until(self, part: float) -> None:
        """A moment of the contest, from 0 to 1."""
        await asyncio.sleep(max(0.0, self.start + part * self.seconds - time.time()))


async def preside(hall: Hall, problems: Sequence[DemoProblem], entrants: Sequence[Entrant]) -> None:
    """Returns when all of it is done. `entrants`: of whom the first has the questions that lead somewhere."""
    first, other, third = entrants[0], entrants[-1], entrants[len(entrants) // 2]
    acts: list[Awaitable[None]] = [
        _announce(hall, 0.01, WELCOME),
        _question(hall, 0.1, other, problems[0].id, SIGN_QUESTION, lambda id: _answer(hall, 0.15, id, SIGN_ANSWER, to_all=True)),
        _question(hall, 0.7, third, "", OPEN_QUESTION, None),
    ]
    if flawed := next((problem for problem in problems if problem.flaw), None):
        acts.append(_question(hall, 0.24, first, flawed.id, FLAW_QUESTION, lambda id: _correct(hall, 0.28, id, flawed)))
    await asyncio.gather(*acts)


async def _announce(hall: Hall, at: float, text: str, problem: str = "") -> None:
    await hall.until(at)
    await hall.jury.call("POST", f"{hall.path}/announcements", {"text": text, **({"problem_id": problem} if problem else {})})


async def _question(
    hall: Hall, at: float, entrant: Entrant, problem: str, text: str, then: Callable[[str], Awaitable[None]] | None
) -> None:
    await hall.until(at)
    async with Client(hall.url, entrant.captain.token) as client:
        about = {"problem_id": problem} if problem else {}
        asked = await client.call("POST", f"{hall.path}/clarifications", {"question": text, **about})
    say(f"{entrant.team.profile.name} ask the jury: {text}")
    if then:
        await then(asked["id"])


async def _answer(hall: Hall, at: float, id: str, text: str, *, to_all: bool = False) -> None:
    await hall.until(at)
    await hall.jury.call("POST", f"{hall.path}/clarifications/{id}/claim")
    await hall.jury.call("PUT", f"{hall.path}/clarifications/{id}/answer", {"answer": text, "to_all": to_all})
    say(f"the jury answers{' to all' if to_all else ''}: {text}")


async def _correct(hall: Hall, at: float, id: str, problem: DemoProblem) -> None:
    """Corrects the test, has all submissions to the problem judged again, and makes the new verdicts count."""
    assert problem.flaw is not None
    await _answer(hall, at, id, FLAW_ANSWER)
    version = await set_answer(hall.admin, problem.id, problem.flaw.test, problem.flaw.right)
    change = {"version": version, "reason": "the answer of a test was wrong"}
    rejudging = await hall.jury.call("POST", f"{hall.path}/problems/{problem.id}/version", change)
    base = f"{hall.path}/rejudgings/{rejudging['id']}"
    found = await _ready(hall, base)
    preview = await hall.jury.call("GET", f"{base}/preview")
    say(f"judged again: {found['submissions']} submissions to {problem.label}; {preview['total']} teams move: {hall.url}{hall.path}")
    await hall.jury.call("POST", f"{base}/apply")
    await _announce(hall, 0, FLAW_ANNOUNCEMENT, problem.id)


async def _ready(hall: Hall, base: str) -> dict[str, Any]:
    until = time.monotonic() + REJUDGING_SECONDS
    while time.monotonic() < until:
        found: dict[str, Any] = await hall.jury.call("GET", base)
        if found["state"] == "ready":
            return found
        await asyncio.sleep(0.5)
    raise Unavailable("the submissions were not judged again in time")
