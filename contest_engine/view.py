"""A contest as one audience sees it: rows, order, who was first. The public's view never holds what is frozen."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Literal, NamedTuple

from sortedcontainers import SortedList

from contest_engine.contest import Contest, Slot, Submission
from contest_engine.scoring import NOTHING, CellScore, ContestFrame, Standing, Try
from leaderboard.order import Order
from realtime.board import Cell, Row

Audience = Literal["public", "jury"]


class Change(NamedTuple):
    """What a settled view has to tell: rows that look different, and the positions between which rows moved."""

    teams: set[int]
    first: int
    last: int

    @property
    def moved(self) -> bool:
        return self.first <= self.last


LAST = (2**40,)
"""Key of a disqualified team: it stands below all others, with nothing."""


class View:
    """Scores again what a contest marked as dirty. Cost: O(changed cells), never O(teams), but for a reset."""

    def __init__(self, contest: Contest, audience: Audience) -> None:
        self.contest = contest
        self.audience: Audience = audience
        self.order = Order()
        self.standings: dict[int, Standing] = {}
        self.cells: dict[int, dict[int, CellScore]] = {}
        """Scored cells by team and problem."""
        self.pending = 0
        """Tries that this audience is still waiting for."""
        self.tried: Counter[int] = Counter()
        """How many teams have a try on each problem."""
        self._solvers: defaultdict[int, SortedList[tuple[int, int, int]]] = defaultdict(SortedList)
        """Accepted tries of each problem: time, order of arrival, team."""
        self._solve: dict[Slot, tuple[int, int, int]] = {}
        self._firsts: dict[int, int] = {}

    def settle(self, dirty: set[Slot], renamed: set[int], reset: bool) -> Change:
        """Brings the view up to the contest. The caller owns the sets and clears them when all views are settled."""
        if reset:
            dirty = set(self.contest.tries) | set(self._solve) | {(t, p) for t, cells in self.cells.items() for p in cells}
            renamed = set(range(len(self.contest.teams)))
        # a frozen verdict changes no public cell: then nothing is told, not even that there was one
        teams = {slot[0] for slot in dirty if self._score(*slot)} | renamed
        problems = {problem for _, problem in dirty} | {p for t in renamed for p in self.cells.get(t, ())}
        for team in renamed:
            for problem in self.cells.get(team, ()):
                self._note_solve(team, problem)
        for problem in problems:
            teams |= self._find_first(problem)
        first, last = len(self.order) + len(teams), -1
        for team in teams:
            if not self._on_board(team):
                before, after = self.order.remove(team), None
                self.standings.pop(team, None)
            else:
                standing = self._standing(team)
                same_key = team in self.standings and self.standings[team].key == standing.key
                self.standings[team] = standing
                info = self.contest.teams[team]
                assert info is not None  # it is on the board
                before, after = self.order.place(team, standing.key, info.name, ranked=self.ranked(team))
                if before == after and same_key and not reset and team not in renamed:
                    continue
            spots = [spot for spot in (before, after) if spot is not None]
            if spots:
                first = min(first, *spots)
                last = max(last, *spots) if before is not None and after is not None else len(self.order)
        return Change({t for t in teams if self._on_board(t)}, first, last)

    def row(self, team: int) -> Row:
        standing = self.standings[team]
        unit = self.contest.rule.unit
        cells = tuple(
            Cell(
                problem,
                cell.judged,
                cell.pending,
                (2 if self._firsts.get(problem) == team else 1) if cell.solved else 0,
                cell.time // unit if cell.time >= 0 else -1,
                cell.score,
            )
            for problem, cell in sorted(self.cells.get(team, {}).items())
        )
        return Row(team, standing.solved, standing.time, standing.score, cells)

    def _standing(self, team: int) -> Standing:
        info = self.contest.teams[team]
        if info is not None and info.disqualified:
            return self.contest.rule.standing((), NOTHING)._replace(key=LAST)
        return self.contest.rule.standing(self.cells.get(team, {}).values(), self.contest.extra(team))

    def ranked(self, team: int) -> bool:
        """Whether a team takes part in the ranking, and may be first."""
        info = self.contest.teams[team]
        return info is not None and not (info.hidden or info.unofficial or info.disqualified)

    def _on_board(self, team: int) -> bool:
        info = self.contest.teams[team]
        return info is not None and not info.hidden

    def _score(self, team: int, problem: int) -> bool:
        """Scores a cell again. False: it is as it was."""
        tries = [self._seen(one) for one in self.contest.tries.get((team, problem), ()) if self.contest.counts(one)]
        cells = self.cells.setdefault(team, {})
        before = cells.get(problem)
        config = self.contest.config
        after = self.contest.rule.cell(tries, config.problems[problem], ContestFrame(config.duration, problem)) if tries else None
        if after == before:
            return False
        self.tried[problem] += (after is not None) - (before is not None)
        self.pending += (after.pending if after else 0) - (before.pending if before else 0)
        if after is not None:
            cells[problem] = after
        else:
            del cells[problem]
        self._note_solve(team, problem)
        return True

    def _seen(self, one: Submission) -> Try:
        judged = one.verdict
        if judged is None or (self.audience == "public" and self.contest.frozen(one)):
            return Try(one.time, True)
        means = self.contest.judgement_type(judged.verdict)
        return Try(one.time, False, means.solved, means.penalty, judged.score, judged.subtask_scores)

    def _note_solve(self, team: int, problem: int) -> None:
        slot = (team, problem)
        cell = self.cells.get(team, {}).get(problem)
        new = None
        if cell is not None and cell.solved and self.ranked(team):
            order = next((s.order for s in self.contest.tries[slot] if s.time == cell.time), 0)
            new = (cell.time, order, team)
        old = self._solve.pop(slot, None)
        if old is not None:
            self._solvers[problem].remove(old)
        if new is not None:
            self._solve[slot] = new
            self._solvers[problem].add(new)

    def _find_first(self, problem: int) -> set[int]:
        """Who solved a problem first; returns the teams that won or lost that mark."""
        solvers = self._solvers[problem]
        new, old = (solvers[0][2] if solvers else None), self._firsts.get(problem)
        if new == old:
            return set()
        if new is None:
            del self._firsts[problem]
        else:
            self._firsts[problem] = new
        return {team for team in (new, old) if team is not None}

    def solved(self, problem: int) -> int:
        """How many teams have solved a problem."""
        return len(self._solvers[problem])
