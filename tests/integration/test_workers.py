"""Two `api` and two `worker` processes under load, killed again and again: nothing is lost, nothing is doubled, the boards are right."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from deploy.local.client import Client
from tests.conftest import ROOT, Platform, eventually
from tests.integration.flow import RIGHT, WRONG, contestant, make_contest, make_problem, submit
from tests.workers import free_port

KILLS = 10
SUBMISSIONS = 8
"""Of each contestant."""


JOBS = {
    "outbox-relay",
    "search-writer",
    "submission-index",
    "log-retention",
    "sweeper",
    "run-sweeper",
    "audit-chain",
    "change-teller",
    "key-sweeper",
    "package-sweeper",
    "print-sweeper",
    "mail-sweeper",
    "push-sender",
    "saga-undoer",
    "result-keeper",
    "statement-maker",
    "upload-sweeper",
}
"""Of a worker; each is held by one process at a time."""


class Second:
    """One more process of a role of a platform, on a port of its own."""

    def __init__(self, platform: Platform, role: str, log: Path) -> None:
        environment = Path(f"/proc/{platform.pid_of(role)}/environ").read_text().rstrip("\0").split("\0")
        given, name = dict(line.split("=", 1) for line in environment), "PODIUM_API_PORT" if role == "api" else "PODIUM_HEALTH_PORT"
        ports = {"PODIUM_API_PORT": str(free_port()), "PODIUM_HEALTH_PORT": str(free_port())}
        self.url, self.first = f"http://127.0.0.1:{ports[name]}", f"http://127.0.0.1:{given[name]}"
        """Where both processes answer, also `/readyz`."""
        self._env = given | ports
        self._role = role
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", "deploy", "run", self._role]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=log, stderr=log)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def seconds(own_platform: Platform, tmp_path: Path) -> Iterator[dict[str, Second]]:
    made = {role: Second(own_platform, role, tmp_path / f"second-{role}.log") for role in ("api", "worker")}
    for second in made.values():
        second.start()
    yield made
    for second in made.values():
        second.kill()


def health_urls(seconds: dict[str, Second]) -> dict[str, list[str]]:
    """Of both processes of each role."""
    return {role: [second.first, second.url] for role, second in seconds.items()}


async def held(urls: list[str]) -> Counter[str]:
    """How many workers hold each job."""
    found: Counter[str] = Counter()
    async with aiohttp.ClientSession() as session:
        for url in urls:
            async with session.get(f"{url}/metrics") as answer:
                for job, value in re.findall(r'podium_worker_job_held\{job="([^"]+)"\} (\S+)', await answer.text()):
                    found[job] += int(float(value))
    return found


async def all_held_once(urls: list[str]) -> bool:
    """Fails for a job that two hold."""
    found = await held(urls)
    assert set(found) == JOBS
    assert max(found.values()) <= 1, found
    return all(count == 1 for count in found.values())


async def ready(urls: list[str]) -> bool:
    async with aiohttp.ClientSession() as session:
        for url in urls:
            try:
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status != 200:
                        return False
            except aiohttp.ClientError:
                return False
    return True


@pytest.mark.timeout(300)
async def test_two_of_each_and_kills(own_platform: Platform, seconds: dict[str, Second]) -> None:
    rng = random.Random(11)
    urls = health_urls(seconds)
    await eventually(lambda: ready(urls["api"] + urls["worker"]), 60)
    async with Client(own_platform.url) as admin:
        await admin.login(*own_platform.admin)
        problems = [await make_problem(admin) for _ in range(2)]
        contest = await make_contest(admin, problems)
        people = [await contestant(own_platform.url, contest) for _ in range(6)]
        expected: dict[str, str] = {}
        """Verdicts by submission."""
        solved: set[tuple[str, str]] = set()

        async def load(client: Client, user: dict[str, Any]) -> None:
            for number in range(SUBMISSIONS):
                problem, right = problems[number % 2], rng.random() < 0.3
                key = {"Idempotency-Key": f"{contest}-{number}"}  # a try that died without an answer goes to either api under the same key
                client.url = rng.choice(urls["api"])
                submission = await submit(client, contest, problem, RIGHT if right else WRONG, **key)
                expected[submission] = "AC" if right else "WA"
                solved.update({(user["id"], problem)} if right else set())
                await asyncio.sleep(rng.uniform(0.5, 4.0))

        async def kill() -> None:
            for _ in range(KILLS):
                await asyncio.sleep(rng.uniform(1.0, 3.0))
                role = rng.choice(["api", "worker", "worker"])
                if rng.random() < 0.5:
                    os.kill(own_platform.pid_of(role), signal.SIGKILL)
                else:
                    seconds[role].kill()
                    seconds[role].start()

        await asyncio.gather(kill(), *(load(client, user) for client, user in people))
        assert len(expected) == len(people) * SUBMISSIONS, "each idempotency key made a submission of its own"

        async def verdicts() -> dict[str, str]:
            pages = [await client.call("GET", f"/submissions/user/{user['id']}?limit=200") for client, user in people]
            return {entry["id"]: entry["verdict"] for page in pages for entry in page["submissions"] if entry["state"] == "done"}

        async def all_judged() -> bool:
            return await verdicts() == expected

        for client, _ in people:
            client.url = own_platform.url
        await eventually(all_judged, 90)

        log = [json.loads(line) for line in await lines(admin, f"/contests/{contest}/log")]
        happened = Counter((event["type"], event.get("submission")) for line in log for event in line["batch"]["events"])
        for submission in expected:
            assert happened["submission", submission] == happened["verdict", submission] == 1, submission

        async def board() -> Any:
            rows = (await admin.call("GET", f"/contests/{contest}/leaderboard"))["rows"]
            cells = [(row["team_id"], cell) for row in rows for cell in row["problems"]]
            found = {(team, cell["problem_id"]) for team, cell in cells if cell["solved"]}
            return found == solved and not any(cell["num_pending"] for _, cell in cells)

        await eventually(board, 30)
        await eventually(lambda: ready(urls["api"] + urls["worker"]), 30)
        await eventually(lambda: all_held_once(urls["worker"]), 60)  # the leases of a process killed last run out first
        assert (await admin.call("GET", "/judging/stuck"))["messages"] == []
        for client, _ in people:
            await client.__aexit__()


async def lines(client: Client, path: str) -> list[bytes]:
    return b"".join([block async for block in client.download(path)]).splitlines()
