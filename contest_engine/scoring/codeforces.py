"""Codeforces: points that melt with time and wrong tries, and hacks.

An accepted try at minute t of a contest of d minutes, after w wrong ones, gives max(0.3·x, x - ⌊120·x·t / (250·d)⌋ - 50·w) of the x
points of its problem. A verdict of the system tests that comes later replaces that of the pretests. Source: Codeforces, "Codeforces
contest rules" (scoring) and its usual length of 120 minutes, in which a problem loses x/250 a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from contest_engine.scoring.base import MINUTE, NOTHING, CellScore, ContestFrame, Extra, Standing, Try, milli
from realtime.protocol.contest_settings import ContestProblem

STEP = 500.0
"""Points of problems that name none: 500 for the first, 1000 for the second, and so on."""


class Codeforces(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    wrong: int = 50
    """Points lost for each wrong try before the accepted one."""
    least: float = 0.3
    """Part of a problem's points that an accepted try gives at least."""
    hack: int = 100
    failed_hack: int = -50
    resubmit: Literal["first", "last"] = "first"
    """Which accepted try counts; with `last`, those before it are wrong tries."""

    @property
    def unit(self) -> int:
        return MINUTE

    def cell(self, tries: Sequence[Try], problem: ContestProblem, frame: ContestFrame) -> CellScore:
        full = problem.points or STEP * (frame.position + 1)
        judged = pending = wrong = 0
        found: CellScore | None = None
        for one in tries:
            if one.pending:
                pending += 1
                continue
            judged += 1
            if one.solved:
                found = CellScore(judged, pending, True, one.time, wrong, self._points(full, one.time, wrong, frame.duration))
                if self.resubmit == "first":
                    return found
                wrong += 1
            else:
                wrong += one.penalty
        if found is not None:
            return msgspec.structs.replace(found, judged=judged, pending=pending)
        return CellScore(judged, pending, False, score=0.0 if judged else None)

    def _points(self, full: float, time: int, wrong: int, duration: int) -> float:
        minute, minutes = time // MINUTE, max(1, duration // MINUTE)
        return max(self.least * full, full - (120 * full * minute) // (250 * minutes) - self.wrong * wrong)

    def standing(self, cells: Iterable[CellScore], extra: Extra = NOTHING) -> Standing:
        score = extra.adjustment + self.hack * extra.hacks + self.failed_hack * extra.failed_hacks
        solved = 0
        for cell in cells:
            score += cell.score or 0.0
            solved += cell.solved
        return Standing((-milli(score),), solved, 0, round(score, 6))
