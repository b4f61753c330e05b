"""The rating of Codeforces: each contestant moves half-way to the rating whose expected place is the one between seed and rank.

Source: M. Mirzayanov, "Open Codeforces Rating System" (2015), with its code: places of equals are the worst of them, divisions of
integers are cut towards zero, all together loses a little, and the changes of the best 4·√n sum up to no more than zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

from leaderboard.ratings.result import Result, ranks

LOW, HIGH = 1, 8000
"""Ratings between which the wanted one is looked for."""
MOST_TAKEN = 10
"""The correction for the best takes no more than this from anybody."""


def changes(results: Sequence[Result]) -> list[int]:
    """Rating changes in the order of the results; exact to the integer."""
    if not results:
        return []
    field = _Field([result.rating for result in results])
    found = []
    for result, (_, rank) in zip(results, ranks(results), strict=True):
        seed = field.seed(result.rating, result.rating)
        wanted = field.rating_of(math.sqrt(rank * seed), result.rating)
        found.append(int((wanted - result.rating) / 2))
    found = [change + int(-sum(found) / len(found)) - 1 for change in found]
    best = sorted(range(len(results)), key=lambda index: -results[index].rating)[: min(4 * round(math.sqrt(len(results))), len(results))]
    taken = min(max(int(-sum(found[index] for index in best) / len(best)), -MOST_TAKEN), 0)
    return [change + taken for change in found]


class _Field:
    """Everybody who took part, counted by rating: expected places cost the spread of ratings, not the number of people."""

    def __init__(self, ratings: Sequence[int]) -> None:
        self._lowest, highest = min(ratings), max(ratings)
        self._counts = [0] * (highest - self._lowest + 1)
        for rating in ratings:
            self._counts[rating - self._lowest] += 1
        self._seeds: dict[int, float] = {}
        # wins[d]: probability that who has d - reach points more wins
        self._reach = max(highest, HIGH) - min(self._lowest, 0) + 1
        self._wins = [1 / (1 + 10 ** (-d / 400)) for d in range(-self._reach, self._reach + 1)]

    def seed(self, rating: int, own: int) -> float:
        """Expected place, from 1, at this rating among all others: who has the rating `own` does not meet itself."""
        if rating not in self._seeds:
            start = self._lowest - rating + self._reach
            self._seeds[rating] = 1 + sum(map(mul, self._counts, self._wins[start : start + len(self._counts)]))
        return self._seeds[rating] - self._wins[own - rating + self._reach]

    def rating_of(self, place: float, own: int) -> int:
        """The largest whole rating whose expected place is not better than `place`."""
        low, high = LOW, HIGH
        while high - low > 1:
            middle = (low + high) // 2
            if self.seed(middle, own) < place:
                high = middle
            else:
                low = middle
        return low
