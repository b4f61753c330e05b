"""What an owner leaves behind when it ends, without the help of the collector, which hardly ever runs in an engine."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from contest_engine.live.ownership import Owner, Times
from contest_engine.live.stores import Stores
from contest_engine.model.attempts import Attempts, Submission
from contest_engine.model.view import State
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.rooms import TeamRoom
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from realtime.storage.redis import Redis
from tests.conftest import eventually
from tests.logs import AUTHENTICATOR, TRUST, signed
from tests.unit.contest_engine.contests import board, configured, sent, teams

CONTEST = [configured(), *teams("x", "y"), *sent("x", "A", 10, "AC"), *sent("y", "B", 250, "WA"), *sent("y", "B", 260)]


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.freeze()  # what earlier tests left is not looked at
    gc.disable()
    yield
    gc.enable()


def kept() -> int:
    """Objects of boards in memory."""
    return sum(type(held) in (Submission, Attempts, State) for held in gc.get_objects())


def test_a_dissolved_board_needs_no_collector(no_collector: None) -> None:
    made = board(*CONTEST)
    assert kept() > 5
    made.dissolve()
    assert kept() == 0


async def test_nothing_of_a_board_is_kept_when_its_owner_ends(no_collector: None, tmp_path: Path) -> None:
    backbone, redis = MemoryBackbone(), Redis("redis://127.0.0.1:1")
    await backbone.append(subjects.log("c"), signed("c", *CONTEST))
    lease = await backbone.claim("c", "this engine")
    assert lease is not None
    stores = Stores(backbone, redis, ContestLog(backbone, MemoryArchive(), TRUST), AUTHENTICATOR)
    owner = Owner(stores, "c", lease, Times(tick=0.01, lease=2.0))
    owning = asyncio.create_task(owner.run())

    async def refused() -> bool:
        """A question about a team that is not there: its answer is an error, with a traceback."""
        return (await backbone.request(subjects.snapshot(TeamRoom("c", 5)), b"")).headers.get("code") == "not-found"

    await eventually(lambda: bool(backbone.server.answerers))
    await eventually(refused)
    assert kept() > 5
    backbone.server.leases.clear()  # another engine has the contest
    await owning
    assert kept() == 0
    await redis.close()
