from __future__ import annotations

from contest_engine.history.rehearsal import rehearsal
from realtime.protocol.events import CellRevealed, Event, Thawed
from realtime.protocol.recording import RevealStep
from tests.unit.contest_engine.contests import board, configured, sent, standings, teams
from tests.unit.contest_engine.history.test_recording import played

LOG: list[Event] = [
    configured(),
    *teams("a", "b", "c"),
    *sent("a", "A", 10, "AC"),
    *sent("b", "A", 20, "AC"),
    *sent("b", "C", 250, "AC"),
    *sent("c", "A", 260, "AC"),
    *sent("c", "B", 270, "WA"),
    *sent("a", "B", 280, "WA"),
]


def test_it_goes_from_the_last_row_upwards() -> None:
    made = rehearsal(LOG)
    assert made.steps == [RevealStep(2, 0, True), RevealStep(2, 1, False), RevealStep(1, 2, True), RevealStep(0, 1, False)]
    assert [n for n, *_ in played(made.board, 0)] == [0, 1, 2]
    assert [n for n, *_ in played(made.board, 3)] == [1, 0, 2]


def test_each_step_is_the_board_that_the_public_will_see() -> None:
    made, log = rehearsal(LOG), [*LOG]
    for step in range(1, made.board.end + 1):
        log.append(CellRevealed())
        names = [(rank, "abc"[n], solved, time) for n, rank, solved, time, _ in played(made.board, step)]
        assert names == standings(board(*log), "public")


def test_it_begins_where_the_reveal_stands_and_is_empty_behind_the_thaw() -> None:
    assert rehearsal([*LOG, CellRevealed()]).steps == rehearsal(LOG).steps[1:]
    assert rehearsal([*LOG, Thawed()]).steps == []
