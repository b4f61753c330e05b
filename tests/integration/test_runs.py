"""Test runs and validations on a whole platform: real queues, real judges, kills."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from deploy.local.client import Client
from realtime.storage import redis_commands as commands
from realtime.storage.redis import Redis
from tests.conftest import Platform, eventually
from tests.integration.flow import RIGHT, WRONG, contestant, fresh, make_contest, make_problem, submit, verdict_of
from tests.integration.test_judging import podium
from tests.unit.judge_workers.packages.test_packages import BASIC, write

SLEEPS = "import time; time.sleep(2); print('awake')"


async def send(client: Client, source: str, **fields: Any) -> str:
    return str((await client.call("POST", "/submissions/run", {"language": "python3", "source": source, **fields}))["id"])


async def run_of(client: Client, id: str) -> Any:
    return await client.call("GET", f"/submissions/run/{id}")


async def made(client: Client, source: str, **fields: Any) -> Any:
    id = await send(client, source, **fields)

    async def done() -> Any:
        found = await run_of(client, id)
        return found if found["state"] not in ("queued", "running") else None

    return await eventually(done, 60)


async def test_runs_on_input_and_samples(platform: Platform) -> None:
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
    client, user = await contestant(platform.url, contest)
    async with client:
        (own,) = (await made(client, "print(input()[::-1])", input="abc\n"))["tests"]
        assert (own["verdict"], own["output"]) == ("OK", "cba\n")
        place = {"problem_id": problem, "contest_id": contest}
        for source, verdict in ((RIGHT, "AC"), ("print(7)", "WA"), ("while True: pass", "TLE")):
            assert [test["verdict"] for test in (await made(client, source, **place))["tests"]] == [verdict]
        assert "SyntaxError" in (await made(client, "print(", **place))["compile_log"]
        assert (await client.call("GET", f"/submissions/user/{user['id']}"))["submissions"] == []
        assert await verdict_of(client, await submit(client, contest, problem, WRONG)) == "WA"
        rows = (await client.call("GET", f"/contests/{contest}/leaderboard"))["rows"]
        assert [cell["num_judged"] + cell["num_pending"] for row in rows for cell in row["problems"]] == [1]  # the submission


async def test_a_package_with_input_validators_is_imported_and_its_tests_validated(platform: Platform, tmp_path: Path) -> None:
    id = fresh("letters")
    script = "import re, sys\nsys.exit(42 if re.fullmatch('[a-z]\\n', sys.stdin.read()) else 43)\n"
    files = {**BASIC, "problem.yaml": BASIC["problem.yaml"].replace("Echo", id), "input_validators/lower_case.py": script}
    files["problem_statement/problem.md"] = "Echo a letter."
    done = podium(platform, "problem", "import", str(write(tmp_path, files)), "--id", id)
    assert done.returncode == 0, done.stderr
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        asked = (await admin.call("POST", "/testcases/validate", {"problem_id": id}))["id"]

        async def validated() -> Any:
            found = await admin.call("GET", f"/testcases/validate/{asked}")
            return found if found["state"] == "done" else None

        found = await eventually(validated, 60)
        assert (found["tests"], found["checked"]) == (3, 3)
        assert [(fault["name"], fault["found_by"]) for fault in found["faults"]] == [("secret/2", "lower_case.py")]


@pytest.mark.timeout(200)
async def test_kills_lost_queues_and_a_submission_that_overtakes(own_platform: Platform) -> None:
    async with Client(own_platform.url) as admin:
        await admin.login(*own_platform.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
    client, _ = await contestant(own_platform.url, contest)
    other, _ = await contestant(own_platform.url)
    async with client, other:
        # a judge that is killed in the middle of a run
        run = await send(client, SLEEPS, input="")

        async def state() -> str:
            return str((await run_of(client, run))["state"])

        async def is_running() -> bool:
            return await state() == "running"

        async def is_done() -> bool:
            return await state() == "done"

        await eventually(is_running, 30)
        os.kill(own_platform.pid_of("judge"), signal.SIGKILL)
        await eventually(is_done, 60)
        assert (await run_of(client, run))["tests"][0]["output"] == "awake\n"

        # many runs wait, and a submission comes
        judge = own_platform.pid_of("judge")
        os.kill(judge, signal.SIGSTOP)
        waiting = [await send(sender, SLEEPS, input="") for _ in range(6) for sender in (client, other)]
        submission = await submit(client, contest, problem, RIGHT)

        async def is_queued() -> bool:
            return f'"submission_id":"{submission}"' in own_platform.log("worker")

        await eventually(is_queued)
        os.kill(judge, signal.SIGCONT)
        assert await verdict_of(client, submission) == "AC"
        assert {(await run_of(other, run))["state"] for run in waiting[1::2]} & {"queued", "running"}

        # a queue that forgets
        run = await send(client, SLEEPS, input="")
        os.kill(judge, signal.SIGSTOP)
        conf = dict(line.split(" ", 1) for line in (own_platform.data / "redis" / "server.conf").read_text().splitlines())
        redis = Redis(f"redis://:{conf['requirepass']}@127.0.0.1:{conf['port']}/0")
        await redis.run(commands.Command(("FLUSHALL",), bool))
        await redis.close()

        async def is_lost() -> bool:
            return await state() == "lost"

        await eventually(is_lost, 60)
        os.kill(judge, signal.SIGCONT)
