"""A contest in memory: what its log says so far. Deterministic: the same events give the same state."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict

from contest_engine.scoring import NOTHING, ContestFrame, Extra, Rule, Try, make
from realtime.events import (
    Adjusted,
    ContestConfigured,
    Event,
    Finalized,
    Hacked,
    JudgementType,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)

Slot = tuple[int, int]
"""A cell of the board: team number, problem number."""


class Submission:
    """One submission and its judgements, the newest last."""

    __slots__ = ("id", "judgements", "language", "order", "problem", "seen", "sent", "team", "time")

    def __init__(self, event: SubmissionReceived, team: int, problem: int, order: int) -> None:
        self.id = event.submission
        self.language = event.language
        self.team = team
        self.problem = problem
        self.sent = event.time
        self.time = event.time
        """Contest time that counts: what was sent, less the pauses before it."""
        self.order = order
        self.judgements: dict[str, VerdictReached] = {}
        self.seen = Try(event.time, True)
        """What a rule is told of it, where nothing is hidden."""

    @property
    def verdict(self) -> VerdictReached | None:
        """The judgement that counts: the latest."""
        return next(reversed(self.judgements.values()), None) if self.judgements else None

    def __lt__(self, other: Submission) -> bool:
        return (self.time, self.order) < (other.time, other.order)


class Contest:
    """Applies events, one after another. `dirty` collects the cells that have to be scored again, `reset` all of them.

    Events that name something unknown wait in no queue: a judgement that comes before its submission is kept for it,
    anything else is counted in `ignored`.
    """

    def __init__(self) -> None:
        self.config = ContestConfigured(name="", duration=0)
        self.rule: Rule = make("icpc", {})
        self.frames: list[ContestFrame] = []
        """What rules know of the contest, by problem."""
        self.thawed = False
        self.final = False
        self.applied = 0
        """Log sequence of the last event applied."""
        self.teams: list[TeamJoined | None] = []
        """By team number; None where one has been withdrawn."""
        self.tries: defaultdict[Slot, list[Submission]] = defaultdict(list)
        """Submissions of each cell in order of time."""
        self.submissions: dict[str, Submission] = {}
        self.dirty: set[Slot] = set()
        self.renamed: set[int] = set()
        """Teams that joined, changed or left."""
        self.reset = False
        """Everything has to be scored again: the frame of the contest changed."""
        self.revealed: set[Slot] = set()
        """Cells the public may see in spite of the freeze."""
        self.adjustments: defaultdict[int, dict[str, float]] = defaultdict(dict)
        self.hacks: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        self.ignored = 0
        self._team: dict[str, int] = {}
        self._problem: dict[str, int] = {}
        self._early: dict[str, dict[str, VerdictReached]] = {}
        self._received = 0

    def apply(self, event: Event) -> None:
        match event:
            case VerdictReached():
                self._judge(event)
            case SubmissionReceived():
                self._receive(event)
            case TeamJoined():
                self._join(event)
            case ContestConfigured():
                self._configure(event)
            case TeamWithdrawn(team=team):
                number = self._team.get(team)
                if number is None:
                    self.ignored += 1
                else:
                    self.teams[number] = None
                    self.renamed.add(number)
            case SubmissionWithdrawn(submission=submission):
                if (gone := self.submissions.pop(submission, None)) is None:
                    self.ignored += 1
                else:
                    self.tries[gone.team, gone.problem].remove(gone)
                    self.dirty.add((gone.team, gone.problem))
            case JudgementWithdrawn(judgement=judgement, submission=submission):
                self._withdraw(judgement, submission)
            case Adjusted(id=id, team=team, amount=amount):
                if self._known(team) is not None:
                    self.adjustments[self._team[team]][id] = amount
            case Hacked(id=id, team=team, successful=successful):
                if self._known(team) is not None:
                    self.hacks[self._team[team]][id] = successful
            case Thawed():
                self.thawed, self.reset = True, True
            case Finalized():
                self.final = True

    def judgement_type(self, verdict: str) -> JudgementType:
        """What a verdict means here; one the contest does not name is a rejection with a penalty."""
        return self.config.judgement_types.get(verdict) or JudgementType(solved=False, penalty=True)

    def counts(self, submission: Submission) -> bool:
        """Only what was sent between the start and the team's end is scored."""
        team = self.teams[submission.team]
        return 0 <= submission.time < self.config.duration + (team.extension if team else 0)

    def frozen(self, submission: Submission) -> bool:
        """Whether the public may not see how this submission was judged."""
        freeze = self.config.freeze
        if self.thawed or freeze is None or submission.time < freeze:
            return False
        return (submission.team, submission.problem) not in self.revealed

    def extra(self, team: int) -> Extra:
        """What counts for a team beside its tries."""
        if team not in self.adjustments and team not in self.hacks:
            return NOTHING
        hacks = list(self.hacks[team].values()) if team in self.hacks else []
        adjustment = sum(self.adjustments[team].values()) if team in self.adjustments else 0.0
        return Extra(adjustment, hacks.count(True), hacks.count(False))

    def reveal(self, slot: Slot) -> None:
        """Shows a cell to the public."""
        self.revealed.add(slot)
        self.dirty.add(slot)

    def team_number(self, team: str) -> int | None:
        return self._team.get(team)

    def problem_number(self, problem: str) -> int | None:
        return self._problem.get(problem)

    def _known(self, team: str) -> int | None:
        """The number of a team whose total has to be made again; None, counted, for one there is not."""
        number = self._team.get(team)
        if number is None:
            self.ignored += 1
        else:
            self.renamed.add(number)
        return number

    def _effective(self, sent: int) -> int:
        """Contest time less the pauses before it."""
        if not self.config.removed:
            return sent
        return sent - sum(max(0, min(sent, to) - start) for start, to in self.config.removed)

    def _configure(self, event: ContestConfigured) -> None:
        self.rule = make(event.rule, event.options)
        if self.config.problems and [p.id for p in event.problems] != [p.id for p in self.config.problems]:
            self._renumber(event)
        self._problem = {problem.id: number for number, problem in enumerate(event.problems)}
        paused = event.removed != self.config.removed
        self.config = event
        self.frames = [ContestFrame(event.duration, number) for number in range(len(event.problems))]
        for tries in self.tries.values():
            for one in tries:
                one.time = self._effective(one.sent)
                self._look(one)
            if paused:
                tries.sort()
        self.reset = True

    def _renumber(self, event: ContestConfigured) -> None:
        """Problems came, went or changed places: cells follow their problem; those of a problem that went are kept out."""
        number = {problem.id: n for n, problem in enumerate(event.problems)}
        moved: defaultdict[Slot, list[Submission]] = defaultdict(list)
        for (team, problem), tries in self.tries.items():
            new = number.get(self.config.problems[problem].id)
            if new is None:
                self.ignored += len(tries)
                for one in tries:
                    del self.submissions[one.id]
                continue
            for one in tries:
                one.problem = new
            moved[team, new] = tries
        self.tries = moved
        self.revealed = {
            (team, number[self.config.problems[problem].id])
            for team, problem in self.revealed
            if self.config.problems[problem].id in number
        }

    def _join(self, event: TeamJoined) -> None:
        number = self._team.get(event.team)
        if number is None:
            number = self._team[event.team] = len(self.teams)
            self.teams.append(event)
        else:
            before = self.teams[number]
            self.teams[number] = event
            if before is None or before.extension != event.extension:
                self.dirty |= {slot for slot in self.tries if slot[0] == number}
        self.renamed.add(number)

    def _receive(self, event: SubmissionReceived) -> None:
        team, problem = self._team.get(event.team), self._problem.get(event.problem)
        if team is None or problem is None:
            self.ignored += 1
            return
        judgements: dict[str, VerdictReached] = self._early.pop(event.submission, {})
        if (old := self.submissions.get(event.submission)) is not None:  # sent again, perhaps corrected
            self.tries[old.team, old.problem].remove(old)
            self.dirty.add((old.team, old.problem))
            judgements = old.judgements
            order = old.order
        else:
            self._received += 1
            order = self._received
        submission = Submission(event, team, problem, order)
        submission.judgements = judgements
        submission.time = self._effective(submission.sent)
        self._look(submission)
        self.submissions[event.submission] = submission
        insort(self.tries[team, problem], submission)
        self.dirty.add((team, problem))

    def _look(self, submission: Submission) -> None:
        """Brings `seen` up to the submission's time and latest judgement."""
        judged = submission.verdict
        if judged is None:
            if submission.seen.time != submission.time or not submission.seen.pending:
                submission.seen = Try(submission.time, True)
        else:
            means = self.judgement_type(judged.verdict)
            submission.seen = Try(submission.time, False, means.solved, means.penalty, judged.score, judged.subtask_scores)

    def _judge(self, event: VerdictReached) -> None:
        submission = self.submissions.get(event.submission)
        if submission is None:
            self._early.setdefault(event.submission, {})[event.judgement] = event
            return
        submission.judgements[event.judgement] = event
        self._look(submission)
        self.dirty.add((submission.team, submission.problem))

    def _withdraw(self, judgement: str, submission: str) -> None:
        held = self.submissions.get(submission)
        judgements = held.judgements if held else self._early.get(submission, {})
        if judgements.pop(judgement, None) is None:
            self.ignored += 1
        elif held:
            self._look(held)
            self.dirty.add((held.team, held.problem))
