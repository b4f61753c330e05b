"""When a contest is over, and what marks it as resting."""

from __future__ import annotations

import pytest

from contest_engine.live.release import Activity, is_over, mark, rests
from contest_engine.model.board import Board
from realtime.backbone.memory import MemoryBackbone
from realtime.protocol import subjects
from realtime.protocol.contest_settings import Playback
from realtime.protocol.events import Event, Finalized, TeamJoined
from realtime.storage.archive import MemoryArchive
from realtime.storage.contest_log import ContestLog
from tests.logs import TRUST, signed
from tests.unit.contest_engine.contests import MINUTE, configured

START = 1_000_000_000_000


def over(minute: float, *events: Event) -> bool:
    board = Board()
    board.apply(1, events)
    return is_over(board.contest, START + round(minute * MINUTE))


@pytest.mark.parametrize(
    ("events", "end"),
    [
        ([configured(start=START)], 300),
        ([configured(start=START, pauses=((10 * MINUTE, 30 * MINUTE),))], 320),
        ([configured(start=START), TeamJoined("x", "x", extension=15 * MINUTE)], 315),
        ([configured(start=None, playback=Playback(START, 0, 60.0))], 5),
    ],
)
def test_a_contest_is_over_when_every_teams_time_is_up(events: list[Event], end: float) -> None:
    assert not over(end - 0.1, *events)
    assert over(end, *events)


def test_a_contest_without_a_start_is_over_when_it_is_final() -> None:
    assert not over(1_000_000, configured(start=None))
    assert over(0, configured(start=None), Finalized())


def test_activity() -> None:
    activity = Activity(10.0)
    activity.note(20.0)
    activity.note(15.0)
    assert activity.idle(21.0) == 1.0


async def test_the_mark_holds_until_the_log_grows() -> None:
    backbone, subject = MemoryBackbone(), subjects.log("c")
    logs = ContestLog(backbone, MemoryArchive(), TRUST)
    await backbone.append(subject, signed("c"))
    read = await backbone.append(subject, signed("c"))
    assert not await rests(backbone, "c", 2)
    assert await mark(backbone, logs, "c", read, final=True, snapshot=b"state")
    assert await rests(backbone, "c", 2)
    assert not await rests(backbone, "c", 3)
    assert await backbone.kept("c") == b"state"
    await backbone.append(subject, b"not the platform's")
    assert await mark(backbone, logs, "c", read, final=True, snapshot=b"state")
    await backbone.append(subject, signed("c"))
    assert not await mark(backbone, logs, "c", read, final=True, snapshot=b"older"), "there is an entry it has not read"
    assert await backbone.kept("c") == b"state"


async def test_an_archived_contest_gets_no_mark() -> None:
    backbone = MemoryBackbone()
    assert await mark(backbone, ContestLog(backbone, MemoryArchive(), TRUST), "c", 7, final=True, snapshot=b"state")
    assert not backbone.server.kept
