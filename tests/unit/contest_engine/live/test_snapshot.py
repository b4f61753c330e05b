from __future__ import annotations

import random
from typing import get_args

import msgspec
import pytest

from contest_engine.live.snapshot import restore, save
from contest_engine.model.board import Board
from realtime.protocol.events import (
    Adjusted,
    Announced,
    CellRevealed,
    Event,
    Finalized,
    Hacked,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)
from tests.unit.contest_engine.contests import configured, sent, teams

NAMES = [f"t{n}" for n in range(6)]


ENDING: list[Event] = [Thawed(), Thawed(taken_back=True), Thawed(), Finalized(), Finalized(taken_back=True), Finalized()]


def something(rng: random.Random, number: int) -> list[Event]:
    """A step of a contest in which everything happens."""
    team, old = rng.choice(NAMES), rng.randrange(max(1, number))
    match rng.randrange(14):
        case 0:
            return [VerdictReached(f"again{number}", f"s{old}", rng.choice(["AC", "WA"]), score=rng.random(), subtask_scores=(1.0, 2.5))]
        case 1:
            return [JudgementWithdrawn(f"j-s{old}", f"s{old}")] if rng.random() < 0.5 else [SubmissionWithdrawn(f"s{old}")]
        case 2:
            return [VerdictReached(f"early{number}", f"s{number + 5}", "AC")]
        case 3:
            return [Adjusted(f"a{number}", team, 2.5, "late"), Hacked(f"h{number}", team, rng.random() < 0.5)]
        case 4:
            hidden, unofficial, disqualified = (rng.random() < 0.2 for _ in range(3))
            return [TeamJoined(team, team.upper(), hidden=hidden, unofficial=unofficial, disqualified=disqualified, extension=60_000)]
        case 5:
            paused = configured(pauses=((600_000, 900_000),), freeze=200 * 60_000)
            choices: list[list[Event]] = [
                [TeamWithdrawn(team)],
                [CellRevealed()],
                [paused],
                [Announced(f"n{old}", rng.choice(["", "Hurry!"]), number)],
            ]
            return rng.choice(choices)
        case _:
            return sent(team, rng.choice("ABC"), rng.randrange(-5, 310), rng.choice(["AC", "WA", None]), f"s{number}")


def test_every_event_occurs() -> None:
    """A new one needs its place in the snapshot, so it has to occur in these contests."""
    rng = random.Random(1)
    seen = {type(event) for number in range(1000) for event in something(rng, number)}
    assert seen | {type(event) for event in ENDING} == set(get_args(Event))


def looks(board: Board) -> list[object]:
    """All that can be seen of it."""
    board.settle()
    seen: list[object] = [board.contest.settings, board.contest.ignored, len(board.contest.submissions), board.contest.final]
    seen.append(board.contest.announcements)
    for view in board.views.values():
        order, ranks = view.order.page(0, 100)
        seen += [order, ranks, [view.row(team) for team in order], view.pending, +view.tried, +view.solved]
    return seen


@pytest.mark.parametrize("seed", range(30))
def test_a_restored_contest_is_the_same_and_goes_on_alike(seed: int) -> None:
    rng, whole = random.Random(seed), Board()
    whole.apply(1, [configured(), *teams(*NAMES)])
    until = rng.randrange(100)
    for number in range(until):
        whole.apply(2 + number, something(rng, number))
    past = restore(save(whole.contest, until + 1, "ab"))
    assert (past.sequence, past.chain) == (until + 1, "ab")
    resumed = Board(contest=past.contest)
    assert looks(resumed) == looks(whole)
    for number in range(until, until + 60):
        events = something(rng, number)
        whole.apply(2 + number, events)
        resumed.apply(2 + number, events)
        if rng.random() < 0.3:
            assert looks(resumed) == looks(whole)
    for board in (whole, resumed):
        board.apply(10_000, ENDING)
    assert looks(resumed) == looks(whole)


def test_a_revealed_cell_whose_submissions_were_all_withdrawn_is_in_a_snapshot() -> None:
    whole = Board()
    whole.apply(1, [configured(), *teams("a", "b"), *sent("a", "A", 250, "AC", "gone"), *sent("b", "A", 260, "AC")])
    whole.apply(2, [CellRevealed("a", "A"), SubmissionWithdrawn("gone")])
    saved = save(whole.contest, 2, "")
    resumed = Board(contest=restore(saved).contest)
    assert looks(resumed) == looks(whole)
    assert save(resumed.contest, 2, "") == saved
    for board in (whole, resumed):
        board.apply(3, sent("a", "A", 270, "AC"))
    assert looks(resumed) == looks(whole), "it is revealed still"


def test_what_is_no_snapshot_is_refused() -> None:
    for payload in (b"", b"nothing", save(Board().contest, 1, "")[:-20], msgspec.msgpack.encode({"v": 2})):
        with pytest.raises((msgspec.DecodeError, msgspec.ValidationError)):
            restore(payload)


EACH_EVENT: list[Event] = [
    configured(freeze=100 * 60_000),
    TeamJoined("late", "Late"),
    TeamWithdrawn("b"),
    SubmissionReceived("new", "a", "B", 5 * 60_000),
    SubmissionWithdrawn("early"),
    VerdictReached("again", "early", "AC"),
    JudgementWithdrawn("j-early", "early"),
    Adjusted("id", "a", 20.0, "late"),
    Hacked("id", "a", True),
    Announced("id", "Problem A: read the note", 1),
    CellRevealed("a", "A"),
    Thawed(),
    Finalized(),
]


def test_there_is_an_example_of_each_event() -> None:
    assert {type(event) for event in EACH_EVENT} == set(get_args(Event))


@pytest.mark.parametrize("event", EACH_EVENT, ids=lambda event: type(event).__name__)
def test_what_any_event_does_is_in_a_snapshot(event: Event) -> None:
    board = Board()
    board.apply(1, [configured(), *teams("a", "b"), *sent("a", "A", 10, "WA", "early"), *sent("a", "A", 250, "AC", "late")])
    board.settle()
    before = save(board.contest, 1, "")
    board.apply(2, [event])
    board.settle()
    board.contest.applied = 1  # so that nothing else differs
    after = save(board.contest, 1, "")
    assert after != before
    assert save(restore(after).contest, 1, "") == after
