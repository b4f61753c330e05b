"""When a clock frame is due."""

from __future__ import annotations

import itertools

from contest_engine.live.heartbeat import COUNTS_SECONDS, Heartbeat
from realtime.protocol.frames import HEARTBEAT_SECONDS
from realtime.runtime.settings import Settings, load


def sent_at(heartbeat: Heartbeat, tick: float, seconds: float, state: object = "running") -> list[float]:
    ticks = [tick * n for n in range(round(seconds / tick))]
    return [now for now in ticks if heartbeat.is_due(state, 0, now)]


def test_an_idle_contest_is_heard_of_every_two_seconds_at_any_pace_of_ticks() -> None:
    slowest = load({"PODIUM_CONFIG": "/dev/null", "PODIUM_TICK_MS": "500"})
    for tick_ms in (10, 100, 333, slowest.tick_ms):
        moments = sent_at(Heartbeat(), tick_ms / 1000, 60)
        gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
        assert max(gaps) <= HEARTBEAT_SECONDS, tick_ms
        assert len(moments) <= 60 / COUNTS_SECONDS, "an idle contest is not chatty"
    assert Settings().tick_ms <= slowest.tick_ms


def test_a_new_state_is_told_at_once_and_new_counts_once_a_second() -> None:
    heartbeat = Heartbeat()
    assert heartbeat.is_due("running", 1, 0.0)
    assert not heartbeat.is_due("running", 2, 0.1)
    assert heartbeat.is_due("thawed", 2, 0.2)
    assert not heartbeat.is_due("thawed", 3, 1.1)
    assert heartbeat.is_due("thawed", 3, 1.2)
