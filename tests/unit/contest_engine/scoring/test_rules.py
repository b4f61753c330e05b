"""The rules by points: IOI, Codeforces, AtCoder. (ICPC has a file of its own.)"""

from __future__ import annotations

import random
from typing import Any

import pytest

from contest_engine.scoring import ContestFrame, Extra, Rule, Try, make_rule
from realtime.protocol.contest_settings import ContestProblem

MINUTE = 60_000
TWO_HOURS = ContestFrame(120 * MINUTE, 0)


def scored(minute: float, score: float, *subtasks: float) -> Try:
    return Try(round(minute * MINUTE), False, solved=score >= 100, penalty=True, score=score, subtasks=subtasks or None)


def accepted(minute: float) -> Try:
    return Try(round(minute * MINUTE), False, solved=True)


def wrong(minute: float, penalty: bool = True) -> Try:
    return Try(round(minute * MINUTE), False, penalty=penalty)


def cell(rule: Rule[Any], tries: list[Try], points: float = 0.0, frame: ContestFrame = TWO_HOURS) -> float | None:
    return rule.cell(tries, ContestProblem("p", "A", "P", points=points), frame).score


SUBTASKS = [scored(1, 30, 10, 20, 0), scored(2, 55, 0, 20, 35), scored(3, 20, 0, 20, 0)]


@pytest.mark.parametrize(("mode", "score"), [("best", 55), ("last", 20), ("sum_of_subtask_maxima", 65)])
def test_ioi_cells(mode: str, score: float) -> None:
    assert cell(make_rule("ioi", {"cell": mode}), SUBTASKS) == score


def test_ioi_counts_an_accepted_try_without_a_score_in_full() -> None:
    assert cell(make_rule("ioi", {}), [wrong(1), accepted(2)]) == 100
    assert cell(make_rule("ioi", {}), [accepted(2)], points=40) == 40


def test_ioi_pending_tries_give_nothing_yet() -> None:
    result = make_rule("ioi", {}).cell([scored(1, 30), Try(2 * MINUTE, True)], ContestProblem("p", "A", "P"), TWO_HOURS)
    assert (result.score, result.judged, result.pending) == (30, 1, 1)


def test_ioi_ties_and_the_tie_break_by_time() -> None:
    for option, tied in ((False, True), (True, False)):
        rule = make_rule("ioi", {"tie_break_by_time": option})
        early, late = (rule.standing([rule.cell([scored(m, 50)], ContestProblem("p", "A", "P"), TWO_HOURS)]) for m in (10, 20))
        assert (early.key == late.key) is tied
        assert early.score == late.score == 50
        assert early.key <= late.key


@pytest.mark.parametrize(
    ("minute", "mistakes", "points", "expected"),
    [
        (0, 0, 500, 500),
        (1, 0, 500, 498),  # a problem loses 1/250 a minute in a contest of two hours
        (10, 0, 1000, 960),
        (10, 3, 1000, 810),
        (119, 0, 500, 500 - 238),
        (119, 9, 500, 150),  # never below 30 %
        (7.99, 0, 750, 750 - 21),
    ],
)
def test_codeforces_points_melt(minute: float, mistakes: int, points: float, expected: float) -> None:
    tries = [wrong(0) for _ in range(mistakes)] + [accepted(minute)]
    assert cell(make_rule("codeforces", {}), tries, points) == expected


def test_codeforces_is_the_published_formula_in_contests_of_any_length() -> None:
    rng = random.Random(3)
    for _ in range(2000):
        x, minutes, w = rng.choice([250, 500, 750, 1250, 3000]), rng.choice([90, 120, 135, 150, 180]), rng.randrange(6)
        t = rng.randrange(minutes)
        tries = [wrong(0) for _ in range(w)] + [accepted(t)]
        expected = max(0.3 * x, x - (120 * x * t) // (250 * minutes) - 50 * w)
        assert cell(make_rule("codeforces", {}), tries, x, ContestFrame(minutes * MINUTE, 0)) == expected


def test_codeforces_problems_without_points_are_worth_500_more_each() -> None:
    assert cell(make_rule("codeforces", {}), [accepted(0)], frame=ContestFrame(120 * MINUTE, 2)) == 1500


def test_codeforces_resubmissions() -> None:
    tries = [accepted(10), accepted(20)]
    assert cell(make_rule("codeforces", {}), tries, 1000) == 960
    assert cell(make_rule("codeforces", {"resubmit": "last"}), tries, 1000) == 1000 - 80 - 50


def test_codeforces_hacks() -> None:
    rule = make_rule("codeforces", {})
    cell = rule.cell([accepted(0)], ContestProblem("p", "A", "P", points=500), TWO_HOURS)
    assert rule.standing([cell], Extra(hacks=2, failed_hacks=1)).score == 500 + 200 - 50


def test_atcoder_penalty_counts_wrong_tries_on_gained_problems_only() -> None:
    rule = make_rule("atcoder", {})
    gained = rule.cell([wrong(1), wrong(2), accepted(30)], ContestProblem("a", "A", "A", points=300), TWO_HOURS)
    never = rule.cell([wrong(5), wrong(6)], ContestProblem("b", "B", "B", points=400), TWO_HOURS)
    standing = rule.standing([gained, never])
    assert (standing.score, standing.time) == (300, 30 + 10)


def test_atcoder_wrong_tries_behind_the_gain_do_not_count() -> None:
    rule = make_rule("atcoder", {})
    done = rule.cell([accepted(30), wrong(40)], ContestProblem("a", "A", "A", points=300), TWO_HOURS)
    partial = rule.cell([scored(10, 40), scored(20, 30)], ContestProblem("b", "B", "B", points=100), TWO_HOURS)
    assert rule.standing([done, partial]).time == 30
    assert rule.standing([done, partial]).score == 340


def test_atcoder_earlier_is_better_among_equal_points() -> None:
    rule = make_rule("atcoder", {})
    keys = [rule.standing([rule.cell([accepted(m)], ContestProblem("a", "A", "A"), TWO_HOURS)]).key for m in (10, 10.5, 30)]
    assert keys == sorted(keys)
    assert len(set(keys)) == 3


@pytest.mark.parametrize("rule", ["ioi", "codeforces", "atcoder"])
def test_points_added_by_the_jury(rule: str) -> None:
    assert make_rule(rule, {}).standing([], Extra(adjustment=-12.5)).score == -12.5
