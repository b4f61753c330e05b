"""Elo-MMR for one contest: a robust estimate of everybody's performance, and a step towards it.

Source: A. Ebtekar, P. Liu, "Elo-MMR: A Rating System for Massive Multiplayer Competitions" (2021). The performance of a contestant is
the root of their equation (5), with logistic noise. The belief about skill is a Gaussian here: the history of a contestant, which
the paper keeps, is not part of one contest's result, so its pull is that of equal weight on rating and performance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from leaderboard.ratings.result import Result, ranks

BETA = 200.0
"""Standard deviation of a performance around skill, in rating points (the paper's default for Codeforces-like scales)."""
SIGMA = 90.0
"""Standard deviation of what is believed of a contestant's skill."""
LOW, HIGH = -6000.0, 9000.0
PRECISION = 0.01


def changes(results: Sequence[Result]) -> list[int]:
    """Rating changes in the order of the results, rounded."""
    return [
        round(_posterior(result.rating, performance) - result.rating)
        for result, performance in zip(results, performances(results), strict=True)
    ]


def performances(results: Sequence[Result]) -> list[float]:
    """In the order of the results, within a hundredth of a point; equal results have equal ones."""
    places = ranks(results)
    found = _Field(results).performances(sorted(set(places)))
    return [found[place] for place in places]


class _Field:
    """Everybody who took part, counted by rating: an estimate costs the different ratings, not the people."""

    def __init__(self, results: Sequence[Result]) -> None:
        self._ratings = sorted({result.rating for result in results})
        number = {rating: index for index, rating in enumerate(self._ratings)}
        self._order = [number[result.rating] for result in sorted(results, key=lambda result: (-result.points, result.penalty))]
        self._scale = 2 * math.sqrt(3) / math.pi * math.hypot(SIGMA, BETA)

    def performances(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], float]:
        """By places `first` to `last` (from 1), the best ones first: the rating at which they would be what one expects."""
        above, below = [0] * len(self._ratings), [0] * len(self._ratings)  # who did as well or better, who did as well or worse
        for rating in self._order:
            below[rating] += 1
        found: dict[tuple[int, int], float] = {}
        guess = (LOW + HIGH) / 2
        for first, last in places:
            group = self._order[first - 1 : last]
            for rating in group:
                above[rating] += 1
            guess = found[first, last] = self._root(above, below, guess)
            for rating in group:
                below[rating] -= 1
        return found

    def _root(self, above: list[int], below: list[int], guess: float) -> float:
        """Newton's method from a guess (the place before), within bounds that each step narrows. Ties count as a win and a loss."""
        low, high = LOW, HIGH
        while True:
            total = slope = 0.0
            for rating, better, worse in zip(self._ratings, above, below, strict=True):
                if count := better + worse:
                    pull = math.tanh((guess - rating) / self._scale)
                    total += count * pull + better - worse
                    slope += count * (1 - pull * pull)
            low, high = (low, guess) if total > 0 else (guess, high)
            step = guess - total * self._scale / slope if slope else low
            better_guess = step if low < step < high else (low + high) / 2
            if abs(better_guess - guess) < PRECISION or high - low < PRECISION:
                return better_guess
            guess = better_guess


def _posterior(rating: float, performance: float) -> float:
    """The most likely skill: Gaussian belief around the rating, logistic evidence around the performance."""
    scale = math.sqrt(3) / math.pi * BETA
    low, high = min(rating, performance), max(rating, performance)
    while high - low > PRECISION:
        middle = (low + high) / 2
        slope = (middle - rating) / SIGMA**2 + math.tanh((middle - performance) / (2 * scale)) / scale
        low, high = (low, middle) if slope > 0 else (middle, high)
    return (low + high) / 2
