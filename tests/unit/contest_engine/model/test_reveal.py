"""The reveal, step by step."""

from __future__ import annotations

import random

from contest_engine.live.publisher import Publisher
from contest_engine.model.board import Board
from realtime.protocol.events import CellRevealed, Event, SubmissionWithdrawn, TeamJoined, Thawed
from realtime.protocol.questions import Hidden, WhatIsHidden
from tests.unit.contest_engine.contests import PROBLEMS, board, configured, sent, standings, teams


def steps(made: Board) -> list[list[tuple[int, str, int, int]]]:
    """The public standings after each step, until nothing is frozen."""
    seen: list[list[tuple[int, str, int, int]]] = []
    sequence = 10_000
    while True:
        sequence += 1
        ignored = made.contest.ignored
        made.apply(sequence, [CellRevealed()])
        made.settle()
        if made.contest.ignored > ignored:
            return seen
        seen.append(standings(made, "public"))


def contest() -> list[Event]:
    return [
        configured(),
        *teams("a", "b", "c"),
        *sent("a", "A", 10, "AC"), *sent("a", "B", 20, "AC"),
        *sent("b", "A", 30, "AC"), *sent("b", "C", 250, "WA"),
        *sent("c", "B", 245, "AC"), *sent("c", "C", 250, "WA"), *sent("c", "C", 260, "AC"), *sent("c", "A", 270, "AC"),
    ]  # fmt: skip


def test_from_the_last_row_upwards_the_leftmost_cell_first() -> None:
    made = board(contest())
    assert standings(made, "public") == [(1, "a", 2, 30), (2, "b", 1, 30), (3, "c", 0, 0)]
    assert steps(made) == [
        [(1, "a", 2, 30), (2, "b", 1, 30), (3, "c", 1, 270)],  # c solved A
        [(1, "a", 2, 30), (2, "c", 2, 515), (3, "b", 1, 30)],  # c solved B and passes b, who is now the last
        [(1, "a", 2, 30), (2, "c", 2, 515), (3, "b", 1, 30)],  # b did not solve C
        [(1, "c", 3, 795), (2, "a", 2, 30), (3, "b", 1, 30)],  # c solved C
    ]
    assert standings(made, "public") == standings(made, "jury")


def test_one_step_shows_one_cell_to_viewers() -> None:
    made = board(contest())
    source = Publisher("c", made, 1)
    for audience in made.views:
        source.follow(audience, [0], 0.0)
    list(source.frames(made.settle()))
    made.apply(999, [CellRevealed()])
    frames = list(source.frames(made.settle()))
    assert [frame.room for frame in frames] == ["board.c.public.0"]


def test_a_cell_can_be_named_and_what_is_not_frozen_cannot() -> None:
    made = board(contest())
    made.apply(999, [CellRevealed("b", "C"), CellRevealed("b", "A"), CellRevealed("nobody", "A")])
    made.settle()
    assert made.contest.ignored == 2
    assert [cell.pending for cell in made.views["public"].row(1).cells] == [0, 0]
    assert standings(made, "public")[2] == (3, "c", 0, 0)


def test_the_reveal_ends_in_the_jury_board_whenever_viewers_look() -> None:
    rng = random.Random(8)
    names = [f"t{n}" for n in range(12)]
    events: list[Event] = [configured(), *teams(*names)]
    for number in range(200):
        events += sent(rng.choice(names), rng.choice("ABC"), rng.randrange(180, 300), rng.choice(["AC", "WA", "WA"]), f"s{number}")
    slow, quick = board(events), board(events)
    order = steps(slow)
    for sequence in range(len(order)):
        quick.apply(10_000 + sequence, [CellRevealed()])  # nobody looks between the steps
    quick.settle()
    assert len(order) > 10
    assert standings(slow, "public") == standings(quick, "public") == standings(slow, "jury")


def test_who_joined_before_a_step_is_told_all_the_same() -> None:
    made = board(contest())
    made.apply(999, [*teams("late"), CellRevealed()])
    made.settle()
    assert made.renamed == {3}
    made.settle()
    assert made.renamed == set()


def test_a_reveal_and_the_thaw_can_be_taken_back() -> None:
    made = board(contest())
    frozen = standings(made, "public")
    made.apply(999, [CellRevealed("c", "A"), CellRevealed("b", "C")])
    made.settle()
    made.apply(1000, [CellRevealed("c", "A", taken_back=True), CellRevealed("c", "B", taken_back=True)])
    made.settle()
    assert (standings(made, "public"), made.contest.ignored) == (frozen, 1)  # B was not revealed

    made.apply(1001, [Thawed()])
    made.settle()
    assert standings(made, "public") == standings(made, "jury")
    made.apply(1002, [Thawed(taken_back=True)])
    made.settle()
    assert standings(made, "public") == frozen


def test_what_is_hidden_is_known_before_it_is_shown() -> None:
    made = board(contest())
    told = []
    while (found := made.hidden(WhatIsHidden())).cell is not None:
        told.append((found.left, found.cell.team, found.cell.problem, found.cell.solved))
        made.apply(1000 + len(told), [CellRevealed()])
    assert told == [(4, "c", "A", True), (3, "c", "B", True), (2, "b", "C", False), (1, "c", "C", True)]
    assert made.hidden(WhatIsHidden()) == Hidden(cell=None, left=0)


def test_a_hidden_try_that_does_not_count_is_revealed_as_not_solved() -> None:
    made = board([configured(), *teams("a", "b"), *sent("a", "A", 10, "AC"), *sent("b", "A", 250, "CE")])
    found = made.hidden(WhatIsHidden())
    assert found.cell is not None
    assert (found.left, found.cell.team, found.cell.solved, found.cell.score) == (1, "b", False, None)
    made.apply(1000, [CellRevealed()])
    assert made.hidden(WhatIsHidden()) == Hidden(cell=None, left=0)
    assert standings(made, "public") == standings(made, "jury")


def test_an_engine_says_when_it_has_not_read_the_last_step() -> None:
    made = board(contest())
    assert not made.hidden(WhatIsHidden(shown=("c", "A"))).ready
    made.apply(999, [CellRevealed("c", "A")])
    assert made.hidden(WhatIsHidden(shown=("c", "A"))).left == 3
    assert not made.hidden(WhatIsHidden(hidden=("c", "A"))).ready


def test_a_step_that_shows_nothing_any_more_holds_up_no_other() -> None:
    """Between the question which cell comes next and its event, or behind it, a jury may take away what is in the cell."""
    without: list[list[Event]] = [
        [SubmissionWithdrawn("c-A-270"), CellRevealed("c", "A")],
        [TeamJoined("c", "c", disqualified=True), CellRevealed("c", "A")],
        [CellRevealed("c", "A"), configured(problems=PROBLEMS[1:])],
    ]
    for events in without:
        made = board(contest())
        made.apply(999, events)
        found = made.hidden(WhatIsHidden(shown=("c", "A")))
        assert (found.ready, found.cell is not None) == (True, True)
