"""Contest and views together: what one log makes of every audience's board."""

from __future__ import annotations

from collections.abc import Iterable

from contest_engine.model import reveal
from contest_engine.model.contest import Contest
from contest_engine.model.view import Change, View
from realtime.protocol.events import CellRevealed, Event
from realtime.protocol.rooms import AUDIENCES, Audience

NOTHING_NEW = Change(set(), 0, -1)


class Board:
    """Apply events as they come; `settle` when somebody wants to look."""

    def __init__(self, audiences: Iterable[Audience] = AUDIENCES, contest: Contest | None = None) -> None:
        """`contest`: one with a past, all of it marked as changed."""
        self.contest = contest or Contest()
        self.settled = 0
        """Log sequence the views show."""
        wanted = set(audiences)
        jury = View(self.contest, "jury") if "jury" in wanted else None
        self.views: dict[Audience, View] = {"jury": jury} if jury else {}  # first: the public's takes over what nothing hides
        if "public" in wanted:
            self.views["public"] = View(self.contest, "public", jury)
        self.renamed: set[int] = set()
        """Teams that joined, changed or left between the last two calls of `settle`."""
        self._untold_renamed: set[int] = set()
        self._untold: dict[Audience, Change] = {}
        """What was settled on the way, to find what a step of the reveal shows, and not told yet."""

    def apply(self, sequence: int, events: Iterable[Event]) -> bool:
        """Applies one message of the log. False: it had been applied before, nothing happened."""
        contest = self.contest
        if sequence <= contest.applied:
            return False
        apply = contest.apply
        for event in events:
            if type(event) is CellRevealed:
                self._reveal(event)
            else:
                apply(event)
        contest.applied = sequence
        return True

    def settle(self) -> dict[Audience, Change]:
        """Scores what changed since the last call; the public's change comes first."""
        self._settle()
        changes, self._untold = self._untold, {}
        self.renamed, self._untold_renamed = self._untold_renamed, set()
        return {audience: changes[audience] for audience in sorted(changes, key=AUDIENCES.index)}

    def dissolve(self) -> None:
        """Frees everything that the board holds; afterwards it cannot be used.

        Submissions and their cells refer to each other: without this only the collector frees them, and in an engine it hardly ever
        runs (see `contest_engine.app.tune_gc`). Emptied objects also make it harmless that a traceback somewhere still refers to them.
        """
        for attempts in self.contest.all_attempts():
            attempts.tries.clear()
            attempts.outside.clear()
        for part in (*self.views.values(), self.contest, self):
            vars(part).clear()

    def _settle(self) -> None:
        contest = self.contest
        self.settled = contest.applied
        public, change = self.views.get("public"), NOTHING_NEW
        if public is not None and contest.freeze.active and not contest.reset:
            public.part()
        for audience, view in self.views.items():
            if contest.reset:
                view.start_anew()
            if not view.shared:
                change = view.settle()
            untold = self._untold.get(audience)
            self._untold[audience] = change if untold is None else untold.and_then(change)
        self._untold_renamed |= contest.renamed
        contest.settled()

    def _reveal(self, event: CellRevealed) -> None:
        """The next cell is that of the public's standings at this point of the log, whenever viewers were last told."""
        self._settle()
        view = self.views.get("public")
        cell = reveal.named(self.contest, event) if event.team else reveal.following(self.contest, view.order if view else None)
        if cell is None:
            self.contest.ignored += 1
        else:
            self.contest.reveal(cell)
