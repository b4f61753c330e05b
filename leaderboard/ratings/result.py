"""The result of a contest, as rating systems take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Result(NamedTuple):
    """One contestant: more points are better, then less penalty."""

    points: float
    penalty: float
    rating: int


def ranks(results: Sequence[Result]) -> list[tuple[int, int]]:
    """For each contestant the best and the worst place (from 1) of those who did equally well."""
    keys = [(-result.points, result.penalty) for result in results]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    places = [(0, 0)] * len(keys)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or keys[order[end]] != keys[order[start]]:
            for index in order[start:end]:
                places[index] = (start + 1, end)
            start = end
    return places
