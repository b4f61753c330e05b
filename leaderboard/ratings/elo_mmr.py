"""Elo-MMR for one contest: a robust estimate of everybody's performance, and a step towards it.

Source: A. Ebtekar, P. Liu, "Elo-MMR: A Rating System for Massive Multiplayer Competitions" (2021). The performance of a contestant is
the root of their equation (5), with logistic noise. The belief about skill is a Gaussian here: the history of a contestant, which
the paper keeps, is not part of one contest's result, so its pull is that of equal weight on rating and performance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from leaderboard.ratings.result import Result, ranks

BETA = 200.0
"""Standard deviation of a performance around skill, in rating points (the paper's default for Codeforces-like scales)."""
SIGMA = 90.0
"""Standard deviation of what is believed of a contestant's skill."""
LOW, HIGH = -6000.0, 9000.0
PRECISION = 0.01


def changes(results: Sequence[Result]) -> list[int]:
    """Rating changes in the order of the results, rounded."""
    if not results:
        return []
    ladder = _Ladder(results)
    performances: dict[tuple[int, int], float] = {}
    found = []
    for result, place in zip(results, ranks(results), strict=True):
        if place not in performances:
            performances[place] = ladder.performance(*place)
        found.append(round(_posterior(result.rating, performances[place]) - result.rating))
    return found


class _Ladder:
    """Ratings in the order of the result, in groups of equal rating so that large contests stay cheap."""

    def __init__(self, results: Sequence[Result]) -> None:
        order = sorted(results, key=lambda result: (-result.points, result.penalty))
        self._ratings = [result.rating for result in order]
        self._scale = 2 * math.sqrt(3) / math.pi * math.hypot(SIGMA, BETA)

    def performance(self, first: int, last: int) -> float:
        """The rating at which places `first` to `last` (from 1) would be what one expects: ties count as a win and a loss."""
        above, below = last, len(self._ratings) - first + 1  # who did as well or better, who did as well or worse
        low, high = LOW, HIGH
        while high - low > PRECISION:
            middle = (low + high) / 2
            pulls = list(accumulate(math.tanh((middle - rating) / self._scale) for rating in self._ratings))
            total = (pulls[above - 1] + above) + (pulls[-1] - (pulls[first - 2] if first > 1 else 0.0) - below)
            low, high = (low, middle) if total > 0 else (middle, high)
        return (low + high) / 2


def _posterior(rating: float, performance: float) -> float:
    """The most likely skill: Gaussian belief around the rating, logistic evidence around the performance."""
    scale = math.sqrt(3) / math.pi * BETA
    low, high = min(rating, performance), max(rating, performance)
    while high - low > PRECISION:
        middle = (low + high) / 2
        slope = (middle - rating) / SIGMA**2 + math.tanh((middle - performance) / (2 * scale)) / scale
        low, high = (low, middle) if slope > 0 else (middle, high)
    return (low + high) / 2
