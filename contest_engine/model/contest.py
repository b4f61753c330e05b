"""A contest in memory: what its log says so far. Deterministic: the same events give the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from contest_engine.model.attempts import Attempts, Submission
from contest_engine.model.freeze import Freeze
from contest_engine.scoring import NOTHING, ContestFrame, Extra, Rule, make_rule
from realtime.protocol.contest_settings import UNSET_SETTINGS, ContestSettings
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


class Contest:
    """Applies events, one after another. `dirty` collects the cells that have to be scored again, `reset` all of them.

    Events that name something unknown wait in no queue: a judgement that comes before its submission is kept for it,
    anything else is counted in `ignored`.
    """

    def __init__(self) -> None:
        self.settings = UNSET_SETTINGS
        self.rule: Rule[Any] = make_rule(self.settings.rule, self.settings.options)
        self.frames: list[ContestFrame] = []
        """What rules know of the contest, by problem."""
        self.thawed = False
        self.final = False
        self.applied = 0
        """Log sequence of the last event applied."""
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
        self.adjustments: defaultdict[int, dict[str, float]] = defaultdict(dict)
        self.hacks: defaultdict[int, dict[str, bool]] = defaultdict(dict)
        self.announcements: dict[str, Announced] = {}
        self.ignored = 0
        self.early: dict[str, dict[str, VerdictReached]] = {}
        """Judgements of submissions that have not come yet."""
        self.received = 0
        """Submissions there have been."""
        self._ends: list[int] = []
        """Contest time at which each team has to stop."""
        self._team: dict[str, int] = {}
        self._problem: dict[str, int] = {}

    def apply(self, event: Event) -> None:  # noqa: C901, PLR0912  # a case for each event
        match event:
            case VerdictReached():
                self._judge(event)
            case SubmissionReceived():
                self._receive(event)
            case TeamJoined():
                self._join(event)
            case ContestConfigured(settings=settings):
                self._configure(settings)
            case TeamWithdrawn(team=team):
                self.withdraw(team)
            case SubmissionWithdrawn(submission=submission):
                if (gone := self.submissions.pop(submission, None)) is None:
                    self.ignored += 1
                else:
                    gone.attempts.remove(gone)
                    self._mark(gone.attempts)
            case JudgementWithdrawn(judgement=judgement, submission=submission):
                self._withdraw(judgement, submission)
            case Adjusted(id=id, team=team, amount=amount):
                if (number := self._known(team)) is not None:
                    self.adjustments[number][id] = amount
            case Hacked(id=id, team=team, successful=successful):
                if (number := self._known(team)) is not None:
                    self.hacks[number][id] = successful
            case Announced(id=id, text=text):
                self.announcements.pop(id, None)
                if text:
                    self.announcements[id] = event
            case Thawed():
                self.thawed = True
                self.start_anew()
            case Finalized():
                self.final = True

    def extra(self, team: int) -> Extra:
        """What counts for a team beside its tries."""
        if team not in self.adjustments and team not in self.hacks:
            return NOTHING
        hacks = list(self.hacks[team].values()) if team in self.hacks else []
        adjustment = sum(self.adjustments[team].values()) if team in self.adjustments else 0.0
        return Extra(adjustment, hacks.count(True), hacks.count(False))

    def reveal(self, attempts: Attempts) -> None:
        """Shows a cell to the public."""
        attempts.revealed = True
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
        self.freeze.received(made.time)
        self._mark(attempts)

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

    def _configure(self, settings: ContestSettings) -> None:
        self.rule = make_rule(settings.rule, settings.options)
        if self.settings.problems and [p.id for p in settings.problems] != [p.id for p in self.settings.problems]:
            self._renumber(settings)
        self._problem = {problem.id: number for number, problem in enumerate(settings.problems)}
        self.settings = settings
        self.frames = [ContestFrame(settings.duration, number) for number in range(len(settings.problems))]
        self._ends = [self._end(team) for team in self.teams]
        for one in self.submissions.values():
            one.time = settings.contest_time(one.sent)
            self._look(one)
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
                    for one in attempts.tries + attempts.outside:
                        self.ignored += 1
                        del self.submissions[one.id]
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
        means = None if judgement is None else self.settings.judgement_type(judgement.verdict)
        submission.look(means, every_rejection_counts=self.rule.every_rejection_counts)

    def _judge(self, event: VerdictReached) -> None:
        submission = self.submissions.get(event.submission)
        if submission is None:
            self.early.setdefault(event.submission, {})[event.judgement] = event
            return
        if submission.judgement is None:
            submission.judgement = event
        else:
            submission.judged(event)
        self._look(submission)
        attempts = submission.attempts
        if not attempts.dirty:
            attempts.dirty = True
            self.dirty.append(attempts)

    def _withdraw(self, judgement: str, submission: str) -> None:
        held = self.submissions.get(submission)
        if held is None:
            if self.early.get(submission, {}).pop(judgement, None) is None:
                self.ignored += 1
        elif held.withdrawn(judgement):
            self._look(held)
            self._mark(held.attempts)
        else:
            self.ignored += 1
