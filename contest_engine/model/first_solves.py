"""First to solve each problem, as one audience may know it.

The star of a problem goes to the team with the earliest accepted try, and only once no try whose verdict the audience does not know
could take it away: one of another ranked team that was made earlier, or one of the team's own under a rule by which the last try
counts. So a star never wanders, neither while judges are behind nor during the reveal. (By points, that holds as long as no cell is
worth more than its problem: a later gain would be taken for the solve.)

Example: b's try of minute 9 is still judged when a's of minute 10 is accepted. Nobody has the star; when b's is rejected, a has it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import chain
from typing import Protocol

from contest_engine.model.attempts import Attempts
from contest_engine.scoring import CellScore

Solve = tuple[int, int, int, Attempts]
"""The first accepted try of a cell: time, order of arrival, team, cell. Compares by the first three: a team has one cell of a problem."""


class Unknown(Protocol):
    """What an audience does not know yet."""

    def may_have_solved_before(self, attempts: Attempts, time: int, order: int) -> bool:
        """Whether verdicts that are not known yet could make this cell one that was solved before a time (and order of arrival)."""

    def may_become_unsolved(self, attempts: Attempts) -> bool:
        """Whether a verdict that is not known yet could make this cell unsolved."""


class FirstSolves:
    """Who solved each problem first. `settle` brings the stars up to the cells that were noted since its last call."""

    def __init__(self) -> None:
        self.solved: Counter[int] = Counter()
        """How many ranked teams have solved each problem."""
        self._solves: dict[Attempts, Solve] = {}
        self._earliest: defaultdict[int, list[Solve]] = defaultdict(list)
        """Solves of each problem as a heap. Some may not hold any more: see `_solves`."""
        self._stars: dict[int, Solve] = {}
        self._waiting: defaultdict[int, dict[Attempts, None]] = defaultdict(dict)
        """Cells of each problem with pending tries, roughly the oldest first: what blocks a star is found soon."""
        self._withheld: dict[int, Attempts] = {}
        """For each problem whose star nobody has though it is solved, a cell that stands in the way."""
        self._changed: set[int] = set()
        """Problems whose earliest solve may be another."""

    def copy(self) -> FirstSolves:
        made = FirstSolves()
        made.solved = self.solved.copy()
        made._solves = self._solves.copy()
        made._earliest = defaultdict(list, {problem: heap.copy() for problem, heap in self._earliest.items()})
        made._stars = self._stars.copy()
        made._waiting = defaultdict(dict, {problem: cells.copy() for problem, cells in self._waiting.items()})
        made._withheld = self._withheld.copy()
        made._changed = self._changed.copy()
        return made

    def team(self, problem: int) -> int | None:
        """The team that has the star of a problem."""
        star = self._stars.get(problem)
        return None if star is None else star[2]

    def note_pending(self, attempts: Attempts, pending: bool) -> None:
        """Takes note that a cell has pending tries from now on, or has none any more."""
        if pending:
            self._waiting[attempts.problem][attempts] = None
        else:
            self._waiting[attempts.problem].pop(attempts, None)

    def note(self, attempts: Attempts, cell: CellScore | None) -> None:
        """Takes note of what a cell is now; None: it is empty, or of a team without a rank."""
        problem, old = attempts.problem, self._solves.get(attempts)
        new = None if cell is None or not cell.solved else _solve(attempts, cell)
        if new == old:
            return
        self._changed.add(problem)
        self.solved[problem] += (new is not None) - (old is not None)
        if new is None:
            del self._solves[attempts]
        else:
            self._solves[attempts] = new
            heappush(self._earliest[problem], new)

    def note_all(self, solved: Iterable[tuple[Attempts, CellScore]], waiting: Iterable[Attempts]) -> None:
        """Starts with these: the solved cells of ranked teams, and all those with pending tries."""
        for attempts, cell in solved:
            solve = self._solves[attempts] = _solve(attempts, cell)
            self._earliest[attempts.problem].append(solve)
        for problem, heap in self._earliest.items():
            self.solved[problem] = len(heap)
            heapify(heap)
        for attempts in waiting:
            self._waiting[attempts.problem][attempts] = None
        self._changed.update(self._earliest)

    def settle(self, doubtful: Iterable[Attempts], unranked: set[int], unknown: Unknown) -> set[int]:
        """Gives and takes stars; returns the teams that won or lost one.

        `doubtful`: cells that may stand in the way of a star otherwise than before.
        """

        def blocks(attempts: Attempts, solve: Solve) -> bool:
            time, order, _, solved = solve
            if attempts is solved:
                return unknown.may_become_unsolved(attempts)
            return attempts.team not in unranked and unknown.may_have_solved_before(attempts, time, order)

        for attempts in doubtful:
            star = self._stars.get(attempts.problem)
            if star is not None and blocks(attempts, star):
                self._withheld[attempts.problem] = attempts
        moved: set[int] = set()
        for problem in self._changed | self._withheld.keys():
            before, first, block = self._stars.pop(problem, None), self._first(problem), self._withheld.pop(problem, None)
            if first is not None and (first != before or block is not None):
                candidates = self._waiting[problem] if block is None else chain((block,), self._waiting[problem])
                block = next((attempts for attempts in candidates if blocks(attempts, first)), None)
            if block is not None and first is not None:
                self._withheld[problem] = block
            elif first is not None:
                self._stars[problem] = first
            after = self._stars.get(problem)
            if before is None or after is None or before[2] != after[2]:
                moved |= {solve[2] for solve in (before, after) if solve is not None}
        self._changed.clear()
        return moved

    def _first(self, problem: int) -> Solve | None:
        """The earliest solve that still holds."""
        heap = self._earliest[problem]
        while heap and self._solves.get(heap[0][3]) != heap[0]:
            heappop(heap)
        return heap[0] if heap else None


def _solve(attempts: Attempts, cell: CellScore) -> Solve:
    """The first accepted try of a solved cell; by points, a cell may be solved without one: then the try that completed it."""
    time, completed = cell.time, 0
    for submission in attempts.tries:
        if submission.time > time:  # may be hidden
            break
        if submission.solved:
            return submission.time, submission.order, attempts.team, attempts
        if submission.time == time and not completed:
            completed = submission.order
    return time, completed, attempts.team, attempts
