"""A simulated contest through the public REST API: registration, submissions, verdicts, freeze, final standings."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

from deploy.demo import setup
from deploy.demo.contestants import Attempt, Contestant, plan
from deploy.demo.packages import load
from deploy.demo.tally import Tally, print_standings
from deploy.local.client import Client
from deploy.local.console import say
from deploy.local.stack import Stack
from realtime.runtime.errors import PodiumError, Unavailable

SUBMISSIONS_PER_SECOND = 1.1
"""Of all contestants together: what two cores judge beside everything else."""
LATE_SECONDS = 90
"""How long after the end the last verdicts may take."""
POLL_SECONDS = 1.5
"""Between two questions for a verdict."""
REPORT_SECONDS = 5
THAW_SECONDS = 20
"""How long the public board may take to show what the freeze hid."""


async def run(stack: Stack, seconds: int, contestants: int) -> None:
    """Holds a contest on this platform; on a terminal, waits afterwards until cancelled, so that the result can be looked at."""
    email, password = stack.admin()
    say(f"ready: {stack.url}")
    async with Client(stack.url) as admin:
        await admin.login(email, password)
        problems = load()
        await setup.create_problems(admin, problems)
        languages = await setup.offered_languages(admin)
        people = plan(contestants, problems, languages, max(contestants, round(seconds * SUBMISSIONS_PER_SECOND)))
        tokens = await setup.log_in(stack.url, password, people)
        contest = f"demo-{time.strftime('%m%d-%H%M%S')}"
        start = await setup.create_contest(admin, contest, seconds, problems, len(people))
        await setup.join(stack.url, contest, list(tokens.values()))
        planned = sum(len(person.attempts) for person in people)
        say(f"the contest begins: {len(people)} contestants, {planned} programs in {', '.join(languages)}")
        simulation = _Simulation(stack.url, contest, start, seconds)
        say(f"open {simulation.page}")
        await simulation.hold(people, tokens)
        await simulation.finish(admin)
    if sys.stdout.isatty():
        say(f"the platform stays up: {stack.url}   (Ctrl-C stops everything)")
        await asyncio.Event().wait()


class _Simulation:
    """One contest: `hold` it, then `finish` it."""

    def __init__(self, url: str, contest: str, start: float, seconds: int) -> None:
        self._url = url
        self._path = f"/contests/{contest}"
        self._contest = contest
        self._start = start
        self._seconds = seconds
        self._tally = Tally()
        self._awaited: list[asyncio.Task[None]] = []
        """One for each submission: waits for its verdict."""

    @property
    def page(self) -> str:
        return f"{self._url}{self._path}"

    async def hold(self, people: Sequence[Contestant], tokens: dict[str, str]) -> None:
        """Returns at the contest's end, when some verdicts are still to come."""
        reporting = asyncio.create_task(self._report())
        try:
            await asyncio.gather(*(self._take_part(person, tokens[person.email]) for person in people))
            await asyncio.sleep(max(0.0, self._start + self._seconds - time.time()))
        finally:
            reporting.cancel()

    async def finish(self, admin: Client) -> None:
        """Waits for the last verdicts, thaws and finalizes, and prints the standings."""
        if waiting := sum(not task.done() for task in self._awaited):
            say(f"the contest is over; waiting for {waiting} verdicts …")
        await asyncio.gather(*self._awaited)
        await admin.call("POST", f"{self._path}/thaw")
        await admin.call("POST", f"{self._path}/finalize")
        print_standings(await self._thawed_board(admin), await self._team_names(admin))
        self._tally.report()
        say(f"all standings: {self.page}")

    async def _take_part(self, person: Contestant, token: str) -> None:
        async with Client(self._url, token) as client:
            for number, attempt in enumerate(person.attempts):
                await asyncio.sleep(max(0.0, self._start + attempt.at * self._seconds - time.time()))
                body = {"problem_id": attempt.problem, "language": attempt.program.language, "source": attempt.program.source}
                headers = {"Idempotency-Key": f"{self._contest}-{number}"}
                try:
                    accepted = await client.call("POST", f"{self._path}/submissions", body, headers)
                except PodiumError as error:
                    self._tally.surprises.append(f"{person.name} could not submit: {error.message}")
                    continue
                self._tally.sent += 1
                self._awaited.append(asyncio.create_task(self._await_verdict(token, accepted["id"], attempt)))

    async def _await_verdict(self, token: str, submission: str, attempt: Attempt) -> None:
        program = attempt.program
        async with Client(self._url, token) as client:
            until = time.monotonic() + self._seconds + LATE_SECONDS
            while time.monotonic() < until:
                found: dict[str, Any] = await client.call("GET", f"/submissions/{submission}")
                if found["state"] == "done":
                    self._tally.judged(submission, program.name, found["verdict"], program.verdict)
                    return
                await asyncio.sleep(POLL_SECONDS)
        self._tally.surprises.append(f"{program.name} was not judged in time ({submission})")

    async def _report(self) -> None:
        async with Client(self._url) as client:
            while True:
                now = time.time() - self._start
                if now < 0:
                    say(f"starts in {-now:.0f} s")
                else:
                    say(f"{now:4.0f} s of {self._seconds} s · {self._tally.progress()}{await self._leader(client)}")
                await asyncio.sleep(REPORT_SECONDS)

    async def _leader(self, client: Client) -> str:
        board = await client.call("GET", f"{self._path}/leaderboard?limit=1")
        names = await self._team_names(client)
        return "".join(f" · first: {names.get(row['team_id'], '?')} with {row['score']['num_solved']}" for row in board["rows"])

    async def _team_names(self, client: Client) -> dict[str, str]:
        return {team["id"]: team["name"] for team in await client.call("GET", f"{self._path}/teams")}

    async def _thawed_board(self, admin: Client) -> dict[str, Any]:
        """The public board, once it is the jury's."""
        path = f"{self._path}/leaderboard?limit=1000"
        until = time.monotonic() + THAW_SECONDS
        while time.monotonic() < until:
            public, jury = await admin.call("GET", path), await admin.call("GET", f"{path}&audience=jury")
            if public["rows"] == jury["rows"]:
                return dict(public)
            await asyncio.sleep(0.2)
        raise Unavailable("the thaw did not come through")
