"""Two engines, one contest: the second takes over when the first is killed, and the board is that of an undisturbed run."""

from __future__ import annotations

import random
import uuid

import msgspec
import pytest
from nats.js.errors import KeyNotFoundError

from contest_engine.live.publisher import Publisher
from contest_engine.model.board import Board
from leaderboard.board import Entry
from leaderboard.redis_board import RedisBoard
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import events, subjects
from realtime.protocol.frames import Row, TileFrame
from realtime.protocol.rooms import BoardRoom
from realtime.runtime.errors import Fenced, Unavailable
from realtime.storage.redis import Redis
from tests.conftest import Servers, eventually
from tests.integration.conftest import Engines
from tests.logs import signed
from tests.unit.contest_engine.contests import configured, sent, teams

NAMES = [f"team{n:03}" for n in range(70)]


async def whole(backbone: NatsBackbone, contest: str, tile: int) -> TileFrame | None:
    """A tile of the public board, as whoever owns the contest now sees it."""
    try:
        reply = await backbone.request(subjects.snapshot(BoardRoom(contest, "public", tile)), b"", timeout=1)
    except Unavailable:
        return None
    return None if reply.headers.get("code") else msgspec.json.decode(reply.payload, type=TileFrame)


def undisturbed(log: list[events.Event], tile: int) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None, tuple[Row, ...]]:
    board = Board()
    board.apply(1, log)
    source = Publisher("x", board, 1)
    list(source.frames(board.settle()))
    made = msgspec.json.decode(source.snapshot(BoardRoom("x", "public", tile), 0).payload, type=TileFrame)
    return made.order, made.ranks, made.rows


async def owner_of(backbone: NatsBackbone, contest: str, engines: Engines) -> int | None:
    """Process id of the engine that holds the lease and is alive."""
    try:
        owner = (await backbone._owners.get(contest)).value.decode()  # type: ignore[union-attr]
    except KeyNotFoundError:
        return None
    pid = int(owner.rsplit("-", 1)[1])
    return pid if engines.runs(pid) else None


@pytest.mark.timeout(180)
async def test_kill_9_at_random_moments_under_load(engines: Engines, backbone: NatsBackbone, servers: Servers) -> None:
    rng, contest = random.Random(3), uuid.uuid4().hex
    log: list[events.Event] = [configured(), *teams(*NAMES)]
    await backbone.append(subjects.log(contest), signed(contest, *log))
    first = await eventually(lambda: whole(backbone, contest, 0), 30)
    moments = sorted(rng.sample(range(1500, 4000), 3))
    for number in range(4000):
        batch = sent(rng.choice(NAMES), rng.choice("ABC"), rng.randrange(300), rng.choice(["AC", "WA", "CE"]), f"s{number}")
        log += batch
        await backbone.append(subjects.log(contest), signed(contest, *batch), id=f"{contest}-{number}")
        if number in moments:
            engines.kill(await eventually(lambda: owner_of(backbone, contest, engines), 20))
            engines.start()

    async def taken_over() -> bool:
        now = [await whole(backbone, contest, tile) for tile in (0, 1)]
        if any(frame is None or frame.epoch <= first.epoch for frame in now):
            return False
        return [(frame.order, frame.ranks, frame.rows) for frame in now if frame] == [undisturbed(log, tile) for tile in (0, 1)]

    await eventually(taken_over, 30)
    survivor = await whole(backbone, contest, 0)
    assert survivor is not None
    assert engines.said("goes on behind entry") >= 1, "no engine began with a snapshot"

    redis = Redis(servers.redis)
    board = RedisBoard(redis, contest, "public")

    async def written() -> bool:
        page = await board.page(0, 50)
        numbers = tuple(int(entry.team[4:]) for _, entry in page.entries)
        return numbers == survivor.order and tuple(entry.row for _, entry in page.entries) == survivor.rows

    await eventually(written, 10)
    with pytest.raises(Fenced):  # what the killed one might still have had in its hands
        await board.update(first.epoch, None, 10**9, [Entry((0,), "x", "x", Row(0, 0, 0, None, ()))])
    await redis.close()
