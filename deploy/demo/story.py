"""Who solves what, and when: planned from a seed, the same contest every time.

Four teams have parts that are written down. The others have a number of problems to solve, from none to seven, so that the board
spreads, and times, wrong tries and languages by chance. All programs are real, and judged; what is planned is who sends which.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from deploy.demo.cast import Profile, profile
from deploy.demo.packages import DemoProblem, Program

FREEZE = 0.8
"""When the board freezes, as a part of the contest's length."""


class Part(NamedTuple):
    """What one of the leading teams does, by problems from A: when it solves them, and when it tries in vain."""

    solves: Mapping[str, float]
    misses: tuple[tuple[str, float], ...]


LEADERS = (
    # from the third place to the first in the freeze, with the last problem in the last minute
    Part(
        {"A": 0.05, "B": 0.09, "C": 0.16, "D": 0.25, "E": 0.39, "F": 0.56, "G": 0.84, "H": 0.955}, (("C", 0.14), ("G", 0.74), ("H", 0.91))
    ),
    # leads when the board freezes, and does not get the last problem
    Part(
        {"A": 0.06, "B": 0.10, "C": 0.14, "D": 0.22, "E": 0.31, "F": 0.42, "G": 0.69}, (("G", 0.63), ("H", 0.83), ("H", 0.9), ("H", 0.96))
    ),
    # begins like a storm, and then sticks
    Part({"A": 0.03, "B": 0.05, "C": 0.08, "D": 0.13, "E": 0.23, "F": 0.66, "G": 0.93}, (("F", 0.33), ("F", 0.45), ("G", 0.76))),
    # leads for a while in the middle
    Part({"A": 0.08, "B": 0.07, "C": 0.12, "D": 0.19, "E": 0.27, "F": 0.34, "G": 0.88}, (("G", 0.5), ("G", 0.6), ("H", 0.97))),
)
SOLVED_BY_OTHERS = ((7, 2), (6, 5), (5, 8), (4, 11), (3, 11), (2, 9), (1, 6), (0, 4))
"""How many of 56 teams solve how many of eight problems."""
RARE = ("OLE", "MLE", "PE", "RTE", "CE", "TLE", "WA")
"""Verdicts from the rarest: wrong programs are dealt in this order, so that every verdict comes up; wrong answers twice as often."""
CHEAP = {"c": 8, "cpp": 8, "python3": 3, "javascript": 1}
"""How often right programs are in which language. Identical programs are compiled once; a Java machine takes a core for a second."""
SEED = 2072
"""Of sixty teams, it gives a contest whose winner is third when the board freezes."""
LIMIT, LIMIT_SECONDS = 10, 60
"""A user may submit so often in that time."""


class Attempt(NamedTuple):
    """A submission. `at`: when, as a part of the contest's length, from 0 to 1."""

    at: float
    problem: str
    program: Program


class Team(NamedTuple):
    number: int
    profile: Profile
    attempts: tuple[Attempt, ...]


def plan(count: int, problems: Sequence[DemoProblem], languages: Collection[str], seconds: float, seed: int = SEED) -> list[Team]:
    """`count` teams and what they send in a contest of that length."""
    rng = random.Random(seed)
    decks = {problem.label: _Deck(problem, languages, rng) for problem in problems}
    parts = [*LEADERS[:count], *_others(max(0, count - len(LEADERS)), list(decks), rng)]
    places = list(range(count))
    rng.shuffle(places)  # so that the order of the names says nothing
    teams = []
    for number, part in zip(places, parts, strict=True):
        sent = [(at, decks[label].miss()) for label, at in part.misses]
        sent += [(at, decks[label].solve()) for label, at in part.solves.items()]
        attempts = sorted(Attempt(at, problem, program) for at, dealt in sent if dealt for problem, program in [dealt])
        teams.append(Team(number, profile(number), tuple(_within_limit(attempts, seconds))))
    return sorted(teams, key=lambda team: team.number)


def _others(count: int, labels: Sequence[str], rng: random.Random) -> list[Part]:
    """Parts from the strongest team to the weakest; of fewer teams, as many of each strength."""
    dealt = [solved for solved, teams in SOLVED_BY_OTHERS for _ in range(teams)]
    chosen = [dealt[int((place + 0.5) * len(dealt) / count)] for place in range(count)]
    return [_part(min(solved, len(labels)), labels, rng) for solved in chosen]


def _part(solved: int, labels: Sequence[str], rng: random.Random) -> Part:
    """Most begin with the easy problems, some elsewhere. The better a team, the fewer wrong tries."""
    order = sorted(range(len(labels)), key=lambda n: n + rng.gauss(0, 0.8))
    end = rng.uniform(0.84, 0.97) if solved >= 7 else rng.uniform(0.35, 0.97) if solved > 1 else rng.uniform(0.15, 0.9)
    costs = [(0.6 + 0.3 * n) * rng.uniform(0.5, 1.5) for n in order[:solved]]
    solves: dict[str, float] = {}
    misses: list[tuple[str, float]] = []
    at = 0.0
    for n, cost in zip(order, costs, strict=False):
        before, at = at, at + cost * end / sum(costs)
        solves[labels[n]] = max(0.04, at)
        for _ in range(2):
            if rng.random() < 0.07 + 0.04 * n - 0.03 * solved:
                misses.append((labels[n], before + (at - before) * rng.uniform(0.4, 0.95)))
    for n in order[solved : solved + (2 if solved < 6 else 1)]:
        misses += [(labels[n], rng.uniform(min(at, 0.9), 0.98) if solved else rng.uniform(0.1, 0.98)) for _ in range(rng.choice((0, 1, 1)))]
    return Part(solves, tuple(misses) if misses or solved else ((labels[0], rng.uniform(0.2, 0.9)),))


def _within_limit(attempts: Sequence[Attempt], seconds: float) -> list[Attempt]:
    """Without the wrong tries that would be too many in a minute, where the contest is short."""
    kept: list[Attempt] = []
    right = [attempt.at for attempt in attempts if attempt.program.verdict == "AC"]
    for attempt in attempts:
        span = LIMIT_SECONDS / seconds
        near = sum(abs(other.at - attempt.at) < span for other in kept) + sum(0 <= at - attempt.at < span for at in right)
        if attempt.program.verdict == "AC" or near < LIMIT:
            kept.append(attempt)
    return kept


class _Deck:
    """The programs of a problem that the judges here can run: wrong ones in turn, right ones by chance."""

    def __init__(self, problem: DemoProblem, languages: Collection[str], rng: random.Random) -> None:
        usable = [program for program in problem.programs if program.language in languages]
        wrong = sorted((program for program in usable if program.verdict != "AC"), key=lambda program: RARE.index(program.verdict))
        self._id = problem.id
        self._right = [program for program in usable if program.verdict == "AC"]
        self._weights = [CHEAP.get(program.language, 0.5) for program in self._right]
        plain = [program for program in wrong if program.verdict == "WA"]
        self._wrong = itertools.cycle([*wrong, *plain]) if wrong else iter(())
        self._rng = rng

    def miss(self) -> tuple[str, Program] | None:
        program = next(self._wrong, None)
        return program and (self._id, program)

    def solve(self) -> tuple[str, Program] | None:
        return (self._id, self._rng.choices(self._right, self._weights)[0]) if self._right else None
