from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core_api.domains.jury.models import ContestUpdate
from core_api.domains.jury.service import changed
from realtime.protocol.events import ContestConfigured
from realtime.runtime.errors import Invalid

FRAME = ContestConfigured(name="C", duration=18_000_000, start=1_000, freeze=14_400_000)


def test_a_longer_contest_freezes_as_long_before_its_end() -> None:
    made = changed(FRAME, ContestUpdate(duration=18_600))
    assert (made.duration, made.freeze) == (18_600_000, 15_000_000)
    assert changed(FRAME, ContestUpdate(freeze=None)).freeze is None
    assert changed(FRAME, ContestUpdate(freeze=60)).freeze == 17_940_000


def test_what_is_left_out_stays() -> None:
    made = changed(FRAME, ContestUpdate(starts_at=datetime(2026, 1, 1, tzinfo=UTC), medals=(4, 4, 4)))
    assert (made.name, made.duration, made.freeze, made.medals) == ("C", FRAME.duration, FRAME.freeze, (4, 4, 4))
    assert made.start == 1_767_225_600_000
    assert changed(FRAME, ContestUpdate()) == FRAME


@pytest.mark.parametrize("pauses", [((10, 10),), ((20, 10),), ((10, 30), (20, 40))])
def test_pauses_that_overlap_or_run_backwards_are_refused(pauses: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(Invalid, match="pauses"):
        changed(FRAME, ContestUpdate(pauses=pauses))


def test_a_freeze_longer_than_the_contest_is_refused() -> None:
    with pytest.raises(Invalid, match="freeze"):
        changed(FRAME, ContestUpdate(duration=3_000))


def test_pauses_stop_the_contest_clock() -> None:
    made = changed(FRAME, ContestUpdate(pauses=((60, 120), (300, 330))))
    assert [made.contest_time(sent * 1000) for sent in (30, 60, 90, 120, 300, 310, 400)] == [
        30_000, 60_000, 60_000, 60_000, 240_000, 240_000, 310_000,
    ]  # fmt: skip
    assert made.wall_duration == FRAME.duration + 90_000
