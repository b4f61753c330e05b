"""A log recorded before the words changed (see `realtime.protocol.log_version_1`) stays readable."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from realtime.protocol import events
from realtime.protocol.chain import Line
from realtime.protocol.events import ContestConfigured, TeamJoined

LOG = Path(__file__).parents[3] / "fixtures" / "logs" / "version-1.ndjson"


def recorded() -> list[events.Event]:
    lines = [msgspec.json.decode(line, type=Line) for line in LOG.read_bytes().splitlines()]
    return [event for line in lines for event in events.decode(bytes(line.batch))]


def test_old_names_become_the_new_ones() -> None:
    first, *_, last = [event.settings for event in recorded() if isinstance(event, ContestConfigured)]
    assert (first.pauses, first.run_all_tests) == ((), False)
    assert (last.pauses, last.run_all_tests) == (((5_400_000, 6_000_000),), True)
    assert (last.medals, last.freeze, last.options, last.judgement_types) == ((1, 1, 2), 14_400_000, {"penalty_minutes": "10"}, {})
    late = [event.team for event in recorded() if isinstance(event, TeamJoined) and event.virtual_participation]
    assert late == ["t12"]


def test_what_was_read_is_written_in_the_present_version() -> None:
    old = recorded()
    payload = events.encode(*old)
    assert json.loads(payload)["v"] == 2
    assert events.decode(payload) == tuple(old)
