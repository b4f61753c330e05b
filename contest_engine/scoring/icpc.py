"""ICPC: most problems solved, then least penalty, then the earlier last accepted minute.

A solved problem costs the time of its first accepted try plus 20 minutes for each try rejected before it; an unsolved one
costs nothing. Source: ICPC World Finals rules, "Scoring of the finals".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from contest_engine.scoring.base import MINUTE, NOTHING, SECOND, CellScore, ContestFrame, Extra, Standing, Try
from realtime.protocol.contest_settings import ContestProblem


class Icpc(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    penalty_minutes: int = 20
    """Minutes for each rejected try on a problem that is solved in the end."""
    penalty_rounding: Literal["cell", "total"] = "cell"
    """`cell`: each solved problem's time is rounded down to the minute; `total`: seconds are summed, the sum rounded down."""
    compile_penalty: bool = False
    """Whether tries that the judgement types call free of penalty (compile errors) count all the same."""
    seconds: bool = False
    """Score in whole seconds instead of minutes."""

    @property
    def unit(self) -> int:
        return SECOND if self.seconds else MINUTE

    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        judged = pending = rejected = 0
        for one in tries:
            if one.pending:
                pending += 1
                continue
            judged += 1
            if one.solved:
                return CellScore(judged, pending, True, one.time, rejected)
            rejected += one.penalty or self.compile_penalty
        return CellScore(judged, pending, False)  # what is not solved costs nothing

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        solved = total = last = 0
        step = SECOND if self.penalty_rounding == "total" else self.unit
        for cell in cells:
            if cell.solved:
                solved += 1
                total += cell.time // step * step + cell.rejected * self.penalty_minutes * MINUTE
                last = max(last, cell.time // self.unit)
        time = (total + round(extra.adjustment * MINUTE)) // self.unit
        return Standing((-solved, time, last), solved, time)
