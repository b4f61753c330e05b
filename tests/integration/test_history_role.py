"""The role `history` alone, on a real NATS server: no engine runs."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest

from core_api.history import ask
from leaderboard.scoreboard import Scoreboard
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.protocol.questions import Standings
from realtime.runtime.errors import Invalid, NotFound, Unavailable
from realtime.storage.archive import FolderArchive
from realtime.storage.contest_log import ContestLog
from tests.conftest import ROOT, eventually
from tests.integration.children import children
from tests.logs import SECRET_KEY, TRUST, signed
from tests.nats_server import NatsServer
from tests.servers import begin_log
from tests.unit.contest_engine.contests import configured, sent, teams


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[NatsServer]:
    server = NatsServer(tmp_path / "nats", tmp_path / "nats.log")
    await server.start()
    yield server
    server.stop()


@pytest.fixture
async def backbone(nats: NatsServer) -> AsyncIterator[NatsBackbone]:
    await begin_log(nats.url)
    made = await NatsBackbone.connect(nats.url, name="test")
    yield made
    await made.close()


@pytest.fixture
def roles(nats: NatsServer, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two processes of the role."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PODIUM_NATS_URL": nats.url, "PODIUM_ARCHIVE_FOLDER": str(tmp_path / "archive")}
    env["PODIUM_SECRET_KEY"] = SECRET_KEY
    with (tmp_path / "history.log").open("ab") as log:
        command = [sys.executable, "-m", "deploy", "run", "history"]
        made = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log) for _ in range(2)]
    yield made
    for process in made:
        process.kill()
        process.wait()


async def make(backbone: NatsBackbone, solved: int) -> str:
    """A contest in which the first of two teams has solved so many problems."""
    contest = uuid.uuid4().hex
    await backbone.append(subjects.log(contest), signed(contest, configured(), *teams("x", "y")))
    for number, label in enumerate("ABC"[:solved]):
        await backbone.append(subjects.log(contest), signed(contest, *sent("x", label, 10 + number, "AC", f"{contest}{label}")))
    return contest


async def solved(backbone: NatsBackbone, contest: str) -> int:
    board = await ask(backbone, Standings(contest, "jury"), Scoreboard)
    return board.rows[0].score.num_solved or 0


async def test_many_contests_at_once_whoever_is_killed(roles: list[subprocess.Popen[bytes]], backbone: NatsBackbone) -> None:
    contests = [(await make(backbone, number % 4), number % 4) for number in range(12)]

    async def all_answered() -> bool:
        try:
            return await asyncio.gather(*(solved(backbone, contest) for contest, _ in contests)) == [count for _, count in contests]
        except Unavailable:
            return False

    async def everybody_works() -> bool:
        return await all_answered() and all(len(children(role.pid)) == 2 for role in roles)

    await eventually(everybody_works, 90)
    os.kill(children(roles[1].pid)[0], 9)
    await eventually(all_answered, 60)
    roles[0].kill()
    roles[0].wait()
    await eventually(all_answered, 60)


async def test_an_archived_contest_and_what_came_after_it(
    roles: list[subprocess.Popen[bytes]], backbone: NatsBackbone, tmp_path: Path
) -> None:
    contest = await make(backbone, 2)
    archive = FolderArchive(tmp_path / "archive")
    version = await archive.write(contest, ContestLog(backbone, archive, TRUST).lines(contest))
    await backbone.purge(subjects.log(contest), version.last)

    async def answers(count: int) -> bool:
        try:
            return await solved(backbone, contest) == count
        except Unavailable:
            return False

    await eventually(lambda: answers(2), 60)
    await backbone.append(subjects.log(contest), signed(contest, *sent("x", "C", 50, "AC", "late")))
    await eventually(lambda: answers(3), 60)


async def test_errors_come_back_as_what_they_are(roles: list[subprocess.Popen[bytes]], backbone: NatsBackbone) -> None:
    contest = await make(backbone, 1)

    async def error_of(question: Standings) -> str | None:
        try:
            await ask(backbone, question, msgspec.Raw)
        except Unavailable:
            return None
        except (Invalid, NotFound) as error:
            return error.code
        return ""

    assert await eventually(lambda: error_of(Standings("no-such-contest", "jury")), 60) == "not-found"
    assert await error_of(Standings(contest, "jury", group="none")) == "invalid"
