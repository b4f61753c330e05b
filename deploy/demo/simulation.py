"""A simulated contest through the public REST API: registration, submissions, verdicts, freeze, final standings."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import time
from collections import Counter
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo.contestants import Contestant, plan
from deploy.demo.packages import DemoProblem, load
from deploy.local.client import Client, Refused
from deploy.local.console import say
from deploy.local.stack import Stack
from realtime.runtime.errors import PodiumError, Unavailable

AHEAD_SECONDS = 4
"""From the last one to join to the start of the contest."""
PER_SECOND = 1.1
"""Programs sent each second, all contestants together: what two cores judge beside everything else."""
AT_ONCE = 4
"""Contestants who register at the same time: a password costs a quarter of a second of one core."""
CONFLICT = 409
LATE_SECONDS = 90
"""How long after the end the last verdicts may take."""


async def run(stack: Stack, seconds: int, contestants: int) -> None:
    """Holds a contest on this platform; on a terminal, waits afterwards until cancelled, so that the result can be looked at."""
    await _Demo(stack, seconds, contestants).run()
    if sys.stdout.isatty():
        say(f"the platform stays up: {stack.url}   (Ctrl-C stops everything)")
        await asyncio.Event().wait()


class _Demo:
    def __init__(self, stack: Stack, seconds: int, count: int) -> None:
        self._url = stack.url
        self._admin = stack.admin()
        self._seconds = seconds
        self._count = count
        self._contest = f"demo-{time.strftime('%m%d-%H%M%S')}"
        self._sent = 0
        self._verdicts: Counter[str] = Counter()
        self._surprises: list[str] = []
        self._late: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        say(f"ready: {self._url}")
        async with Client(self._url) as admin:
            await admin.login(*self._admin)
            problems = load()
            await self._make_problems(admin, problems)
            offered = await self._languages(admin)
            people = plan(self._count, problems, offered, max(self._count, round(self._seconds * PER_SECOND)))
            tokens = await self._enter(people)
            start = await self._make_contest(admin, problems)
            page = f"{self._url}/contests/{self._contest}"
            await self._join(people, tokens)
            planned = sum(len(person.attempts) for person in people)
            say(f"the contest begins: {len(people)} contestants, {planned} programs in {', '.join(offered)}")
            say(f"open {page}")
            await self._hold(people, tokens, start)
            await self._finish(admin, start, page)

    async def _languages(self, admin: Client) -> list[str]:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            offered = [one["id"] for one in await admin.call("GET", "/languages")]
            if offered:
                return offered
            await asyncio.sleep(0.2)
        raise Unavailable("no judge has come up: see the log of the role judge")

    async def _make_problems(self, admin: Client, problems: list[DemoProblem]) -> None:
        made = 0
        for problem in problems:
            try:
                await admin.call("POST", "/problems", problem.body)
                made += 1
            except Refused as error:
                if error.status != CONFLICT:  # there from an earlier demo
                    raise
        say(f"{len(problems)} problems are there ({made} new)")

    async def _enter(self, people: list[Contestant]) -> dict[str, str]:
        """Registers whoever is not, and logs all in. Returns access tokens by e-mail address."""
        gate, tokens = asyncio.Semaphore(AT_ONCE), {}

        async def enter(person: Contestant) -> None:
            password = f"{hashlib.sha256((self._admin[1] + person.email).encode()).hexdigest()[:20]}!1"
            async with gate, Client(self._url) as client:
                try:
                    await client.call("POST", "/auth/register", {"email": person.email, "password": password, "name": person.name})
                except Refused as error:
                    if error.status != CONFLICT:  # from an earlier demo
                        raise
                tokens[person.email] = (await client.login(person.email, password))["access_token"]
            if len(tokens) % 10 == 0 or len(tokens) == len(people):
                say(f"{len(tokens)} of {len(people)} contestants have registered and logged in")

        await asyncio.gather(*map(enter, people))
        return tokens

    async def _make_contest(self, admin: Client, problems: list[DemoProblem]) -> float:
        start = time.time() + AHEAD_SECONDS + self._count / 40
        body = {
            "id": self._contest,
            "settings": {
                "name": f"Podium demo, {time.strftime('%H:%M')}",
                "start": round(start * 1000),
                "duration": max(self._seconds, 10) * 1000,
                "freeze": self._seconds * 800,
                "problems": [{"id": p.id, "label": p.label, "rgb": p.color} for p in problems],
                "options": {"seconds": "true", "penalty_minutes": "1"},  # a contest of minutes, not of hours
            },
        }
        await admin.call("POST", "/contests", body)
        return start

    async def _join(self, people: list[Contestant], tokens: dict[str, str]) -> None:
        gate = asyncio.Semaphore(16)

        async def join(person: Contestant) -> None:
            async with gate, Client(self._url, tokens[person.email]) as client:
                await client.call("POST", f"/contests/{self._contest}/join")

        await asyncio.gather(*map(join, people))

    async def _hold(self, people: list[Contestant], tokens: dict[str, str], start: float) -> None:
        talking = asyncio.create_task(self._talk(start))
        try:
            await asyncio.gather(*(self._take_part(person, tokens[person.email], start) for person in people))
            await asyncio.sleep(max(0.0, start + self._seconds - time.time()))
        finally:
            talking.cancel()

    async def _take_part(self, person: Contestant, token: str, start: float) -> None:
        async with Client(self._url, token) as client:
            for number, attempt in enumerate(person.attempts):
                await asyncio.sleep(max(0.0, start + attempt.at * self._seconds - time.time()))
                body = {"problem_id": attempt.problem, "language": attempt.program.language, "source": attempt.program.source}
                headers = {"Idempotency-Key": f"{self._contest}-{number}"}
                try:
                    answer = await client.call("POST", f"/contests/{self._contest}/submissions", body, headers)
                except PodiumError as error:
                    self._surprises.append(f"{person.name} could not submit: {error.message}")
                    continue
                self._sent += 1
                self._late.append(
                    asyncio.create_task(self._await_verdict(token, answer["id"], attempt.program.verdict, attempt.program.name))
                )

    async def _await_verdict(self, token: str, submission: str, expected: str, name: str) -> None:
        async with Client(self._url, token) as client:
            until = time.monotonic() + self._seconds + LATE_SECONDS
            while time.monotonic() < until:
                answer: dict[str, Any] = await client.call("GET", f"/submissions/{submission}")
                if answer["state"] == "done":
                    self._verdicts[answer["verdict"]] += 1
                    if answer["verdict"] != expected:
                        self._surprises.append(f"{name} got {answer['verdict']}, {expected} was expected ({submission})")
                    return
                await asyncio.sleep(1.5)
        self._surprises.append(f"{name} was not judged in time ({submission})")

    async def _talk(self, start: float) -> None:
        async with Client(self._url) as client:
            while True:
                now = time.time() - start
                if now < 0:
                    say(f"starts in {-now:.0f} s")
                else:
                    board = await client.call("GET", f"/contests/{self._contest}/leaderboard?limit=1")
                    teams = await client.call("GET", f"/contests/{self._contest}/teams")
                    names = {team["id"]: team["name"] for team in teams}
                    leader = next((f" · first: {names.get(r['team_id'], '?')} with {r['score']['num_solved']}" for r in board["rows"]), "")
                    shown = " ".join(f"{verdict} {count}" for verdict, count in sorted(self._verdicts.items()))
                    say(f"{now:4.0f} s of {self._seconds} s · {self._sent} sent, {sum(self._verdicts.values())} judged ({shown}){leader}")
                await asyncio.sleep(5)

    async def _finish(self, admin: Client, start: float, page: str) -> None:
        waiting = [task for task in self._late if not task.done()]
        if waiting:
            say(f"the contest is over; waiting for {len(waiting)} verdicts …")
        await asyncio.gather(*self._late)
        await admin.call("POST", f"/contests/{self._contest}/thaw")
        await admin.call("POST", f"/contests/{self._contest}/finalize")
        board = await self._settled(admin)
        teams = {team["id"]: team["name"] for team in await admin.call("GET", f"/contests/{self._contest}/teams")}
        table = Table(title="Final standings")
        for heading in ("#", "team", "solved", "time"):
            table.add_column(heading, justify="left" if heading == "team" else "right")
        for row in board["rows"][:10]:
            table.add_row(str(row["rank"]), teams[row["team_id"]], str(row["score"]["num_solved"]), str(row["score"]["total_time"]))
        Console().print(table)
        shown = ", ".join(f"{count} {verdict}" for verdict, count in self._verdicts.most_common())
        say(f"{self._sent} programs were sent, {sum(self._verdicts.values())} judged: {shown}")
        for surprise in self._surprises:
            say(f"NOT AS EXPECTED: {surprise}")
        say(f"all standings: {page}")

    async def _settled(self, admin: Client) -> dict[str, Any]:
        """The public board, once it is the jury's: the thaw has come through."""
        path = f"/contests/{self._contest}/leaderboard?limit=1000"
        for _ in range(100):
            public, jury = await admin.call("GET", path), await admin.call("GET", f"{path}&audience=jury")
            if public["rows"] == jury["rows"]:
                return dict(public)
            await asyncio.sleep(0.2)
        raise Unavailable("the thaw did not come through")
