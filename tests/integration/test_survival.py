"""Any process may be killed at any moment: nothing accepted is lost, and the board ends as if nothing had happened."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from deploy.local.client import Client
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from tests.conftest import Platform, eventually, read_until, start_podium, wait_for
from tests.integration.flow import RIGHT, WRONG, contestant, make_contest, make_problem, submit
from tests.workers import free_port

VICTIMS = ("engine", "history", "judge", "gateway", "api", "worker", "nats", "redis", "postgres", "mongo", "search")


@pytest.mark.timeout(300)
async def test_every_role_and_server_is_killed_in_the_middle(own_platform: Platform) -> None:
    rng = random.Random(7)
    async with Client(own_platform.url) as admin:
        await admin.login(*own_platform.admin)
        problems = [await make_problem(admin) for _ in range(3)]
        contest = await make_contest(admin, problems)
        people = [await contestant(own_platform.url, contest) for _ in range(6)]
        expected: dict[str, set[str]] = {user["id"]: set() for _, user in people}
        accepted: list[tuple[Client, str, str]] = []

        async def load(client: Client, user: dict[str, Any]) -> None:
            for number, problem in enumerate(problems * 2):
                right = rng.random() < 0.6
                key = {"Idempotency-Key": f"{contest}-{number}"}  # a try that died without an answer is sent again under the same key
                submission = await submit(client, contest, problem, RIGHT if right else WRONG, **key)
                accepted.append((client, submission, "AC" if right else "WA"))
                if right:
                    expected[user["id"]].add(problem)
                await asyncio.sleep(rng.uniform(0.5, 3.5))

        async def kill() -> None:
            for victim in VICTIMS:
                await asyncio.sleep(1.2)
                os.kill(own_platform.pid_of(victim), signal.SIGKILL)

        await asyncio.gather(kill(), *(load(client, user) for client, user in people))
        for client, submission, verdict in accepted:

            async def judged(client: Client = client, submission: str = submission) -> Any:
                answer = await client.call("GET", f"/submissions/{submission}")
                return answer if answer["state"] == "done" else None

            assert (await eventually(judged, 90))["verdict"] == verdict

        async def solved() -> Any:
            rows = (await admin.call("GET", f"/contests/{contest}/leaderboard"))["rows"]
            found = {row["team_id"]: {cell["problem_id"] for cell in row["problems"] if cell["solved"]} for row in rows}
            return found == expected and rows

        rows = await eventually(solved, 30)
        assert sum(cell["num_pending"] for row in rows for cell in row["problems"]) == 0
        before = await admin.call("GET", f"/contests/{contest}/leaderboard?audience=jury")

        # the log alone gives the same board: a new engine reads it from the start
        os.kill(own_platform.pid_of("engine"), signal.SIGKILL)
        await asyncio.sleep(1)
        os.kill(own_platform.pid_of("redis"), signal.SIGKILL)

        async def same() -> bool:
            again = await admin.call("GET", f"/contests/{contest}/leaderboard?audience=jury")
            return bool(again["rows"] == before["rows"])

        await eventually(same, 30)
        for client, _ in people:
            await client.__aexit__()


@pytest.mark.timeout(200)
async def test_a_redis_that_lost_everything_loses_no_submission_and_no_board(own_platform: Platform) -> None:
    async with Client(own_platform.url) as admin:
        await admin.login(*own_platform.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, user = await contestant(own_platform.url, contest)
        judge = own_platform.pid_of("judge")
        os.kill(judge, signal.SIGSTOP)
        async with client:
            submission = await submit(client, contest, problem, RIGHT)
            await eventually(
                lambda: f'"submission_id":"{submission}"' in own_platform.log("worker") and '"msg":"queued"' in own_platform.log("worker")
            )
            conf = dict(line.split(" ", 1) for line in (own_platform.data / "redis" / "server.conf").read_text().splitlines())
            redis = Redis(f"redis://:{conf['requirepass']}@127.0.0.1:{conf['port']}/0")
            await redis.run(commands.Command(("FLUSHALL",), bool))
            await redis.close()
            os.kill(judge, signal.SIGCONT)

            async def solved() -> Any:
                rows = (await client.call("GET", f"/contests/{contest}/leaderboard"))["rows"]
                return [row["team_id"] for row in rows if row["score"]["num_solved"] == 1]

            assert await eventually(solved, 90) == [user["id"]]
            assert [team["id"] for team in await client.call("GET", f"/contests/{contest}/teams")] == [user["id"]]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_outlives_the_supervisor(tmp_path: Path, how: signal.Signals) -> None:
    process = start_podium("up", "--port", str(free_port()), "--data", str(tmp_path / "data"))
    read_until(process, "ready: open")
    mine = _session_processes(str(tmp_path))
    assert len(mine) >= 8
    process.send_signal(how)
    process.wait(30)
    wait_for(lambda: not _session_processes(str(tmp_path)), 10, "children are still there")
    wait_for(lambda: not [pid for pid in mine if _running(pid)], 10, "boxes are still there")


def _session_processes(mark: str) -> set[int]:
    """Processes whose environment or command names a folder: everything of one platform."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark in (entry / "environ").read_text(errors="replace") or mark in (entry / "cmdline").read_text():
                    if not (entry / "stat").read_text().rsplit(")", 1)[1].startswith(" Z"):
                        found.add(int(entry.name))
            except OSError:
                continue
    return found


def _running(pid: int) -> bool:
    try:
        return not Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].startswith(" Z")
    except OSError:
        return False
