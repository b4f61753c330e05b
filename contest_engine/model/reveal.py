"""The reveal: frozen cells are shown one by one, from the last row upwards, as the ICPC Resolver does it.

Of the lowest row that still has a frozen cell, the leftmost is shown next. When that lifts its team, the row that then stands there
is looked at next, which is again the lowest with a frozen cell. Deterministic: it depends on the log alone.
"""

from __future__ import annotations

from contest_engine.model.attempts import Attempts
from contest_engine.model.contest import Contest
from leaderboard.order import Order
from realtime.protocol.events import CellRevealed


def following(contest: Contest, order: Order | None) -> Attempts | None:
    """The cell that comes next; None when nothing is frozen any more, or nobody looks (`order` is the public's)."""
    if order is None or not contest.freeze.active:
        return None
    teams, _ = order.page(0, len(order))
    for team in reversed(teams):
        frozen = [attempts for _, attempts in sorted(contest.attempts[team].items()) if contest.freeze.hides(attempts)]
        if frozen:
            return frozen[0]
    return None


def left(contest: Contest) -> int:
    """Cells that are hidden from the public, of all teams on the board."""
    shown = (cells for team, cells in enumerate(contest.attempts) if team not in contest.absent)
    return sum(contest.freeze.hides(attempts) for cells in shown for attempts in cells.values())


def named(contest: Contest, event: CellRevealed) -> Attempts | None:
    """The cell that an event names; None when there is none, or nothing in it is frozen."""
    found = contest.find(event.team, event.problem)
    return found if found is not None and contest.freeze.hides(found) else None
