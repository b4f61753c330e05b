"""Two engines, one contest: the second takes over when the first is killed, and the board is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest

from contest_engine.board import Board
from contest_engine.publisher import Publisher
from leaderboard.board import Entry
from leaderboard.redis_board import RedisBoard
from realtime import events, subjects
from realtime import redis as redis_client
from realtime.backbone.nats import NatsBackbone
from realtime.board import Row, TileFrame
from realtime.errors import Fenced, Unavailable
from tests.conftest import ROOT, Servers, eventually
from tests.unit.contest_engine.contests import frame, sent, teams

NAMES = [f"team{n:03}" for n in range(70)]


@pytest.fixture
def engines(servers: Servers, tmp_path: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    env = {"PODIUM_NATS_URL": servers.nats, "PODIUM_REDIS_URL": servers.redis, "PODIUM_TICK_MS": "20"}
    command = [sys.executable, "-m", "deploy", "engine"]
    everything = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    with (tmp_path / "engines.log").open("wb") as log:  # a pipe that nobody reads would stop them when it is full
        started = [subprocess.Popen(command, cwd=ROOT, env=everything, stdout=log, stderr=log) for _ in range(2)]
    yield started
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
async def backbone(servers: Servers) -> AsyncIterator[NatsBackbone]:
    made = await NatsBackbone.connect(servers.nats, name="test")
    yield made
    await made.close()


async def whole(backbone: NatsBackbone, contest: str, tile: int) -> TileFrame | None:
    """A tile of the public board, as whoever owns the contest now sees it."""
    try:
        reply = await backbone.request(subjects.snapshot(subjects.board(contest, "public", tile)), b"", timeout=1)
    except Unavailable:
        return None
    return None if reply.headers.get("code") else msgspec.json.decode(reply.payload, type=TileFrame)


def undisturbed(log: list[events.Event], tile: int) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None, tuple[Row, ...]]:
    board = Board()
    board.apply(1, log)
    source = Publisher("x", board, 1)
    list(source.frames(board.settle()))
    made = msgspec.json.decode(source.snapshot(f"board.x.public.{tile}", 0).payload, type=TileFrame)
    return made.order, made.ranks, made.rows


@pytest.mark.timeout(120)
async def test_kill_9_at_random_moments_under_load(
    engines: list[subprocess.Popen[bytes]], backbone: NatsBackbone, servers: Servers
) -> None:
    rng, contest = random.Random(3), uuid.uuid4().hex
    log: list[events.Event] = [frame(), *teams(*NAMES)]
    await backbone.append(subjects.log(contest), events.encode(*log))
    first = await eventually(lambda: whole(backbone, contest, 0), 30)
    victim = rng.randrange(400)
    for number in range(800):
        batch = sent(rng.choice(NAMES), rng.choice("ABC"), rng.randrange(300), rng.choice(["AC", "WA", "CE"]), f"s{number}")
        log += batch
        await backbone.append(subjects.log(contest), events.encode(*batch), id=f"{contest}-{number}")
        if number == victim:
            owner = (await backbone._owners.get(contest)).value.decode()  # type: ignore[union-attr]
            killed = int(owner.rsplit("-", 1)[1])
            assert killed in [process.pid for process in engines]
            os.kill(killed, signal.SIGKILL)

    async def taken_over() -> bool:
        now = [await whole(backbone, contest, tile) for tile in (0, 1)]
        if any(one is None or one.epoch <= first.epoch for one in now):
            return False
        return [(one.order, one.ranks, one.rows) for one in now if one] == [undisturbed(log, tile) for tile in (0, 1)]

    await eventually(taken_over, 30)
    survivor = await whole(backbone, contest, 0)
    assert survivor is not None

    redis = redis_client.connect(servers.redis)
    board = RedisBoard(redis, contest, "public")

    async def written() -> bool:
        page = await board.page(0, 50)
        numbers = tuple(int(entry.team[4:]) for _, entry in page.entries)
        return numbers == survivor.order and tuple(entry.row for _, entry in page.entries) == survivor.rows

    await eventually(written, 10)
    with pytest.raises(Fenced):  # what the killed one might still have had in its hands
        await board.update(first.epoch, None, 10**9, [Entry((0,), "x", "x", Row(0, 0, 0, None, ()))])
    await redis.aclose()
