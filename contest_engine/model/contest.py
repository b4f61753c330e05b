"""A contest in memory: what its log says so far. Deterministic: the same events give the same state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from contest_engine.model.attempts import Attempts, Submission
from contest_engine.model.freeze import Freeze
from contest_engine.scoring import NOTHING, ContestFrame, Extra, Rule, make_rule
from realtime.protocol.contest_settings import UNNAMED, UNSET_SETTINGS, ContestSettings, JudgementType
from realtime.protocol.events import (
    Adjusted,
    Announced,
    ContestConfigured,
    Event,
    Finalized,
    Hacked,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)


@dataclass(eq=False)
class Facts:
    """What a contest keeps as it was told. A snapshot saves these fields by their names; the rest of a contest follows from them, its
    teams and its submissions.
    """

    settings: ContestSettings = UNSET_SETTINGS
    thawed: bool = False
    final: bool = False
    applied: int = 0
    """Log sequence of the last event applied."""
    adjustments: dict[int, dict[str, float]] = field(default_factory=dict)
    """By team number, then id."""
    hacks: dict[int, dict[str, bool]] = field(default_factory=dict)
    """By team number, then id: whether it was successful."""
    announcements: dict[str, Announced] = field(default_factory=dict)
    early: dict[str, dict[str, VerdictReached]] = field(default_factory=dict)
    """Judgements of submissions that have not come yet."""
    ignored: int = 0
    received: int = 0
    """Submissions there have been."""


class Contest(Facts):
    """Applies events, one after another. `dirty` collects the cells that have to be scored again, `reset` all of them.

    Events that name something unknown wait in no queue: a judgement that comes before its submission is kept for it,
    anything else is counted in `ignored`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rule: Rule[Any] = make_rule(self.settings.rule, self.settings.options)
        self.frames: list[ContestFrame] = []
        """What rules know of the contest, by problem."""
        self.teams: list[TeamJoined | None] = []
        """By team number; None where one has been withdrawn."""
        self.absent: set[int] = set()
        """Teams that are on no board: hidden, taking part virtually, or withdrawn."""
        self.unranked: set[int] = set()
        """Teams that take no part in the ranking, and cannot be first."""
        self.disqualified: set[int] = set()
        self.attempts: list[dict[int, Attempts]] = []
        """By team number, then problem number."""
        self.submissions: dict[str, Submission] = {}
        self.dirty: list[Attempts] = []
        self.renamed: set[int] = set()
        """Teams that joined, changed or left, or whose total has to be made again."""
        self.reset = False
        """Everything has to be scored again: the settings of the contest changed."""
        self.freeze = Freeze()
        self._ends: list[int] = []
        """Contest time at which each team has to stop."""
        self._team: dict[str, int] = {}
        self._problem: dict[str, int] = {}
        self._meanings: dict[str, JudgementType] = {}
        """What verdicts mean under this contest's rule."""

    def apply(self, event: Event) -> None:
        _APPLY[type(event)](self, event)

    def extra(self, team: int) -> Extra:
        """What counts for a team beside its tries."""
        if team not in self.adjustments and team not in self.hacks:
            return NOTHING
        hacks = list(self.hacks.get(team, {}).values())
        adjustment = sum(self.adjustments.get(team, {}).values())
        return Extra(adjustment, hacks.count(True), hacks.count(False))

    def reveal(self, attempts: Attempts) -> None:
        """Shows a cell to the public."""
        attempts.revealed = True
        self._mark(attempts)

    def hide(self, attempts: Attempts) -> None:
        """Takes a reveal back."""
        attempts.revealed = False
        self.freeze.active = True
        self._mark(attempts)

    def find(self, team: str, problem: str) -> Attempts | None:
        """What a team has sent for a problem, if it has."""
        number, other = self._team.get(team), self._problem.get(problem)
        return None if number is None or other is None else self.attempts[number].get(other)

    def withdraw(self, team: str) -> None:
        """A team leaves; its number and what it has sent stay, in case it joins again."""
        if (number := self._known(team)) is not None:
            self._set_team(number, None)

    def put(self, id: str, team: int, problem: int, sent: int, order: int, judgements: Iterable[VerdictReached] = ()) -> None:
        """Adds a submission with what is known of it. `order`: of arrival."""
        cells = self.attempts[team]
        attempts = cells.get(problem)
        if attempts is None:
            attempts = cells[problem] = Attempts(team, problem)
        made = Submission(id, attempts, sent, self.settings.contest_time(sent) if self.settings.pauses else sent, order)
        if judgements:
            for judgement in judgements:
                made.judged(judgement)
            self._look(made)
        self.submissions[id] = made
        attempts.add(made, self._ends[team])
        if made.time >= self.freeze.at:
            self.freeze.active = True
        if not attempts.dirty:  # `_mark`, without a call: this and `_judge` run for everything that is sent
            attempts.dirty = True
            self.dirty.append(attempts)

    def start_anew(self) -> None:
        """Marks everything as changed."""
        self.freeze = Freeze(self.settings, thawed=self.thawed)
        self.freeze.active = any(map(self.freeze.hides, self.all_attempts()))
        self.reset = True

    def team_ids(self) -> Iterable[str]:
        """By team number."""
        return self._team

    def all_attempts(self) -> Iterator[Attempts]:
        for of_team in self.attempts:
            yield from of_team.values()

    def settled(self) -> None:
        """All views have seen what changed."""
        for attempts in self.dirty:
            attempts.dirty = False
        self.dirty.clear()
        self.renamed.clear()
        self.reset = False

    def _mark(self, attempts: Attempts) -> None:
        if not attempts.dirty:
            attempts.dirty = True
            self.dirty.append(attempts)

    def _known(self, team: str) -> int | None:
        """The number of a team whose total has to be made again; None, counted, for one there is not."""
        number = self._team.get(team)
        if number is None:
            self.ignored += 1
        else:
            self.renamed.add(number)
        return number

    def _end(self, team: TeamJoined | None) -> int:
        """Contest time at which a team has to stop: for a disqualified one 0, so that nothing it sent counts, nor is shown."""
        if team is None:
            return self.settings.duration
        return 0 if team.disqualified else self.settings.duration + team.extension

    def _set_team(self, number: int, team: TeamJoined | None) -> None:
        """What is known of a team now; None: it has been withdrawn."""
        self.teams[number] = team
        if (end := self._end(team)) != self._ends[number]:
            self._ends[number] = end
            for attempts in self.attempts[number].values():
                attempts.sort(end)
                self._mark(attempts)
        absent = team is None or team.hidden or team.virtual_participation
        disqualified = team is not None and team.disqualified
        unranked = absent or disqualified or (team is not None and team.unofficial)
        for teams, member in ((self.absent, absent), (self.unranked, unranked), (self.disqualified, disqualified)):
            (teams.add if member else teams.discard)(number)

    def _configure(self, event: ContestConfigured) -> None:
        settings = event.settings
        self.rule = make_rule(settings.rule, settings.options)
        self._meanings = {verdict: self._meaning(means) for verdict, means in settings.meanings.items()}
        if self.settings.problems and [p.id for p in settings.problems] != [p.id for p in self.settings.problems]:
            self._renumber(settings)
        self._problem = {problem.id: number for number, problem in enumerate(settings.problems)}
        self.settings = settings
        self.frames = [ContestFrame(settings.duration, number) for number in range(len(settings.problems))]
        self._ends = [self._end(team) for team in self.teams]
        for submission in self.submissions.values():
            submission.time = settings.contest_time(submission.sent)
            self._look(submission)
        for attempts in self.all_attempts():
            attempts.sort(self._ends[attempts.team])
        self.start_anew()

    def _renumber(self, settings: ContestSettings) -> None:
        """Problems came, went or changed places: cells follow their problem; those of a problem that went are kept out."""
        number = {problem.id: n for n, problem in enumerate(settings.problems)}
        for team, cells in enumerate(self.attempts):
            moved: dict[int, Attempts] = {}
            for problem, attempts in cells.items():
                new = number.get(self.settings.problems[problem].id)
                if new is None:
                    for submission in attempts.tries + attempts.outside:
                        self.ignored += 1
                        del self.submissions[submission.id]
                else:
                    attempts.problem = new
                    moved[new] = attempts
            self.attempts[team] = moved

    def _join(self, event: TeamJoined) -> None:
        number = self._team.get(event.team)
        if number is None:
            number = self._team[event.team] = len(self.teams)
            self.teams.append(event)
            self.attempts.append({})
            self._ends.append(self._end(event))
        self._set_team(number, event)
        self.renamed.add(number)

    def _receive(self, event: SubmissionReceived) -> None:
        team, problem = self._team.get(event.team), self._problem.get(event.problem)
        if team is None or problem is None:
            self.ignored += 1
            return
        order = self.received + 1
        judgements: Sequence[VerdictReached] = ()
        old = self.submissions.get(event.submission)
        if old is not None:  # sent again, perhaps corrected
            old.attempts.remove(old)
            self._mark(old.attempts)
            order, judgements = old.order, old.judgements()
        else:
            self.received = order
        if self.early and (early := self.early.pop(event.submission, None)):
            judgements = [*judgements, *early.values()]
        self.put(event.submission, team, problem, event.time, order, judgements)

    def _look(self, submission: Submission) -> None:
        judgement = submission.judgement
        submission.look(None if judgement is None else self._meanings.get(judgement.verdict, UNNAMED))

    def _meaning(self, means: JudgementType) -> JudgementType:
        return JudgementType(False, True) if self.rule.every_rejection_costs and not means.solved else means

    def _judge(self, event: VerdictReached) -> None:
        submission = self.submissions.get(event.submission)
        if submission is None:
            self.early.setdefault(event.submission, {})[event.judgement] = event
            return
        if submission.judgement is None:
            submission.judgement = event
            submission.look(self._meanings.get(event.verdict, UNNAMED))
        else:
            submission.judged(event)
            self._look(submission)
        attempts = submission.attempts
        if not attempts.dirty:
            attempts.dirty = True
            self.dirty.append(attempts)

    def _withdraw_submission(self, event: SubmissionWithdrawn) -> None:
        if (gone := self.submissions.pop(event.submission, None)) is None:
            self.ignored += 1
        else:
            gone.attempts.remove(gone)
            self._mark(gone.attempts)

    def _withdraw_judgement(self, event: JudgementWithdrawn) -> None:
        held = self.submissions.get(event.submission)
        if held is None:
            if self.early.get(event.submission, {}).pop(event.judgement, None) is None:
                self.ignored += 1
        elif held.withdrawn(event.judgement):
            self._look(held)
            self._mark(held.attempts)
        else:
            self.ignored += 1

    def _adjust(self, event: Adjusted) -> None:
        if (number := self._known(event.team)) is not None:
            self.adjustments.setdefault(number, {})[event.id] = event.amount

    def _hack(self, event: Hacked) -> None:
        if (number := self._known(event.team)) is not None:
            self.hacks.setdefault(number, {})[event.id] = event.successful

    def _announce(self, event: Announced) -> None:
        self.announcements.pop(event.id, None)
        if event.text:
            self.announcements[event.id] = event

    def _thaw(self, event: Thawed) -> None:
        self.thawed = not event.taken_back
        self.start_anew()

    def _finalize(self, event: Finalized) -> None:
        self.final = not event.taken_back


_APPLY: dict[type[Event], Callable[[Contest, Any], None]] = {
    VerdictReached: Contest._judge,
    SubmissionReceived: Contest._receive,
    TeamJoined: Contest._join,
    ContestConfigured: Contest._configure,
    TeamWithdrawn: lambda contest, event: contest.withdraw(event.team),
    SubmissionWithdrawn: Contest._withdraw_submission,
    JudgementWithdrawn: Contest._withdraw_judgement,
    Adjusted: Contest._adjust,
    Hacked: Contest._hack,
    Announced: Contest._announce,
    Thawed: Contest._thaw,
    Finalized: Contest._finalize,
}
"""What applies each event. A cell that is revealed is found by `Board`, in the public's standings."""
