"""The reveal as it is going to be: which cell comes at which step, and what the public's board is then. Made from the log; no I/O."""

from __future__ import annotations

from collections.abc import Sequence

from contest_engine.history.recording import changed, row_of, squad
from contest_engine.model.board import Board
from realtime.protocol.events import Event
from realtime.protocol.recording import Change, Recording, Rehearsal, RevealStep


def rehearsal(log: Sequence[Event]) -> Rehearsal:
    """From the public's board of now to the last hidden cell."""
    board = Board()
    board.apply(1, log)
    board.settle()
    view = board.views["public"]
    shown = {team: view.row(team) for team in view.order.page(0, len(view.order))[0]}
    start = [row_of(0, view, row, row.cells) for row in shown.values()]
    changes: list[Change] = []
    steps: list[RevealStep] = []
    while (cell := board.next_hidden()) is not None:
        board.contest.reveal(cell)
        teams = sorted(board.settle()["public"].teams)
        of_step = [change for team in teams if (change := changed(len(steps) + 1, view, shown, team)) is not None]
        solved = any(after.solved > 0 for after in shown[cell.team].cells if after.problem == cell.problem)
        steps.append(RevealStep(cell.team, cell.problem, solved))
        changes += of_step
    return Rehearsal(Recording(len(steps), *squad(board.contest, shown), start, changes), steps)
