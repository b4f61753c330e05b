"""A simulated contest through the public REST API: teams, submissions, verdicts, a corrected test, the freeze and its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from deploy.demo import ceremony, setup
from deploy.demo.jury import Hall, preside
from deploy.demo.packages import DemoProblem, load
from deploy.demo.pages import show_pages
from deploy.demo.setup import Account, Entrant
from deploy.demo.story import FREEZE, Attempt, plan
from deploy.demo.tally import Tally, print_standings
from deploy.local.client import Client
from deploy.local.console import say
from deploy.local.stack import Stack
from realtime.runtime.errors import PodiumError, Unavailable

LATE_SECONDS = 90
"""How long after the end the last verdicts may take."""
POLL_SECONDS, PATIENT_SECONDS = 1.5, 4.0
"""Between two questions for a verdict; for one that waits for the jury."""
REPORT_SECONDS = 5
PAUSE_SECONDS = 8.0
"""Between the last verdict and the ceremony, on a contest of two minutes: time to open its page."""
CEREMONY_PART = 0.25
"""The ceremony takes this part of the contest's length."""
THAW_SECONDS = 20
"""How long the public board may take to show what the freeze hid."""
CONTESTANT, JURY = "contestant@demo.localhost", "jury@demo.localhost"


async def run(stack: Stack, seconds: int, teams: int, *, exit: bool) -> None:
    """Holds a contest on this platform, and waits afterwards until cancelled, unless it is to `exit`."""
    email, password = stack.admin()
    say(f"ready: {stack.url}")
    async with Client(stack.url) as admin:
        await admin.login(email, password)
        problems = load()
        await setup.create_problems(admin, problems)
        languages = await setup.offered_languages(admin)
        planned = plan(teams, problems, languages, seconds)
        entrants = await setup.enter_teams(stack.url, password, admin, planned)
        contestant = await setup.account(stack.url, password, CONTESTANT, "Sam Spectator")
        juror = await setup.account(stack.url, password, JURY, "Jo Juror")
        await setup.add_member(stack.url, entrants[0], contestant)
        contest = f"demo-{time.strftime('%m%d-%H%M%S')}"
        start = await setup.create_contest(admin, contest, seconds, problems, teams)
        await admin.call("PUT", f"/contests/{contest}/jury/{juror.id}")
        await setup.join(stack.url, contest, entrants)
        programs = sum(len(team.attempts) for team in planned)
        say(f"the contest: {len(planned)} teams, {programs} programs in {', '.join(languages)}")
        show_pages(f"{stack.url}/contests/{contest}", entrants[0].team.profile.name, contestant, juror, Account("", email, password, ""))
        async with Client(stack.url, juror.token) as jury:
            simulation = _Simulation(Hall(f"/contests/{contest}", start, seconds, admin, jury, stack.url), problems)
            await simulation.hold(entrants)
            await simulation.finish()
    if not exit:
        say(f"the platform stays up: {stack.url}   (Ctrl-C stops everything)")
        await asyncio.Event().wait()


