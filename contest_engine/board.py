"""Contest and views together: what one log makes of every audience's board."""

from __future__ import annotations

from collections.abc import Iterable

from contest_engine.contest import Contest
from contest_engine.view import Audience, Change, View
from realtime.events import Event


class Board:
    """Apply events as they come; `settle` when somebody wants to look."""

    def __init__(self, audiences: Iterable[Audience] = ("public", "jury")) -> None:
        self.contest = Contest()
        self.settled = 0
        """Log sequence the views show."""
        self.views: dict[Audience, View] = {audience: View(self.contest, audience) for audience in audiences}

    def apply(self, sequence: int, events: Iterable[Event]) -> bool:
        """Applies one message of the log. False: it had been applied before, nothing happened."""
        contest = self.contest
        if sequence <= contest.applied:
            return False
        for event in events:
            contest.apply(event)
        contest.applied = sequence
        return True

    def settle(self) -> dict[Audience, Change]:
        """Scores what changed since the last call."""
        contest = self.contest
        self.settled = contest.applied
        changes = {audience: view.settle(contest.dirty, contest.renamed, contest.reset) for audience, view in self.views.items()}
        contest.dirty.clear()
        contest.renamed.clear()
        contest.reset = False
        return changes
