"""IOI: points for each problem, summed; equal sums share a rank.

A problem's points are those of the best submission, of the last one, or the sum over subtasks of the best any submission
got for it (IOI since 2017). Source: IOI competition rules, "Scoring".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try, milli
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import MINUTE, SECOND, IoiOptions

FULL = 100.0
"""Points of a problem that names none."""


class Ioi(Rule[IoiOptions]):
    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        full = problem.points or FULL
        judged = [attempt for attempt in tries if not attempt.pending]
        score, gained = 0.0, -1
        best: list[float] = []
        for attempt in judged:
            value = attempt.score if attempt.score is not None else (full if attempt.solved else 0.0)
            if self.options.cell == "sum_of_subtask_maxima":
                parts = attempt.subtasks if attempt.subtasks is not None else (value,)
                best = [max(a, b) for a, b in zip_longest(best, parts, fillvalue=0.0)]
                value = sum(best)
            if value > score or self.options.cell == "last":
                gained = attempt.time if value != score else gained
                score = value
        return CellScore(len(judged), len(tries) - len(judged), score >= full, gained, 0, score if judged else None)

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        score, last, solved = extra.adjustment, 0, 0
        for cell in cells:
            score += cell.score or 0.0
            solved += cell.solved
            last = max(last, cell.time)
        time = last // MINUTE
        return Standing((-milli(score), last // SECOND if self.options.tie_break_by_time else 0), solved, time, round(score, 6))
