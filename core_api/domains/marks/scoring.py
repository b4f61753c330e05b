"""How problems are ranked for somebody, from what they have solved. Pure.

    score(p) = 0.55 · together(p) + 0.25 · topics(p) + 0.15 · level(p) + 0.05 · likes(p)        each from 0 to 1

- `together`: of people whose solved sets overlap one's own, weighted by how much, the share that has solved p. With A and B the sets of two
  people, the weight is |A ∩ B| / √(|A|·|B|): the cosine of votes that are yes or nothing. Source: J. Breese, D. Heckerman, C. Kadie,
  "Empirical Analysis of Predictive Algorithms for Collaborative Filtering" (UAI 1998), memory-based algorithms with vector similarity.
- `topics`: the cosine between the tags of p and how often each tag stands on one's solved problems.
- `level`: 1 - |d(p) - level| / 2, where d is 1 for easy, 2 for medium, 3 for hard, and the level the mean of one's solved problems and a
  quarter above it; 1 for who has solved nothing.
- `likes`: as a share of the likes of the most liked candidate, which orders what nothing else is known of.

Example: who has solved two easy problems on graphs gets level 1.25. An easy problem on graphs that one of two equally near people has
solved, with half of the most likes, has 0.55·0.5 + 0.25·1 + 0.15·0.875 + 0.05·0.5 ≈ 0.68.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

DIFFICULTIES = {"easy": 1.0, "medium": 2.0, "hard": 3.0}
STEP_UP = 0.25
"""Above the mean of what one has solved: one learns from what is a little harder."""
TOGETHER, TOPICS, LEVEL, LIKES = 0.55, 0.25, 0.15, 0.05
REASON_PROBLEMS, REASON_TAGS = 3, 3
"""That a reason names."""
FEWEST = 2
"""Near people who have solved a problem, for it to count as solved together: one alone could be recognised."""


class SolvedProblem(msgspec.Struct, frozen=True):
    id: str
    difficulty: str
    tags: tuple[str, ...]


class Candidate(SolvedProblem, frozen=True):
    likes: int
    solvers: tuple[str, ...]
    """Those of the near people who have solved it."""


class Neighbour(msgspec.Struct, frozen=True):
    """Somebody who has solved some of the same problems."""

    user_id: str
    common: tuple[str, ...]
    """Problems that both have solved."""
    solved: int
    """All problems of this person."""


class Scored(msgspec.Struct, frozen=True):
    """A problem to recommend, and why."""

    problem_id: str
    score: float
    together: tuple[str, ...]
    """Own solved problems that those who have solved this one have solved most; none: `together` is not why."""
    tags: tuple[str, ...]
    """Its tags that stand on own solved problems, the most frequent first."""


class Person(NamedTuple):
    """Whom problems are ranked for."""

    level: float
    tags: Counter[str]
    weights: dict[str, float]
    """Of near people, by user."""
    common: dict[str, tuple[str, ...]]
    """What both have solved, by near person."""


def person(solved: Sequence[SolvedProblem], neighbours: Sequence[Neighbour]) -> Person:
    level = STEP_UP + sum(DIFFICULTIES[problem.difficulty] for problem in solved) / len(solved) if solved else DIFFICULTIES["easy"]
    return Person(
        min(level, DIFFICULTIES["hard"]),
        Counter(tag for problem in solved for tag in problem.tags),
        {near.user_id: len(near.common) / math.sqrt(len(solved) * max(near.solved, len(near.common))) for near in neighbours},
        {near.user_id: near.common for near in neighbours},
    )


def ranked(whom: Person, candidates: Sequence[Candidate], limit: int) -> list[Scored]:
    """The best ones first; equal ones by id."""
    most_likes = max((candidate.likes for candidate in candidates), default=0)
    found = sorted(
        (_scored(whom, candidate, most_likes) for candidate in candidates), key=lambda scored: (-scored.score, scored.problem_id)
    )
    return found[:limit]


def _scored(whom: Person, candidate: Candidate, most_likes: int) -> Scored:
    near = [user for user in candidate.solvers if user in whom.weights]
    if len(near) < FEWEST:
        near = []
    together = sum(whom.weights[user] for user in near) / sum(whom.weights.values()) if near else 0.0
    length = math.sqrt(len(candidate.tags)) * math.sqrt(sum(count**2 for count in whom.tags.values()))
    topics = sum(whom.tags[tag] for tag in candidate.tags) / length if length else 0.0
    level = 1 - abs(DIFFICULTIES[candidate.difficulty] - whom.level) / 2
    likes = candidate.likes / most_likes if most_likes else 0.0
    shared = Counter(problem for user in near for problem in whom.common[user])
    tags = sorted((tag for tag in candidate.tags if whom.tags[tag]), key=lambda tag: (-whom.tags[tag], tag))
    return Scored(
        candidate.id,
        round(TOGETHER * together + TOPICS * topics + LEVEL * level + LIKES * likes, 4),
        tuple(problem for problem, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:REASON_PROBLEMS]),
        tuple(tags[:REASON_TAGS]),
    )
