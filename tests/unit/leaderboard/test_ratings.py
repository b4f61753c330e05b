import json
import math
import random
from pathlib import Path

import pytest

from leaderboard.ratings import SYSTEMS, Result, elo_mmr, ranks


@pytest.mark.parametrize("round_", ["codeforces-1349", "codeforces-1342"])
def test_codeforces_changes_are_the_official_ones(contest_data: Path, round_: str) -> None:
    rows = json.loads((contest_data / f"{round_}.ratings.json").read_text())
    changes = SYSTEMS["codeforces"].changes([Result(*row[1:4]) for row in rows])
    assert changes == [row[4] for row in rows]


def test_equals_share_the_span_of_their_places() -> None:
    results = [Result(5, 0, 0), Result(9, 1, 0), Result(5, 0, 0), Result(9, 0, 0), Result(1, 0, 0)]
    assert ranks(results) == [(3, 4), (2, 2), (3, 4), (1, 1), (5, 5)]


@pytest.mark.parametrize("system", SYSTEMS)
def test_better_than_expected_gains_and_worse_loses(system: str) -> None:
    results = [Result(10 - n, 0, 1000 + 100 * n) for n in range(10)]  # the lowest rated won
    changes = SYSTEMS[system].changes(results)
    assert changes == sorted(changes, reverse=True)
    assert changes[0] > 50
    assert changes[-1] < -50


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_order_of_rows_does_not_matter(system: str) -> None:
    results = [Result(n % 7, n % 3, 1200 + 37 * n % 900) for n in range(60)]
    changes = dict(zip(results, SYSTEMS[system].changes(results), strict=True))
    again = dict(zip(results[::-1], SYSTEMS[system].changes(results[::-1]), strict=True))
    assert changes == again
    assert SYSTEMS[system].changes([]) == []


def test_elo_mmr_leaves_as_expected_nearly_as_it_was() -> None:
    results = [Result(10 - n, 0, 2400 - 200 * n) for n in range(11)]
    assert all(abs(change) < 60 for change in SYSTEMS["elo-mmr"].changes(results))
    tied = [Result(1, 0, 1500)] * 20
    assert SYSTEMS["elo-mmr"].changes(tied) == [0] * 20


@pytest.mark.parametrize("seed", range(20))
def test_a_performance_of_elo_mmr_is_the_root_of_its_equation(seed: int) -> None:
    """Against an oracle that halves an interval, over everybody by themselves."""
    chance = random.Random(seed)
    results = [Result(chance.randint(0, 9), 0, chance.randint(-500, 4500)) for _ in range(chance.randint(1, 30))]
    scale = 2 * math.sqrt(3) / math.pi * math.hypot(elo_mmr.SIGMA, elo_mmr.BETA)

    def pull(result: Result, rating: float) -> float:
        total = 0.0
        for other in results:
            lead = math.tanh((rating - other.rating) / scale)
            total += (lead + 1) * (other.points >= result.points) + (lead - 1) * (other.points <= result.points)
        return total

    found = elo_mmr.performances(results)
    for result, performance in zip(results, found, strict=True):
        assert pull(result, performance - 1) < 0 < pull(result, performance + 1)
