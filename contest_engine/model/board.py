"""Contest and views together: what one log makes of every audience's board."""

from __future__ import annotations

from collections.abc import Iterable

from contest_engine.model import reveal
from contest_engine.model.attempts import Attempts
from contest_engine.model.contest import Contest
from contest_engine.model.view import Change, View
from realtime.protocol.events import CellRevealed, Event
from realtime.protocol.questions import Hidden, HiddenCell, WhatIsHidden
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

    def next_hidden(self) -> Attempts | None:
        """The cell that the reveal shows next, by the public's standings of now; None: nothing is frozen any more."""
        self._settle()
        view = self.views.get("public")
        return reveal.following(self.contest, view.order if view else None)

    def hidden(self, question: WhatIsHidden) -> Hidden:
        """What the freeze hides now, and the cell that is asked for."""
        shown, hidden = question.shown and self.contest.find(*question.shown), question.hidden and self.contest.find(*question.hidden)
        # not whether it is revealed: its tries or its problem may be withdrawn before the step is read, which then shows nothing
        if (shown and self.contest.freeze.hides(shown)) or (hidden and hidden.revealed):
            return Hidden(ready=False)
        named = CellRevealed(question.team, question.problem)
        cell = reveal.named(self.contest, named) if question.team else self.next_hidden()
        left = reveal.left(self.contest)
        return Hidden(cell=None if cell is None else self._described(cell), left=left)

    def _described(self, cell: Attempts) -> HiddenCell:
        """As the jury sees it."""
        contest = self.contest
        team = contest.teams[cell.team]
        assert team is not None  # it is on the board
        self._settle()
        # nothing is shown of a cell whose tries do not count, such as compile errors
        shown = next((shown for shown in self.views["jury"].row(cell.team).cells if shown.problem == cell.problem), None)
        solved, score = (shown.solved > 0, shown.score) if shown else (False, None)
        return HiddenCell(team.team, team.name, contest.settings.problems[cell.problem].id, solved, score)

    def _reveal(self, event: CellRevealed) -> None:
        """The next cell is that of the public's standings at this point of the log, whenever viewers were last told."""
        self._settle()
        if event.taken_back:
            if (shown := self.contest.find(event.team, event.problem)) is not None and shown.revealed:
                self.contest.hide(shown)
                return
        elif (cell := reveal.named(self.contest, event) if event.team else self.next_hidden()) is not None:
            self.contest.reveal(cell)
            return
        self.contest.ignored += 1
