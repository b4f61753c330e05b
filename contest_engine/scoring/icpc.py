"""ICPC: most problems solved, then least penalty, then the earlier last accepted minute.

A solved problem costs the time of its first accepted try plus 20 minutes for each try rejected before it; an unsolved one
costs nothing. Source: ICPC World Finals rules, "Scoring of the finals".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import MINUTE, SECOND, IcpcOptions


class Icpc(Rule[IcpcOptions]):
    def __init__(self, options: IcpcOptions) -> None:
        super().__init__(options)
        self.every_rejection_costs = options.compile_penalty

    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        judged = pending = rejected = 0
        for attempt in tries:
            if attempt.pending:
                pending += 1
                continue
            judged += 1
            if attempt.solved:
                return CellScore(judged, pending, True, attempt.time, rejected)
            rejected += attempt.penalty
        return CellScore(judged, pending, False)  # what is not solved costs nothing

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        solved = total = last = 0
        unit, penalty = self.unit, self.options.penalty_minutes * MINUTE
        step = SECOND if self.options.penalty_rounding == "total" else unit
        for cell in cells:
            if cell.solved:
                solved += 1
                total += cell.time // step * step + cell.rejected * penalty
                last = max(last, cell.time // unit)
        time = (total + round(extra.adjustment * MINUTE)) // unit
        return Standing((-solved, time, last), solved, time)
