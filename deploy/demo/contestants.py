"""Contestants of the demo and their submissions, planned from a seed: the same contest every time, with stronger and weaker teams."""

from __future__ import annotations

import itertools
import random
from collections.abc import Collection, Sequence
from typing import NamedTuple

from deploy.demo.packages import DemoProblem, Program

FIRST = (
    "Quiet", "Brave", "Lazy", "Swift", "Curious", "Golden", "Binary", "Greedy", "Hidden", "Round", "Lucky", "Stable", "Sparse",
    "Dense", "Humble", "Vivid", "Linear", "Radiant", "Patient", "Bold",
)  # fmt: skip
SECOND = (
    "Otters", "Pointers", "Falcons", "Heaps", "Badgers", "Stacks", "Foxes", "Loops", "Owls", "Graphs", "Hares", "Tries", "Lynxes",
    "Queues", "Ravens", "Kernels", "Wolves", "Cycles", "Herons", "Sockets",
)  # fmt: skip


class Attempt(NamedTuple):
    """A submission. `at`: when, as a part of the contest's length, from 0 to 1."""

    at: float
    problem: str
    program: Program


class Contestant(NamedTuple):
    name: str
    email: str
    attempts: tuple[Attempt, ...]


RARE = ("OLE", "MLE", "PE", "RTE", "CE", "TLE", "WA")
"""Verdicts from the rarest: wrong programs are dealt in this order, so that every verdict comes up."""


def plan(count: int, problems: Sequence[DemoProblem], languages: Collection[str], total: int, seed: int = 2026) -> list[Contestant]:
    """`count` contestants who send about `total` programs together.

    The better ones solve more, sooner and with fewer wrong tries.
    """
    rng = random.Random(seed)
    decks = [_Deck(problem, languages, rng) for problem in problems]
    per_head = max(1.0, total / count)
    people = []
    for number in range(count):
        skill = 1 - (number + rng.random()) / count
        wishes = min(len(problems), max(1, round(per_head * (0.4 + 0.9 * skill))))
        people.append(Contestant(_name(number), f"team{number + 1:03}@demo.localhost", _attempts(rng, skill, wishes, decks)))
    rng.shuffle(people)
    return people


class _Deck:
    """The programs of a problem that the judges here can run: wrong ones in turn, right ones by chance."""

    def __init__(self, problem: DemoProblem, languages: Collection[str], rng: random.Random) -> None:
        usable = [program for program in problem.programs if program.language in languages]
        wrong = sorted((p for p in usable if p.verdict != "AC"), key=lambda p: RARE.index(p.verdict))
        self.id = problem.id
        self.right = [program for program in usable if program.verdict == "AC"]
        self.wrong = itertools.cycle(wrong) if wrong else iter(())


def _name(number: int) -> str:
    first, second = FIRST[number % len(FIRST)], SECOND[(number * 7 + number // len(FIRST)) % len(SECOND)]
    again = number // (len(FIRST) * len(SECOND))
    return f"{first} {second}{f' {again + 1}' if again else ''}"


def _attempts(rng: random.Random, skill: float, wishes: int, decks: Sequence[_Deck]) -> tuple[Attempt, ...]:
    # most begin with the easy problems, some elsewhere
    order = sorted(range(len(decks)), key=lambda n: n + rng.gauss(0, 1.2))[:wishes]
    pace = 0.9 / max(wishes, 2)
    attempts: list[Attempt] = []
    at = 0.02 + rng.random() * pace
    for deck in (decks[n] for n in order):
        sent = [program for _ in range(2) if rng.random() > 0.4 + 0.5 * skill and (program := next(deck.wrong, None))]
        if deck.right and rng.random() < 0.6 + 0.5 * skill:
            sent.append(rng.choice(deck.right))
        for program in sent:
            if at < 0.98:
                attempts.append(Attempt(at, deck.id, program))
            at += rng.uniform(0.2, 0.45) * pace
        at += rng.uniform(0.3, 1.0) * pace * (1.4 - skill)
    return tuple(attempts)
