"""A contest as one audience sees it: rows, order, who was first. The public's view never holds what is frozen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from contest_engine.contest import Contest, Slot, Submission
from contest_engine.scoring import NOTHING, CellScore, Standing, Try
from leaderboard.order import Order
from realtime.board import Audience, Cell, Row


class Change(NamedTuple):
    """What a settled view has to tell: rows that look different, and the positions between which rows moved."""

    teams: set[int]
    first: int
    last: int

    @property
    def moved(self) -> bool:
        return self.first <= self.last

    def and_then(self, later: Change) -> Change:
        """Both, one after the other."""
        return Change(self.teams | later.teams, min(self.first, later.first), max(self.last, later.last))


LAST = (2**40,)
"""Key of a disqualified team: it stands below all others, with nothing."""


class View:
    """Scores again what a contest marked as dirty. Cost: O(changed cells), never O(teams), but for a reset."""

    def __init__(self, contest: Contest, audience: Audience, like: View | None = None) -> None:
        """`like`: a view that hides nothing, settled before this one. Until something is frozen this one is the same, object for
        object; then it is a copy, which still takes over the cells in which nothing is frozen.
        """
        self._like = like
        self.shared = like is not None
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
        self.solved: Counter[int] = Counter()
        """How many teams have solved each problem."""
        self._solvers: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
        """Accepted tries of each problem as a heap: time, order of arrival, team. Some may not hold any more: see `_solve`."""
        self._solve: dict[Slot, tuple[int, int, int]] = {}
        self._firsts: dict[int, int] = {}

        if like is not None:
            self._take(like, copy=False)

    def part(self) -> None:
        """Stops being the same as the other view: from here on they may differ."""
        if self._like is not None and self.shared:
            self._take(self._like, copy=True)
            self.shared = False

    def _take(self, other: View, *, copy: bool) -> None:
        self.order = other.order.copy() if copy else other.order
        self.cells = {team: cells.copy() for team, cells in other.cells.items()} if copy else other.cells
        self.standings = other.standings.copy() if copy else other.standings
        self.pending = other.pending
        self.tried = other.tried.copy() if copy else other.tried
        self.solved = other.solved.copy() if copy else other.solved
        self._solve = other._solve.copy() if copy else other._solve
        self._firsts = other._firsts.copy() if copy else other._firsts
        self._solvers = defaultdict(list, {p: heap.copy() for p, heap in other._solvers.items()}) if copy else other._solvers

    def follow(self) -> None:
        """What a shared view cannot share: a number."""
        if self._like is not None:
            self.pending = self._like.pending

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
                standing, held = self._standing(team), self.standings.get(team)
                self.standings[team] = standing
                if held is not None and held.key == standing.key and team not in renamed:
                    continue  # most verdicts move nobody
                info = self.contest.teams[team]
                assert info is not None  # it is on the board
                before, after = self.order.place(team, standing.key, info.name, ranked=self.ranked(team))
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

    def group(self, group: str) -> tuple[list[int], list[int]]:
        """The teams of a group in their order, with their ranks among themselves; 0 for one without a rank."""
        teams, ranks = self.order.page(0, len(self.order))
        members: list[int] = []
        own: list[int] = []
        better = at = 0
        last = -1
        for team, rank in zip(teams, ranks, strict=True):
            info = self.contest.teams[team]
            if info is None or group not in info.groups:
                continue
            if rank and rank != last:
                at, last = better + 1, rank
            better += rank > 0
            members.append(team)
            own.append(at if rank else 0)
        return members, own

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
        cells = self.cells.get(team)
        if cells is None:
            cells = self.cells[team] = {}
        before = cells.get(problem)
        tries = self.contest.tries.get((team, problem))
        if self._like is not None and not (tries and self.contest.frozen(tries[-1])):  # no try of it is hidden: scored already
            after = self._like.cells.get(team, {}).get(problem)
        else:
            after = self._cell(tries or (), problem)
        if after == before:
            return False
        self.tried[problem] += (after is not None) - (before is not None)
        self.pending += (after.pending if after else 0) - (before.pending if before else 0)
        if after is not None:
            cells[problem] = after
        else:
            del cells[problem]
        if (before is not None and before.solved) or (after is not None and after.solved):
            self._note_solve(team, problem)
        return True

    def _cell(self, tries: Sequence[Submission], problem: int) -> CellScore | None:
        contest = self.contest
        hides = self.audience == "public"
        seen = [Try(one.time, True) if hides and contest.frozen(one) else one.seen for one in tries if contest.counts(one)]
        return contest.rule.cell(seen, contest.config.problems[problem], contest.frames[problem]) if seen else None

    def _note_solve(self, team: int, problem: int) -> None:
        slot = (team, problem)
        cell = self.cells.get(team, {}).get(problem)
        new = None
        if cell is not None and cell.solved and self.ranked(team):
            order = next((s.order for s in self.contest.tries[slot] if s.time == cell.time), 0)
            new = (cell.time, order, team)
        old = self._solve.pop(slot, None)
        self.solved[problem] += (new is not None) - (old is not None)
        if new is not None:
            self._solve[slot] = new
            heappush(self._solvers[problem], new)

    def _find_first(self, problem: int) -> set[int]:
        """Who solved a problem first; returns the teams that won or lost that mark."""
        solvers = self._solvers[problem]
        while solvers and self._solve.get((solvers[0][2], problem)) != solvers[0]:
            heappop(solvers)  # taken back, or replaced by another
        new, old = (solvers[0][2] if solvers else None), self._firsts.get(problem)
        if new == old:
            return set()
        if new is None:
            del self._firsts[problem]
        else:
            self._firsts[problem] = new
        return {team for team in (new, old) if team is not None}
