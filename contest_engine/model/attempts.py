"""What teams have sent: submissions with their judgements, and all those of one team on one problem."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence

from contest_engine.scoring import Try
from realtime.protocol.contest_settings import JudgementType
from realtime.protocol.events import VerdictReached


class Submission(Try):
    """One submission; what a rule is told of it where nothing is hidden is itself."""

    __slots__ = ("attempts", "earlier", "id", "judgement", "order", "sent", "uncounted")

    def __init__(self, id: str, attempts: Attempts, sent: int, time: int, order: int) -> None:
        self.id = id
        self.attempts = attempts
        self.sent = sent
        self.time = time
        """Contest time that counts: what was sent, less the pauses before it."""
        self.order = order
        """Of arrival, among all submissions of the contest."""
        self.judgement: VerdictReached | None = None
        """The one that counts: the latest."""
        self.earlier: dict[str, VerdictReached] | None = None
        """Those it replaced, the newest last; hardly any submission has some."""
        self.uncounted = False
        """Whether it is no try at all: rejected without a penalty and without points, as a compile error is."""
        self.pending = True
        self.solved = self.penalty = False
        self.score: float | None = None
        self.subtasks: tuple[float, ...] | None = None

    def __lt__(self, other: Submission) -> bool:
        return self.time < other.time or (self.time == other.time and self.order < other.order)

    def judged(self, event: VerdictReached) -> None:
        """Another judgement counts from now on, or one that is known has changed."""
        latest = self.judgement
        if latest is not None and latest.judgement != event.judgement:
            if self.earlier is None:
                self.earlier = {}
            if event.judgement in self.earlier:
                self.earlier[event.judgement] = event
                return
            self.earlier[latest.judgement] = latest
        self.judgement = event

    def withdrawn(self, judgement: str) -> bool:
        """Forgets a judgement; the one before it counts again. False: there is none of that id."""
        if self.judgement is not None and self.judgement.judgement == judgement:
            self.judgement = self.earlier.popitem()[1] if self.earlier else None
            return True
        return self.earlier is not None and self.earlier.pop(judgement, None) is not None

    def judgements(self) -> list[VerdictReached]:
        """All, the newest last."""
        return [*(self.earlier or {}).values(), *((self.judgement,) if self.judgement else ())]

    def look(self, means: JudgementType | None) -> None:
        """Brings what a rule is told up to the judgement that counts; `means` is what its verdict means (None: there is none)."""
        judgement = self.judgement
        if judgement is None or means is None:
            self.pending, self.solved, self.penalty, self.score, self.subtasks = True, False, False, None, None
        else:
            self.pending = False
            self.solved = means.solved
            self.penalty = means.penalty
            self.score = judgement.score
            self.subtasks = judgement.subtask_scores
        if self.uncounted or not (self.solved or self.penalty):
            uncounted = not (self.pending or self.solved or self.penalty or self.score)
            self.attempts.uncounted += uncounted - self.uncounted
            self.uncounted = uncounted


class Attempts:
    """A cell of the board: all that one team has sent for one problem."""

    __slots__ = ("dirty", "outside", "problem", "revealed", "team", "tries", "uncounted")

    def __init__(self, team: int, problem: int) -> None:
        self.team = team
        self.problem = problem
        self.tries: list[Submission] = []
        """Those made in time, in order of time."""
        self.outside: list[Submission] = []
        """Those from before the start or after the team's end: never scored."""
        self.uncounted = 0
        """How many of all these are no tries: see `Submission.uncounted`."""
        self.revealed = False
        """Whether the public may see it in spite of the freeze."""
        self.dirty = False
        """Whether it has to be scored again."""

    def counted(self) -> Sequence[Try]:
        """The tries that a rule is told of where nothing is hidden."""
        return [submission for submission in self.tries if not submission.uncounted] if self.uncounted else self.tries

    def add(self, submission: Submission, end: int) -> None:
        """`end`: contest time at which the team has to stop."""
        tries = self.tries
        if not 0 <= submission.time < end:
            self.outside.append(submission)
        elif not tries or tries[-1] < submission:
            tries.append(submission)
        else:
            insort(tries, submission)

    def remove(self, submission: Submission) -> None:
        (self.tries if submission in self.tries else self.outside).remove(submission)
        self.uncounted -= submission.uncounted

    def sort(self, end: int) -> None:
        """Puts everything in its place again: times, or the team's end, have changed."""
        known = sorted(self.tries + self.outside)
        self.tries = [submission for submission in known if 0 <= submission.time < end]
        self.outside = [submission for submission in known if not 0 <= submission.time < end]
