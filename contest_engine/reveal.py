"""The reveal: frozen cells are shown one by one, from the last row upwards, as the ICPC Resolver does it.

Of the lowest row that still has a frozen cell, the leftmost is shown next. When that lifts its team, the row that then stands there
is looked at next, which is again the lowest with a frozen cell. Deterministic: it depends on the log alone.
"""

from __future__ import annotations

from contest_engine.contest import Contest, Slot
from leaderboard.order import Order
from realtime.events import CellRevealed


def following(contest: Contest, order: Order | None) -> Slot | None:
    """The cell that comes next; None when nothing is frozen any more, or nobody looks (`order` is the public's)."""
    if order is None or contest.thawed:
        return None
    teams, _ = order.page(0, len(order))
    for team in reversed(teams):
        for problem in range(len(contest.config.problems)):
            if is_frozen(contest, (team, problem)):
                return team, problem
    return None


def named(contest: Contest, event: CellRevealed) -> Slot | None:
    """The cell that an event names; None when there is none, or nothing in it is frozen."""
    team, problem = contest.team_number(event.team), contest.problem_number(event.problem)
    if team is None or problem is None or not is_frozen(contest, (team, problem)):
        return None
    return team, problem


def is_frozen(contest: Contest, slot: Slot) -> bool:
    """Whether the public is kept from seeing how a try of this cell was judged."""
    return any(contest.counts(one) and contest.frozen(one) for one in contest.tries.get(slot, ()))
