"""The items of a contest's checklist, from what is known of it. No I/O."""

from __future__ import annotations

from collections import Counter

import msgspec

from core_api.domains.contests.models import ContestRow, Status
from core_api.domains.preparation.models import Item, State
from core_api.domains.preparation.store import DeliveryFacts, ProblemFacts
from realtime.protocol.contest_settings import ContestProblem

LATE_SECONDS = 60.0
"""After which a message or a submission should have been delivered or judged."""
MAIL_SECONDS = 600.0
"""After which a mail should have been sent."""
CLOCK_AHEAD, CLOCK_BEHIND = 3.0, 15.0
"""Seconds that a judge's report may seem to lie ahead, or to be old: it is kept for 15 seconds."""
QUEUE = "contest"


class Judge(msgspec.Struct, frozen=True):
    """Of what a judge reports of itself."""

    slots: int
    queues: list[str]
    host: str
    at: float


class JudgingFacts(msgspec.Struct, frozen=True):
    judges: list[Judge]
    languages: dict[str, str]
    """Those on offer."""
    dead: int
    """Requests of the contest that were given up."""


def of_clock(contest: ContestRow) -> list[Item]:
    settings = contest.settings
    if contest.starts_at is None:
        start = Item("start", "missing", "set a start")
    elif contest.status == "ended":
        start = Item("start", "warning", "the contest has ended: if it is still to be held, set a start in the future")
    else:
        start = Item("start", "ok", f"{'starts' if contest.status == 'upcoming' else 'started'} at {contest.starts_at:%Y-%m-%d %H:%M} UTC")
    duration = Item("duration", "ok", f"lasts {settings.duration / 60_000:g} minutes, without pauses")
    if settings.freeze is None:
        freeze = Item("freeze", "ok", "the board is never frozen")
    elif settings.freeze >= settings.duration:
        freeze = Item("freeze", "warning", "the freeze does not begin before the end: set an earlier one, or none")
    else:
        freeze = Item("freeze", "ok", f"the board is frozen from minute {settings.freeze / 60_000:g} on")
    return [start, duration, freeze]


def of_problems(contest: ContestRow, known: dict[str, ProblemFacts]) -> list[Item]:
    problems = contest.settings.problems
    if not problems:
        return [Item("problems", "missing", "choose problems")]
    items = [Item("problems", "ok", f"problems: {', '.join(problem.label for problem in problems)}"), _colours(problems)]
    if not contest.imported:  # else they are judged elsewhere
        for problem in problems:
            items += _of_problem(problem, known.get(problem.id), contest.status)
    return items


def _colours(problems: tuple[ContestProblem, ...]) -> Item:
    without = [problem.label for problem in problems if not problem.rgb]
    if without:
        return Item("colours", "warning", f"choose colours for the balloons of {', '.join(without)}")
    count = Counter(problem.rgb.lower() for problem in problems)
    shared = [problem.label for problem in problems if count[problem.rgb.lower()] > 1]
    if shared:
        return Item("colours", "warning", f"balloons of {', '.join(shared)} share a colour with another problem: choose others")
    return Item("colours", "ok", "every problem has a colour of its own")


def _of_problem(problem: ContestProblem, facts: ProblemFacts | None, status: Status) -> list[Item]:
    name = f"problem {problem.label}"
    if facts is None:
        return [Item("problem-exists", "missing", f"{name} does not exist any more: choose another", problem.id)]

    def item(id: str, well: bool, state: State, good: str, bad: str) -> Item:
        return Item(id, "ok" if well else state, f"{name} {good if well else bad}", problem.id)

    secret, count = facts.tests - facts.samples, facts.statements
    unsafe: State = "warning" if facts.tests else "missing"
    items = [
        item("problem-tests", secret > 0, unsafe, f"has {secret} secret tests", "has no secret test: upload its tests"),
        item("problem-samples", facts.samples > 0, "warning", f"has {facts.samples} samples", "has no sample: add one"),
        item("problem-statement", count > 0, "missing", f"has a statement in {count} languages", "has no statement: write one"),
    ]
    if status == "running" and facts.newest > facts.version:
        corrected = f"{name} is played in version {facts.version}, and there is version {facts.newest}: switch to it, if it corrects a test"
        items.append(Item("problem-version", "warning", corrected, problem.id))
    if status == "upcoming":
        used = "was shown in a contest that has begun: teams may know it"
        items.append(item("problem-secret", not facts.seen, "warning", "is shown from the start on", used))
    return items


def of_teams(contest: ContestRow) -> Item:
    waiting = contest.places_taken - contest.teams
    if waiting > 0:
        return Item("registrations", "warning", f"{waiting} registrations wait for approval; {contest.teams} teams take part")
    if contest.teams == 0:
        return Item("registrations", "missing", "no team is registered: open the registration or import a list of teams")
    return Item("registrations", "ok", f"{contest.teams} teams take part")


def of_judging(facts: JudgingFacts | None, now: float) -> list[Item]:
    """`facts`: None when Redis cannot be asked."""
    if facts is None:
        return [Item("judges", "warning", "the judges could not be asked: try again")]
    judges = [judge for judge in facts.judges if QUEUE in judge.queues]
    slots = sum(judge.slots for judge in judges)
    up = f"{len(judges)} judges with {slots} slots take submissions of contests"
    items = [
        Item("judges", "ok", up) if judges else Item("judges", "missing", "no judge takes submissions of contests: start one"),
        Item("languages", "ok", f"on offer: {', '.join(facts.languages)}")
        if facts.languages
        else Item("languages", "missing", "no language is on offer: start a judge that has the compilers"),
    ]
    wrong = sorted({judge.host for judge in judges if not -CLOCK_AHEAD <= now - judge.at <= CLOCK_BEHIND})
    if wrong:
        items.append(Item("clocks", "warning", f"clocks differ from the database's: set those of {', '.join(wrong)}"))
    elif judges:
        items.append(Item("clocks", "ok", "clocks of judges and database agree"))
    return items


def of_delivery(facts: DeliveryFacts, dead: int, *, imported: bool) -> list[Item]:
    items = []
    if not imported:
        if dead:
            queue = Item("judge-queue", "warning", f"{dead} submissions were given up: have an administrator send them again")
        elif facts.unjudged:
            queue = Item("judge-queue", "warning", f"{facts.unjudged} submissions wait for more than a minute: see whether judges are busy")
        else:
            queue = Item("judge-queue", "ok", "no submission waits for long")
        items.append(queue)
    if facts.stuck:
        outbox = Item("outbox", "warning", f"{facts.stuck} messages cannot be delivered: have an administrator look at them")
    elif facts.late:
        outbox = Item("outbox", "warning", f"{facts.late} messages wait for more than a minute: see whether the role worker is up")
    else:
        outbox = Item("outbox", "ok", "changes reach the log")
    if facts.mails:
        mails = Item("mails", "warning", f"{facts.mails} mails wait for more than ten minutes: see whether the SMTP server answers")
    else:
        mails = Item("mails", "ok", "no mail waits for long")
    return [*items, outbox, mails]
