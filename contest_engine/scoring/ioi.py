"""IOI: points for each problem, summed; equal sums share a rank.

A problem's points are those of the best submission, of the last one, or the sum over subtasks of the best any submission
got for it (IOI since 2017). Source: IOI competition rules, "Scoring".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Literal

import msgspec

from contest_engine.scoring.base import MINUTE, NOTHING, CellScore, ContestFrame, Extra, Standing, Try, milli
from realtime.protocol.contest_settings import ContestProblem

FULL = 100.0
"""Points of a problem that names none."""


class Ioi(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cell_score: Literal["best", "last", "sum_of_subtask_maxima"] = msgspec.field(default="best", name="cell")
    """`best`: best single submission; `last`: the last judged one; `sum_of_subtask_maxima`: the best of each subtask, summed."""
    tie_break_by_time: bool = False
    """Among equals, whoever gained points last at an earlier time is better."""

    @property
    def unit(self) -> int:
        return MINUTE

    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        full = problem.points or FULL
        judged = [one for one in tries if not one.pending]
        score, gained = 0.0, -1
        best: list[float] = []
        for one in judged:
            value = one.score if one.score is not None else (full if one.solved else 0.0)
            if self.cell_score == "sum_of_subtask_maxima":
                parts = one.subtasks if one.subtasks is not None else (value,)
                best = [max(a, b) for a, b in zip_longest(best, parts, fillvalue=0.0)]
                value = sum(best)
            if value > score or self.cell_score == "last":
                gained = one.time if value != score else gained
                score = value
        return CellScore(len(judged), len(tries) - len(judged), score >= full, gained, 0, score if judged else None)

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        score, last, solved = extra.adjustment, 0, 0
        for cell in cells:
            score += cell.score or 0.0
            solved += cell.solved
            last = max(last, cell.time)
        time = last // MINUTE
        return Standing((-milli(score), last // 1000 if self.tie_break_by_time else 0), solved, time, round(score, 6))
