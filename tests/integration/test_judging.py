"""A package's way into the platform, and what an administrator sees of the judging."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import dramatiq
import pytest

from deploy.local.client import Client, Refused
from realtime.storage.dramatiq_queue import REDIS_QUEUES, make_broker
from realtime.storage.judge_queue import QUEUES
from tests.conftest import ROOT, Platform, eventually
from tests.integration.flow import contestant, fresh, make_contest, make_problem, submit, verdict_of
from tests.unit.judge_workers.packages.test_packages import BISECT, GUESS, write


@pytest.fixture
async def admin(platform: Platform) -> AsyncIterator[Client]:
    async with Client(platform.url) as client:
        await client.login(*platform.admin)
        yield client


def podium(platform: Platform, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy", *arguments, "--data", str(platform.data)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


async def test_a_package_is_imported_and_judged(platform: Platform, admin: Client, tmp_path: Path) -> None:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\ntype: interactive\nname: Guess it\nlimits:\n  time_limit: 1\n  memory: 256\n",
        "statement/problem.en.md": "Guess the number.",
        "output_validator/guess.py": GUESS,
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "",
        "data/secret/2-s3cret-name.in": "777\n",
        "data/secret/2-s3cret-name.ans": "",
    }
    id_ = fresh("guess")
    write(tmp_path, files | {"problem.yaml": files["problem.yaml"].replace("Guess it", id_)})
    done = podium(platform, "problem", "import", str(tmp_path), "--id", id_)
    assert done.returncode == 0, done.stderr
    assert "2 tests" in done.stdout
    contest = await make_contest(admin, [id_])
    client, _ = await contestant(platform.url, contest)
    async with client:
        assert await verdict_of(client, await submit(client, contest, id_, BISECT)) == "AC"
        wrong = await submit(client, contest, id_, "while True: print(5, flush=True); input()")
        assert await verdict_of(client, wrong) == "WA"
        seen = json.dumps(await client.call("GET", f"/submissions/{wrong}/result"))
    assert "s3cret" not in seen
    again = podium(platform, "problem", "import", str(tmp_path), "--id", id_)
    assert (again.returncode, "stays at version 1" in again.stdout) == (0, True), again.stderr


async def test_all_tests_are_run_where_a_contest_wants_it(platform: Platform, admin: Client) -> None:
    problem = await make_problem(admin)
    for run_all_tests, tests in ((False, 1), (True, 2)):
        contest = await make_contest(admin, [problem], run_all_tests=run_all_tests, feedback="tests")
        client, _ = await contestant(platform.url, contest)
        async with client:
            submission = await submit(client, contest, problem, "print(42)")
            assert await verdict_of(client, submission) == "WA"
            assert len((await client.call("GET", f"/submissions/{submission}/result"))["tests"]) == tests


async def test_workers_queues_and_dead_letters(platform: Platform, admin: Client) -> None:
    async def reported() -> bool:
        found = await admin.call("GET", "/judging")
        return bool(found["workers"]) and set(found["queues"]) == set(QUEUES)

    await eventually(reported)
    environment = Path(f"/proc/{platform.pid_of('judge')}/environ").read_text().split("\0")
    broker = make_broker(next(line.partition("=")[2] for line in environment if line.startswith("PODIUM_REDIS_URL=")))
    queue = REDIS_QUEUES["regular"]
    broker.declare_queue(queue)
    broken: dramatiq.Message[None] = dramatiq.Message(
        queue_name=queue, actor_name="nobody", args=({"submission": "s-dead"},), kwargs={}, options={}
    )
    broker.enqueue(broken)

    async def dead() -> bool:
        return any(letter["id"] == broken.message_id for letter in (await admin.call("GET", "/judging/dead"))["letters"])

    await eventually(dead, 20)
    assert broken.message_id in podium(platform, "dead-letters").stdout
    assert "sent again: 1" in podium(platform, "dead-letters", "--requeue", broken.message_id).stdout
    await eventually(dead, 20)  # nobody knows what to do with it: it comes back
    with pytest.raises(Refused, match="no dead letter"):
        await admin.call("POST", "/judging/dead/nothing/requeue")
    broker.close()
