"""A contest as one audience sees it: rows, order, who was first. The public's view never holds what is frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contest_engine.model.attempts import Attempts
from contest_engine.model.contest import Contest
from contest_engine.model.first_solves import FirstSolves
from contest_engine.model.freeze import NEVER, Freeze
from contest_engine.scoring import NOTHING, CellScore, Standing, Try
from leaderboard.order import Order
from realtime.protocol.frames import Cell, Row
from realtime.protocol.rooms import Audience


class Change(NamedTuple):
    """What a settled view has to tell: rows that look different, and the positions between which rows moved or ranks changed."""

    teams: set[int]
    first: int
    last: int

    @property
    def moved(self) -> bool:
        return self.first <= self.last

    def and_then(self, later: Change) -> Change:
        """Both, one after the other."""
        if not self.moved or not later.moved:
            return Change(self.teams | later.teams, *(later if later.moved else self)[1:])
        return Change(self.teams | later.teams, min(self.first, later.first), max(self.last, later.last))


UNTRIED = CellScore(0, 0, False)
LAST = (2**40,)
"""Key of a disqualified team: it stands below all others, with nothing."""


class State:
    """What a view has made of the contest. Two views that see the same share one."""

    def __init__(self) -> None:
        self.order = Order()
        self.standings: dict[int, Standing] = {}
        self.scores: dict[Attempts, CellScore] = {}
        self.pending = 0
        self.tried: Counter[int] = Counter()
        self.firsts = FirstSolves()

    def copy(self) -> State:
        made = State()
        made.order = self.order.copy()
        made.standings = self.standings.copy()
        made.scores = self.scores.copy()
        made.pending = self.pending
        made.tried = self.tried.copy()
        made.firsts = self.firsts.copy()
        return made


class View:
    """Scores again what a contest marked as dirty. Cost: O(changed cells), never O(teams), but for a reset."""

    def __init__(self, contest: Contest, audience: Audience, like: View | None = None) -> None:
        """`like`: a view that hides nothing, settled before this one. Until something is frozen this one is the same, object for
        object; then it is a copy, which still takes over the cells in which nothing is frozen.
        """
        self._like = like
        self.contest = contest
        self.audience: Audience = audience
        self._state: State = like._state if like else State()

    @property
    def shared(self) -> bool:
        return self._like is not None and self._state is self._like._state

    @property
    def _freeze(self) -> Freeze | None:
        """The freeze as far as it hides something from this audience."""
        freeze = self.contest.freeze
        return freeze if self.audience == "public" and freeze.active else None

    def part(self) -> None:
        """Stops being the same as the other view: from here on they may differ."""
        if self.shared:
            self._state = self._state.copy()

    @property
    def order(self) -> Order:
        return self._state.order

    @property
    def pending(self) -> int:
        """Tries that this audience is still waiting for."""
        return self._state.pending

    @property
    def tried(self) -> Counter[int]:
        """How many teams have a try on each problem."""
        return self._state.tried

    @property
    def solved(self) -> Counter[int]:
        """How many ranked teams have solved each problem."""
        return self._state.firsts.solved

    def first(self, problem: int) -> int | None:
        """The team that solved a problem first, once no verdict that is still to come can change that."""
        return self._state.firsts.team(problem)

    def standing(self, team: int) -> Standing:
        return self._state.standings[team]

    def start_anew(self) -> None:
        """The contest has to be scored again as a whole: forgets everything, or takes it over from the view it is like."""
        if self._like is None:
            self._state = State()
            return
        self._state = self._like._state
        if self.contest.freeze.active:
            self.part()
            self._state.order.touch_all()

    def settle(self) -> Change:
        """Brings the view up to what the contest marked as changed; `Contest.settled` takes the marks away when all views are.

        When everything is marked, call `start_anew` before.
        """
        contest, firsts = self.contest, self._state.firsts
        dirty: Iterable[Attempts] = contest.dirty
        renamed: Iterable[int] = contest.renamed
        teams, totals = set(renamed), set(renamed)
        if contest.reset:
            everybody = range(len(contest.teams))
            teams, renamed = set(everybody), ()
            if self._like is None:
                dirty, totals = (), set(everybody)
                self._score_anew()
            else:  # the rest is known
                dirty, totals = list(filter(contest.freeze.hides, contest.all_attempts())), set()
        # a frozen verdict changes no public cell: then nothing is told, not even that there was one
        solves, pending = self._score(dirty, teams, totals)
        of_renamed = [attempts for team in renamed for attempts in contest.attempts[team].values()]
        for attempts in (*solves, *of_renamed):
            firsts.note(attempts, None if attempts.team in contest.unranked else self._state.scores.get(attempts))
        teams |= firsts.settle((*pending, *of_renamed), contest.unranked, self)
        self._place(totals, contest.reset and self._like is None)
        return Change(teams - contest.absent, *self.order.span())

    def row(self, team: int) -> Row:
        scores = self._state.scores
        standing = self._state.standings[team]
        firsts = self._state.firsts
        unit = self.contest.rule.unit
        cells = tuple(
            Cell(
                problem,
                cell.judged,
                cell.pending,
                (2 if firsts.team(problem) == team else 1) if cell.solved else 0,
                cell.time // unit if cell.time >= 0 else -1,
                cell.score,
            )
            for problem, attempts in sorted(self.contest.attempts[team].items())
            if (cell := scores.get(attempts)) is not None
        )
        return Row(team, standing.solved, standing.time, standing.score, cells, team in self.contest.disqualified)

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

    # one loop over all that changed, without a call for each cell: the engine's hottest path
    def _score(  # noqa: C901, PLR0912
        self, dirty: Iterable[Attempts], teams: set[int], totals: set[int]
    ) -> tuple[list[Attempts], list[Attempts]]:
        """Scores cells again. Adds teams with another cell to `teams`, those whose total it may change to `totals`; returns the cells
        whose first accepted try may be another, and those with pending tries.
        """
        contest, state = self.contest, self._state
        cell, problems, frames = contest.rule.cell, contest.settings.problems, contest.frames
        scores, tried, untried, freeze = state.scores, state.tried, UNTRIED, self._freeze
        known = self._like._state.scores if self._like else None
        solves: list[Attempts] = []
        pending: list[Attempts] = []
        for attempts in dirty:
            tries: Sequence[Try] = attempts.counted() if attempts.uncounted else attempts.tries
            problem = attempts.problem
            before = scores.get(attempts, untried)
            if freeze is not None and freeze.hides(attempts):
                after = cell(freeze.masked(attempts), problems[problem], frames[problem])
            elif not tries:
                after = untried
            elif known is not None:  # nothing of it is hidden: scored already
                after = known[attempts]
            else:
                after = cell(tries, problems[problem], frames[problem])
            # also where the cell is the same: its tries may be others
            if after.pending:
                pending.append(attempts)
            if solved := after.solved or before.solved:
                solves.append(attempts)
            if after == before:
                continue
            teams.add(attempts.team)
            scores[attempts] = after
            if before is untried:
                tried[problem] += 1
            elif after is untried:
                tried[problem] -= 1
                del scores[attempts]
            if after.pending != before.pending:
                state.pending += after.pending - before.pending
                if not (after.pending and before.pending):
                    state.firsts.note_pending(attempts, after.pending > 0)
            if solved or after.time != before.time or after.score != before.score or after.rejected != before.rejected:
                totals.add(attempts.team)
        return solves, pending

    def _score_anew(self) -> None:
        """Scores all cells, of which none has been scored: what `_score` does, at a third of the price."""
        contest, state = self.contest, self._state
        cell, problems, frames, unranked = contest.rule.cell, contest.settings.problems, contest.frames, contest.unranked
        scores, freeze = state.scores, self._freeze
        solved: list[tuple[Attempts, CellScore]] = []
        pending: list[Attempts] = []
        for attempts in contest.all_attempts():
            tries: Sequence[Try] = attempts.counted() if attempts.uncounted else attempts.tries
            if freeze is not None and freeze.hides(attempts):
                tries = freeze.masked(attempts)
            if not tries:
                continue
            problem = attempts.problem
            score = scores[attempts] = cell(tries, problems[problem], frames[problem])
            state.tried[problem] += 1
            if score.pending:
                state.pending += score.pending
                pending.append(attempts)
            if score.solved and attempts.team not in unranked:
                solved.append((attempts, score))
        state.firsts.note_all(solved, pending)

    def _place(self, totals: set[int], anew: bool) -> None:
        """Sums up teams, and puts them where they belong; with `anew`, they are all there are."""
        contest, order, standings = self.contest, self._state.order, self._state.standings
        everybody: dict[int, tuple[tuple[int, ...], str, bool]] = {}
        for team in totals:
            if team in contest.absent:
                order.remove(team)
                standings.pop(team, None)
                continue
            standing, held = self._sum(team), standings.get(team)
            standings[team] = standing
            if anew or held is None or team in contest.renamed:
                info = contest.teams[team]
                assert info is not None  # it is not absent
                if anew:
                    everybody[team] = (standing.key, info.name, team not in contest.unranked)
                else:
                    order.place(team, standing.key, info.name, ranked=team not in contest.unranked)
            elif held.key != standing.key:  # most verdicts move nobody
                order.move(team, standing.key)
        if anew:
            order.place_all(everybody)

    def _sum(self, team: int) -> Standing:
        contest, scores = self.contest, self._state.scores
        if team in contest.disqualified:
            nothing = contest.rule.standing((), NOTHING)
            return Standing(LAST, nothing.solved, nothing.time, nothing.score)
        cells = [scores[attempts] for attempts in contest.attempts[team].values() if attempts in scores]
        return contest.rule.standing(cells, contest.extra(team))

    def may_have_solved_before(self, attempts: Attempts, time: int, order: int) -> bool:
        tries = attempts.tries
        if not tries or tries[0].time > time:
            return False
        hidden_from = self._hidden_from(attempts)
        early = unknown = False
        for submission in tries:
            pending = submission.pending or submission.time >= hidden_from
            unknown |= pending
            if submission.time < time or (submission.time == time and submission.order < order):
                early |= pending or submission.solved  # an accepted try may count again: where the last one counts
            elif not early:
                return False
            if early and unknown:
                return True
        return False

    def may_become_unsolved(self, attempts: Attempts) -> bool:
        contest, hidden_from = self.contest, self._hidden_from(attempts)
        worst: list[Try] = [
            Try(submission.time, False, penalty=True, score=0.0) if submission.pending or submission.time >= hidden_from else submission
            for submission in attempts.tries
            if submission.time >= hidden_from or not submission.uncounted
        ]
        problem = attempts.problem
        return not contest.rule.cell(worst, contest.settings.problems[problem], contest.frames[problem]).solved

    def _hidden_from(self, attempts: Attempts) -> float:
        """Contest time from which verdicts of a cell are hidden from this audience."""
        return NEVER if self._freeze is None else self._freeze.hidden_from(attempts)
