"""The live clients that app makers use, JavaScript and Python: a board that is followed through restarts is the platform's board."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from deploy.cli.test import node
from deploy.local.client import Client
from realtime.client import FollowedContest, follow
from realtime.protocol.events import Event, TeamJoined
from tests.conftest import ROOT, Platform, eventually
from tests.unit.contest_engine.contests import MINUTE, configured, sent

WEB = ROOT / "gateway" / "web"
TEAMS = 120
"""Three tiles."""
FOLLOWER = """
import { follow } from 'PACKAGE'
const [url, contest] = process.argv.slice(2)
const say = (about) => console.log(JSON.stringify(about))
follow(contest, {
  url,
  onBoard: (board) => say({ board: board.map((row) => [row.rank, row.name, row.solved, row.time]) }),
  onState: (state) => say({ state }),
})
"""
Rows = list[tuple[int, str, int, int]]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JavaScript client as it is built for others."""
    out = tmp_path_factory.mktemp("podium-live")
    vite = [
        str(node()),
        "node_modules/vite/bin/vite.js",
        "build",
        "--config",
        "vite.live.config.ts",
        "--outDir",
        str(out),
        "--logLevel",
        "error",
    ]
    subprocess.run(vite, cwd=WEB, check=True, timeout=120)
    assert {"podium-live.js", "package.json"} <= {path.name for path in out.iterdir()}
    return out


@pytest.fixture
async def admin(own_platform: Platform) -> AsyncIterator[Client]:
    async with Client(own_platform.url) as client:
        await client.login(*own_platform.admin)
        yield client


class InJavaScript:
    """What the JavaScript client said last."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.rows: Rows = []
        self.states: list[str] = []
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, package: Path, url: str, contest: str) -> InJavaScript:
        script = package / "follower.mjs"
        script.write_text(FOLLOWER.replace("PACKAGE", "./podium-live.js"))
        command = (str(node()), str(script), url, contest)
        return cls(await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, limit=1 << 20))

    async def _read(self) -> None:
        assert self.process.stdout
        async for line in self.process.stdout:
            said = json.loads(line)
            self.rows = [tuple(row) for row in said["board"]] if "board" in said else self.rows
            self.states += [said["state"]] if "state" in said else []

    async def stop(self) -> None:
        self.process.kill()
        await self.process.wait()
        await self._reading


def in_python(contest: FollowedContest) -> Rows:
    if not contest.is_current:
        return []
    return [(row.rank, row.name, row.solved, row.time) for row in contest.standings()]


class Recorded:
    """A contest whose events the test sends."""

    def __init__(self, admin: Client, contest: str) -> None:
        self._admin, self._contest, self._batch = admin, contest, 0

    async def say(self, *events: Event) -> None:
        self._batch += 1
        await self._admin.call("POST", f"/contests/{self._contest}/events", {"batch": f"b{self._batch}", "events": events})

    async def solve(self, team: int, problem: str, minute: int) -> None:
        await self.say(*sent(f"t{team}", problem, minute, "AC"))

    async def rows(self) -> Rows:
        """As REST has them."""
        names = {team["id"]: team["name"] for team in await self._admin.call("GET", f"/contests/{self._contest}/teams")}
        board: dict[str, Any] = await self._admin.call("GET", f"/contests/{self._contest}/leaderboard?limit=1000")
        return [
            (row["rank"], names.get(row["team_id"], ""), row["score"]["num_solved"], row["score"]["total_time"]) for row in board["rows"]
        ]


@pytest.mark.timeout(240)
async def test_boards_followed_through_restarts_are_the_platform_s(own_platform: Platform, admin: Client, package: Path) -> None:
    recorded = Recorded(admin, "followed")
    start = round(time.time() * 1000) - 60 * MINUTE
    await recorded.say(configured(start=start), *(TeamJoined(f"t{n}", f"Team {n}", "Uni") for n in range(TEAMS)))
    javascript = await InJavaScript.start(package, own_platform.url, "followed")
    try:
        async with follow(own_platform.url, "followed") as contest:

            async def both_are_right() -> bool:
                expected = await recorded.rows()
                return len(expected) == TEAMS and in_python(contest) == javascript.rows == expected

            await eventually(both_are_right, 60)
            assert contest.phase == "running"
            await recorded.solve(99, "A", 10)
            await recorded.solve(7, "B", 12)
            await eventually(both_are_right, 30)
            for part in ("gateway", "engine"):
                os.kill(own_platform.pid_of(part), signal.SIGKILL)
                await recorded.solve(50 + len(part), "A", 20)
                await recorded.solve(99, "B", 21)
                await eventually(both_are_right, 90)
            await eventually(lambda: contest.state == "live" and javascript.states[-1] == "live", 30)
            assert "reconnecting" in javascript.states
    finally:
        await javascript.stop()
