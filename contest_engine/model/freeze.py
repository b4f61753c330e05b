"""The scoreboard freeze: which cells hide verdicts from the public, and what the public sees of them instead. Pure.

From contest time `at` on, a submission is shown to the public as pending, whatever its verdict. A cell is revealed as a whole; the
thaw ends the freeze for all of them. The jury is never under it.
"""

from __future__ import annotations

from collections.abc import Sequence

from contest_engine.model.attempts import Attempts
from contest_engine.scoring import Try
from realtime.protocol.contest_settings import UNSET_SETTINGS, ContestSettings

NEVER = float("inf")


class Freeze:
    """The freeze of one contest."""

    __slots__ = ("active", "at")

    def __init__(self, settings: ContestSettings = UNSET_SETTINGS, *, thawed: bool = False) -> None:
        self.at: float = NEVER if thawed or settings.freeze is None else settings.freeze
        """Contest time in ms."""
        self.active = False
        """True once a submission was made at or after `at`: from then on the public's board may differ from the jury's. The contest
        sets it.
        """

    def hides(self, attempts: Attempts) -> bool:
        """Whether this cell has a try whose verdict is hidden from the public."""
        tries = attempts.tries
        return bool(tries) and tries[-1].time >= self.at and not attempts.revealed

    def hidden_from(self, attempts: Attempts) -> float:
        """Contest time from which verdicts of this cell are hidden from the public."""
        return self.at if self.hides(attempts) else NEVER

    def masked(self, attempts: Attempts) -> Sequence[Try]:
        """The tries of a cell with hidden verdicts as the public sees them."""
        at = self.at
        return [
            Try(submission.time, True) if submission.time >= at else submission
            for submission in attempts.tries
            if submission.time >= at or not submission.uncounted
        ]
