"""The audit log on a whole platform: exactly one row for each act, whatever is killed meanwhile, and the commands that read it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from functools import partial
from pathlib import Path

import asyncpg

from deploy.local.client import Client
from deploy.local.running import settings_of
from tests.api.world import contest_body, problem_body
from tests.conftest import ROOT, Platform, eventually

ACTS, WRITERS = 60, 4


async def announce(client: Client, contest: str, number: int) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    await client.call("POST", f"/contests/{contest}/announcements", {"text": f"number {number}"}, key)


async def test_each_act_has_one_row_though_api_and_worker_are_killed(own_platform: Platform, tmp_path: Path) -> None:
    async with Client(own_platform.url) as client:
        await client.login(*own_platform.admin)
        problem = (await client.call("POST", "/problems", problem_body()))["id"]
        contest = (await client.call("POST", "/contests", contest_body(problem)))["id"]
        database = await asyncpg.connect(settings_of(own_platform.data).postgres_url)

        async def written() -> int:
            return int(await database.fetchval("select count(*) from announcements where contest_id = $1", contest))

        async def write(first: int) -> None:
            for number in range(first, ACTS, WRITERS):
                await announce(client, contest, number)

        async def kill() -> None:
            for victim, after in (("api", 10), ("worker", 20), ("api", 30), ("api", 45)):
                await eventually(partial(reached, after), 120)
                os.kill(own_platform.pid_of(victim), signal.SIGKILL)

        async def reached(count: int) -> bool:
            return await written() >= count

        await asyncio.gather(kill(), *(write(first) for first in range(WRITERS)))
        made = {f"{contest}/{row['id']}" for row in await database.fetch("select id from announcements where contest_id = $1", contest)}
        rows = [row["object"] for row in await database.fetch("select object from audit where kind = 'announcement'")]
        assert len(made) == ACTS
        assert sorted(rows) == sorted(made)

        async def linked() -> bool:
            return not await database.fetchval("select exists (select from audit_waiting)")

        await eventually(linked, 60)
        await database.close()

    verified = podium("audit", "verify", "--json", "--data", str(own_platform.data))
    report = json.loads(verified.stdout)
    assert (verified.returncode, report["problems"], report["notes"]) == (0, [], [])
    assert report["links"] >= ACTS
    found = podium("admin", "audit", "--kind", "announcement", "--limit", "3", "--data", str(own_platform.data))
    head, *lines = found.stdout.splitlines()
    assert (found.returncode, head.split()[:3], len(lines)) == (0, ["at", "actor", "action"], 3), found
    assert all("POST /contests/{contest}/announcements" in line and "text: number" in line for line in lines)
    everything = podium("admin", "audit", "--kind", "announcement", "--limit", "1000", "--json", "--data", str(own_platform.data))
    assert len(json.loads(everything.stdout)) == ACTS
    exported = podium("audit", "export", "--data", str(own_platform.data))
    file = tmp_path / "audit.ndjson"
    file.write_text(exported.stdout)
    lines = exported.stdout.splitlines()
    assert len(lines) >= report["links"], "and the logins of the commands meanwhile"
    held = podium("audit", "verify", "--export", str(file), "--data", str(own_platform.data))
    assert (held.returncode, f"held against {len(lines)} entries" in held.stdout) == (0, True), held
    file.write_text(exported.stdout.replace("announcement", "annoyance"))
    changed = podium("audit", "verify", "--export", str(file), "--data", str(own_platform.data))
    assert (changed.returncode, "was changed" in changed.stderr) == (2, True), changed


def podium(*arguments: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PODIUM_")} | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "deploy", *arguments], env=env, capture_output=True, text=True, check=False, timeout=60)
