"""The bytes that rooms keep for viewers that come back: what is kept, and who gives way."""

from __future__ import annotations

import pytest

from gateway.hub.outgoing import Outgoing
from gateway.hub.recovery import OVERHEAD, RING, FrameBudget, History, NumberedFrame

PAYLOAD = 1000
SIZE = PAYLOAD + OVERHEAD


def frame(seq: int, epoch: int = 1, size: int = PAYLOAD) -> NumberedFrame:
    return NumberedFrame(epoch, seq, Outgoing(b"x" * size))


def started(budget: FrameBudget, seq: int = 0) -> History:
    history = History(budget)
    history.restart(frame(seq))
    return history


def seqs(frames: list[NumberedFrame] | None) -> list[int] | None:
    return None if frames is None else [frame.seq for frame in frames]


@pytest.fixture
def budget() -> FrameBudget:
    return FrameBudget(10**9)


def test_a_viewer_gets_what_followed_or_a_whole_frame_and_what_followed_that(budget: FrameBudget) -> None:
    history = started(budget, 16)
    for seq in (17, 18, 19):
        assert history.follows(frame(seq))
        history.append(frame(seq))
    assert seqs(history.since((1, 17))) == [18, 19]
    assert seqs(history.since((1, 19))) == []
    assert history.since((1, 20)) is None
    assert history.since((2, 17)) is None
    assert seqs(history.whole_and_since()) == [16, 17, 18, 19]


def test_what_waits_ahead_of_a_gap_follows_a_whole_frame(budget: FrameBudget) -> None:
    history = started(budget, 19)
    for seq in (22, 21, 25):
        assert not history.follows(frame(seq))
        history.hold(frame(seq))
    history.refresh(frame(19))  # the engine answered before it made the frame that is missing
    gaps = [history.has_gap]
    assert seqs(history.restart(frame(20))) == [20, 21, 22]
    assert history.last == (1, 22)
    gaps.append(history.has_gap)
    assert seqs(history.restart(frame(30))) == [30]
    assert [*gaps, history.has_gap] == [True, True, False]
    assert budget.kept == SIZE


def test_a_room_whose_frames_are_all_whole_keeps_one(budget: FrameBudget) -> None:
    history = started(budget)
    for seq in range(1, 1000):
        history.restart(frame(seq))
    assert seqs(history.whole_and_since()) == [999]
    assert budget.kept == SIZE


def test_a_ring_holds_so_many_frames(budget: FrameBudget) -> None:
    history = started(budget)
    for seq in range(1, RING + 11):
        history.append(frame(seq))
    assert budget.kept == (RING + 1) * SIZE
    assert history.since((1, 9)) is None
    assert len(history.since((1, 10)) or ()) == RING
    assert history.whole_and_since() is None, "the ring does not reach back to the whole frame"
    history.refresh(frame(RING + 10))
    assert seqs(history.whole_and_since()) == [RING + 10]
    for seq in range(1, 2 * RING):
        history.hold(frame(RING + 11 + seq))
    assert budget.kept == (2 * RING + 1) * SIZE


def test_the_longest_unused_room_gives_up_its_frames_first() -> None:
    budget = FrameBudget(5 * SIZE)
    first, second = started(budget), started(budget)
    first.append(frame(1))
    second.append(frame(1))
    assert seqs(first.since((1, 0))) == [1]  # somebody resumes there
    third = started(budget)
    assert budget.kept == 5 * SIZE
    third.append(frame(1))
    assert second.since((1, 0)) is None
    assert second.whole_and_since() is None
    assert second.last == (1, 1)
    assert second.follows(frame(2)), "viewers that are there notice nothing"
    assert seqs(first.whole_and_since()) == [0, 1]
    assert budget.kept == 4 * SIZE


def test_the_budget_holds_whatever_comes() -> None:
    budget = FrameBudget(3 * SIZE)
    histories = [started(budget) for _ in range(10)]
    for seq in range(1, 50):
        for history in histories:
            history.append(frame(seq))
            assert budget.kept <= 3 * SIZE
    history = started(budget)
    history.restart(frame(1, size=10_000))  # alone too much
    assert budget.kept == 0
    assert history.last == (1, 1)
    for history in histories:
        history.forget()
    assert budget.kept == 0
