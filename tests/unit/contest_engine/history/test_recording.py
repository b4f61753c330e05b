from __future__ import annotations

import random
from typing import Any, NamedTuple

import pytest

from contest_engine.history.answers import board_at
from contest_engine.history.recording import recording
from realtime.protocol.events import (
    Adjusted,
    CellRevealed,
    Event,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    Thawed,
    VerdictReached,
)
from realtime.protocol.recording import Recording
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Invalid
from tests.unit.contest_engine.contests import MINUTE, configured, sent, teams

NAMES = ["b", "A", "c", "d", "e"]
Shown = list[tuple[int, int, int, int, dict[int, tuple[int, int, int]]]]


class Team(NamedTuple):
    key: tuple[int, ...]
    solved: int
    time: int
    cells: dict[int, tuple[int, int, int]]


def played(of: Recording, second: int) -> Shown:
    """Number, rank, solved, time and cells from the top, as a player makes them of a recording."""
    rows: dict[int, Team] = {}
    for change in [*of.start, *(change for change in of.changes if change.second <= second)]:
        cells = dict(rows[change.n].cells) if change.n in rows else {}
        for cell in change.cells:
            cells[cell.problem] = (cell.judged, cell.pending, cell.solved)
        cells = {problem: cell for problem, cell in cells.items() if cell != (0, 0, 0)}
        rows[change.n] = Team(change.key, change.solved, change.time, cells)
    order = sorted(of.teams, key=lambda n: rows[n].key)
    ranked = [rows[n].key for n in of.teams if n not in of.unranked]
    ranks = {n: 0 if n in of.unranked else 1 + sum(key < rows[n].key for key in ranked) for n in order}
    return [(n, ranks[n], rows[n].solved, rows[n].time, rows[n].cells) for n in order]


def expected(log: list[Event], audience: Audience, at: int | None) -> Shown:
    view = board_at(log, audience, at).views[audience]
    order, ranks = view.order.page(0, 1000)
    rows = [view.row(n) for n in order]
    cells = [{cell.problem: (cell.judged, cell.pending, cell.solved) for cell in row.cells} for row in rows]
    return [(n, rank, row.solved, row.time, found) for n, rank, row, found in zip(order, ranks, rows, cells, strict=True)]


def random_log(seed: int, **settings: Any) -> list[Event]:
    """Frozen in its last hour, with late verdicts, corrections, a disqualification, teams without a rank."""
    rng = random.Random(seed)
    log: list[Event] = [
        configured(**settings),
        *teams(*NAMES),
        TeamJoined("guest", "guest", unofficial=True),
        TeamJoined("hidden", "h", hidden=True),
    ]
    names = [*NAMES, "guest", "hidden"]
    for number in range(90):
        at = number * 200 * 1000 + rng.randrange(1000)
        id = f"s{number}"
        log.append(SubmissionReceived(id, rng.choice(names), rng.choice("ABC"), at))
        for judgement in range(rng.choice([0, 1, 1, 1, 2])):
            verdict = rng.choice(["AC", "WA", "CE"])
            log.append(VerdictReached(f"j{number}-{judgement}", id, verdict, at + rng.randrange(12 * MINUTE)))
        if rng.random() < 0.1:
            log.append(SubmissionWithdrawn(id) if rng.random() < 0.5 else JudgementWithdrawn(f"j{number}-0", id))
    return [*log, Adjusted("x", "c", 30, "late"), TeamJoined("e", "e", disqualified=True)]


PAUSES = ((30 * MINUTE, 50 * MINUTE), (100 * MINUTE, 101 * MINUTE))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("audience", ["public", "jury"])
@pytest.mark.parametrize("pauses", [(), PAUSES])
def test_every_second_of_a_recording_is_the_board_of_that_second(seed: int, audience: Audience, pauses: tuple[Any, ...]) -> None:
    log = random_log(seed, pauses=pauses)
    made = recording(log, audience)
    for second in (0, *random.Random(seed).sample(range(300 * 60), 40)):
        assert played(made, second) == expected(log, audience, second * 1000), f"second {second}"
    assert played(made, made.end) == expected(log, audience, None)


def test_in_the_freeze_it_tells_nothing_but_that_something_was_sent() -> None:
    log: list[Event] = [configured(), *teams("a", "b"), *sent("a", "A", 10, "WA"), *sent("a", "A", 250, "AC"), *sent("b", "B", 251, "WA")]
    frozen = recording(log, "public")
    hidden = [change for change in frozen.changes if change.second > 240 * 60]
    assert [(change.n, change.solved, [cell.pending for cell in change.cells]) for change in hidden] == [(0, 0, [1]), (1, 0, [1])]
    other: list[Any] = [event if not isinstance(event, VerdictReached) or event.time < 240 * MINUTE else None for event in log]
    assert frozen == recording([event for event in other if event], "public"), "with and without the verdicts it is the same"
    shown = recording([*log, CellRevealed("a", "A")], "public")
    assert [(change.second, change.solved) for change in shown.changes][-1] == (shown.end, 1), "a revealed cell is seen at the end"
    assert played(recording([*log, Thawed()], "public"), frozen.end) == expected(log, "jury", None)


def test_pauses_are_not_part_of_a_recording() -> None:
    made = recording([configured(pauses=PAUSES), *teams("a"), *sent("a", "A", 40, "AC"), *sent("a", "B", 310, "AC")], "jury")
    assert (made.end, [(change.second, change.solved) for change in made.changes]) == (300 * 60, [(30 * 60, 1), (289 * 60, 2)])


def test_a_recording_that_would_be_too_large_is_refused() -> None:
    with pytest.raises(Invalid, match="more than 1 changes"):
        recording([configured(), *teams("a"), *sent("a", "A", 10, "AC"), *sent("a", "B", 11, "AC")], "jury", limit=1)
