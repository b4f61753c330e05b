"""Codeforces: points that melt with time and wrong tries, and hacks.

An accepted try at minute t of a contest of d minutes, after w wrong ones, gives max(0.3·x, x - ⌊120·x·t / (250·d)⌋ - 50·w) of the x
points of its problem. A verdict of the system tests that comes later replaces that of the pretests. Source: Codeforces, "Codeforces
contest rules" (scoring) and its usual length of 120 minutes, in which a problem loses x/250 a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from contest_engine.scoring.base import NOTHING, CellScore, ContestFrame, Extra, Rule, Standing, Try, milli
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.rules import MINUTE, CodeforcesOptions

STEP = 500.0
"""Points of problems that name none: 500 for the first, 1000 for the second, and so on."""


class Codeforces(Rule[CodeforcesOptions]):
    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        full = problem.points or STEP * (frame.position + 1)
        judged = pending = wrong = 0
        found: CellScore | None = None
        for attempt in tries:
            if attempt.pending:
                pending += 1
                continue
            judged += 1
            if attempt.solved:
                found = CellScore(judged, pending, True, attempt.time, wrong, self._points(full, attempt.time, wrong, frame.duration))
                if self.options.resubmit == "first":
                    return found
                wrong += 1
            else:
                wrong += attempt.penalty
        if found is not None:
            return msgspec.structs.replace(found, judged=judged, pending=pending)
        return CellScore(judged, pending, False, score=0.0 if judged else None)

    def _points(self, full: float, time: int, wrong: int, duration: int) -> float:
        minute, minutes = time // MINUTE, max(1, duration // MINUTE)
        return max(self.options.least * full, full - (120 * full * minute) // (250 * minutes) - self.options.wrong * wrong)

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        score = extra.adjustment + self.options.hack * extra.hacks + self.options.failed_hack * extra.failed_hacks
        solved = 0
        for cell in cells:
            score += cell.score or 0.0
            solved += cell.solved
        return Standing((-milli(score),), solved, 0, round(score, 6))