class _Simulation:
    """One contest: `hold` it, then `finish` it."""

    def __init__(self, hall: Hall, problems: Sequence[DemoProblem]) -> None:
        self._hall = hall
        self._problems = problems
        self._flawed = {problem.id for problem in problems if problem.flaw}
        self._tally = Tally()
        self._awaited: list[asyncio.Task[None]] = []
        """One for each submission: waits for its verdict."""

    async def hold(self, entrants: Sequence[Entrant]) -> None:
        """Returns at the contest's end, when some verdicts are still to come."""
        reporting = asyncio.create_task(self._report())
        try:
            await asyncio.gather(preside(self._hall, self._problems, entrants), *map(self._take_part, entrants))
            await self._hall.until(1)
        finally:
            reporting.cancel()

    async def finish(self) -> None:
        """Waits for the last verdicts, reveals what is frozen, thaws and finalizes, and prints the standings."""
        if waiting := sum(not task.done() for task in self._awaited):
            say(f"the contest is over; waiting for {waiting} verdicts …")
        await asyncio.gather(*self._awaited)
        path, jury, page = self._hall.path, self._hall.jury, f"{self._hall.url}{self._hall.path}"
        pause = min(PAUSE_SECONDS, self._hall.seconds / 10)
        say(f"all is judged, and the public board is frozen. The ceremony begins in {pause:.0f} s: watch {page}/reveal")
        await asyncio.sleep(pause)
        labels = {problem.id: problem.label for problem in self._problems}
        await ceremony.reveal(jury, path, labels, self._hall.seconds * CEREMONY_PART)
        await jury.call("POST", f"{path}/thaw")
        await jury.call("POST", f"{path}/finalize")
        print_standings(await self._thawed_board(), await self._team_names(jury))
        self._tally.report()
        say(f"all standings: {page}")

    async def _take_part(self, entrant: Entrant) -> None:
        token = entrant.captain.token
        async with Client(self._hall.url, token) as client:
            for number, attempt in enumerate(entrant.team.attempts):
                await self._hall.until(attempt.at)
                body = {"problem_id": attempt.problem, "language": attempt.program.language, "source": attempt.program.source}
                headers = {"Idempotency-Key": f"{self._hall.path}-{number}"}
                try:
                    accepted = await client.call("POST", f"{self._hall.path}/submissions", body, headers)
                except PodiumError as error:
                    self._tally.surprises.append(f"{entrant.team.profile.name} could not submit: {error.message}")
                    continue
                self._tally.sent += 1
                self._awaited.append(asyncio.create_task(self._await_verdict(token, accepted["id"], attempt)))

    async def _await_verdict(self, token: str, submission: str, attempt: Attempt) -> None:
        """Until it is what the program deserves, where the jury has to correct a test before."""
        program, found = attempt.program, None
        patient = program.verdict == "AC" and attempt.problem in self._flawed
        async with Client(self._hall.url, token) as client:
            until = time.monotonic() + self._hall.seconds + LATE_SECONDS
            while time.monotonic() < until:
                answer: dict[str, Any] = await client.call("GET", f"/submissions/{submission}")
                if answer["state"] == "done":
                    found = answer["verdict"]
                    if found == program.verdict or not patient:
                        break
                await asyncio.sleep(PATIENT_SECONDS if found else POLL_SECONDS)
        if found:
            self._tally.judged(submission, program.name, found, program.verdict)
        else:
            self._tally.surprises.append(f"{program.name} was not judged in time ({submission})")

    async def _report(self) -> None:
        """What happens, in a line every few seconds."""
        hall, frozen = self._hall, False
        async with Client(hall.url) as client:
            while True:
                now = time.time() - hall.start
                if now >= hall.seconds * FREEZE and not frozen:
                    frozen = True
                    say(f"the public board freezes: what happens now is seen by the jury alone{await self._leader(client)}")
                if now < 0:
                    say(f"starts in {-now:.0f} s")
                else:
                    say(f"{now:4.0f} s of {hall.seconds:.0f} s · {self._tally.progress()}{await self._leader(client)}")
                await asyncio.sleep(REPORT_SECONDS)

    async def _leader(self, client: Client) -> str:
        board = await client.call("GET", f"{self._hall.path}/leaderboard?limit=1")
        names = await self._team_names(client)
        return "".join(f" · first: {names.get(row['team_id'], '?')} with {row['score']['num_solved']}" for row in board["rows"])

    async def _team_names(self, client: Client) -> dict[str, str]:
        return {team["id"]: team["name"] for team in await client.call("GET", f"{self._hall.path}/teams")}

    async def _thawed_board(self) -> dict[str, Any]:
        """The public board, once it is the jury's."""
        path = f"{self._hall.path}/leaderboard?limit=1000"
        until = time.monotonic() + THAW_SECONDS
        while time.monotonic() < until:
            public, jury = [await self._hall.jury.call("GET", f"{path}&audience={audience}") for audience in ("public", "jury")]
            if public["rows"] == jury["rows"]:
                return dict(public)
            await asyncio.sleep(0.2)
        raise Unavailable("the thaw did not come through")
