"""AtCoder and LeetCode: points first, then time: that of the last gain plus a penalty for each wrong try on a problem with points.

Source: AtCoder, "Contest rules": ties are broken by the time of the last gain plus five minutes for each incorrect submission
that came before the best one of a problem with points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try, milli
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import MINUTE, SECOND, AtCoderOptions

STEP = 100.0
"""Points of problems that name none: 100 for the first, 200 for the second, and so on."""


class AtCoder(Rule[AtCoderOptions]):
    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        full = problem.points or STEP * (frame.position + 1)
        judged = pending = wrong = counted = 0
        score, gained = 0.0, -1
        for attempt in tries:
            if attempt.pending:
                pending += 1
                continue
            judged += 1
            value = attempt.score if attempt.score is not None else (full if attempt.solved else 0.0)
            if value > score:
                score, gained, counted = value, attempt.time, wrong
                if score >= full:
                    return CellScore(judged, pending, True, gained, counted, score)
            wrong += attempt.penalty
        return CellScore(judged, pending, False, gained, counted, score if judged else None)

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        score, last, wrong, solved = extra.adjustment, 0, 0, 0
        for cell in cells:
            if cell.score:
                score += cell.score
                last = max(last, cell.time)
                wrong += cell.rejected
            solved += cell.solved
        time = last + wrong * self.options.penalty_minutes * MINUTE
        return Standing((-milli(score), time // SECOND), solved, time // MINUTE, round(score, 6))
