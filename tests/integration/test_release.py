"""Engines let go of ended contests and take them back, on real servers."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core_api.live_boards import page_of
from realtime.backbone.nats import NatsBackbone
from realtime.protocol import subjects
from realtime.protocol.events import Announced, Finalized
from realtime.protocol.frames import AnnouncementsFrame, TileFrame
from realtime.protocol.rooms import AnnouncementsRoom, BoardRoom, NumberedRoom
from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis
from realtime.storage.redis_commands import delete
from tests.conftest import Servers, eventually
from tests.integration.conftest import Engines
from tests.integration.test_takeover import owner_of
from tests.logs import signed
from tests.unit.contest_engine.contests import MINUTE, configured, sent, teams


@pytest.fixture
def quick(servers: Servers, tmp_path: Path) -> Iterator[Engines]:
    """Two engines that let go after half a second."""
    made = Engines(servers, tmp_path / "engines.log", PODIUM_RELEASE_AFTER_SECONDS="0.5")
    for _ in range(2):
        made.start()
    yield made
    made.kill_all()


async def make(backbone: NatsBackbone, *, ended: bool = True) -> str:
    contest = uuid.uuid4().hex
    start = round(time.time() * 1000) - (400 * MINUTE if ended else 0)
    await backbone.append(subjects.log(contest), signed(contest, configured(start=start, freeze=None), *teams("x", "y")))
    await backbone.append(subjects.log(contest), signed(contest, *sent("y", "A", 10, "AC"), *([Finalized()] if ended else [])))
    return contest


async def ask(backbone: NatsBackbone, room: NumberedRoom, kind: Any) -> Any:
    try:
        reply = await backbone.request(subjects.snapshot(room), b"", timeout=1)
    except Unavailable:
        return None
    return None if reply.headers.get("code") else msgspec.json.decode(reply.payload, type=kind)


async def let_go(backbone: NatsBackbone, contest: str, engines: Engines) -> bool:
    return engines.said(f"contest {contest} is over and idle") > 0 and await owner_of(backbone, contest, engines) is None


@pytest.mark.timeout(120)
async def test_an_ended_contest_is_let_go_and_taken_back(quick: Engines, backbone: NatsBackbone, servers: Servers) -> None:
    contest, running = await make(backbone), await make(backbone, ended=False)
    board = BoardRoom(contest, "public", 0)
    await eventually(lambda: let_go(backbone, contest, quick), 40)
    assert await ask(backbone, board, TileFrame) is None
    redis = Redis(servers.redis)
    assert [entry.team for _, entry in (await page_of(redis, backbone, contest, "public", 0, 10)).entries] == ["y", "x"]
    assert await owner_of(backbone, contest, quick) is None, "a board that is in Redis needs no engine"

    assert (await backbone.request(subjects.owner(contest), b"")).headers.get("code") is None
    frame = await eventually(lambda: ask(backbone, board, TileFrame), 20)
    assert frame.order == (1, 0)
    await eventually(lambda: let_go(backbone, contest, quick), 40)

    await backbone.append(subjects.log(contest), signed(contest, Announced("a", "The results are official.", 0)))
    announced = await eventually(lambda: ask(backbone, AnnouncementsRoom(contest), AnnouncementsFrame), 20)
    assert [announcement.id for announcement in announced.announcements] == ["a"]

    assert await ask(backbone, BoardRoom(running, "public", 0), TileFrame), "a contest that goes on is held"
    assert not quick.said(f"contest {running} is over")
    await redis.close()


@pytest.mark.timeout(120)
async def test_restarted_engines_leave_resting_contests_alone_and_rebuild_a_board_on_demand(
    quick: Engines, backbone: NatsBackbone, servers: Servers
) -> None:
    contest = await make(backbone)
    await eventually(lambda: let_go(backbone, contest, quick), 40)
    quick.kill_all()
    loaded = quick.said(f"owning contest {contest}")
    quick.start()
    other = await make(backbone)
    await eventually(lambda: ask(backbone, BoardRoom(other, "public", 0), TileFrame), 40)
    assert quick.said(f"owning contest {contest}") == loaded

    redis = Redis(servers.redis)
    for key in ("order", "lines", "members", "meta", "ranked"):
        await redis.run(delete(f"board:{{{contest}}}:public:{key}"))

    async def rebuilt() -> bool:
        return [entry.team for _, entry in (await page_of(redis, backbone, contest, "public", 0, 10)).entries] == ["y", "x"]

    await eventually(rebuilt, 20)
    await redis.close()


async def test_nobody_owns_a_contest_that_is_not_there(quick: Engines, backbone: NatsBackbone) -> None:
    async def code() -> str | None:
        try:
            return (await backbone.request(subjects.owner("no-such-contest"), b"", timeout=1)).headers.get("code")
        except Unavailable:
            return None

    assert await eventually(code, 30) == "not-found"
