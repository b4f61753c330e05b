"""From results of tests to a verdict and a score."""

from __future__ import annotations

from typing import Any

import pytest

from judge_workers.evaluation.grading import Result, Tree, aggregate
from realtime.storage.packages import Case, Group, Package


def package(tests: list[str], groups: list[Group], scoring: bool = True) -> Package:
    cases = tuple(Case(b"", b"", group.startswith("sample"), f"{group}/{n}", group) for n, group in enumerate(tests))
    return Package("p", 1, 1000, 1, 1, "default", 0.0, "", cases, scoring=scoring, groups=tuple(groups))


def judged(made: Package, verdicts: str, scores: list[float] | None = None) -> tuple[Result, list[int]]:
    """The result for tests with these verdicts, and which of them were run."""
    names, run = verdicts.split(), list[int]()

    def one(number: int) -> Result:
        run.append(number)
        return Result(names[number], (scores or [1.0 if name == "AC" else 0.0 for name in names])[number])

    return Tree(made).result(one), run


def test_a_pass_fail_problem_ends_with_the_first_failure() -> None:
    made = package(["sample", "secret", "secret", "secret"], [], scoring=False)
    assert judged(made, "AC AC AC AC") == (Result("AC", 0.0), [0, 1, 2, 3])
    assert judged(made, "AC TLE WA RTE") == (Result("TLE", 0.0), [0, 1])
    assert judged(made, "WA AC AC AC") == (Result("WA", 0.0), [0])


@pytest.mark.parametrize(
    ("group", "verdicts", "expected"),
    [
        ({}, "AC WA TLE", Result("TLE", 10.0)),
        ({"verdicts": "first"}, "AC WA TLE", Result("WA", 10.0)),
        ({"verdicts": "always"}, "AC WA TLE", Result("AC", 10.0)),
        ({"any_accepted": True}, "AC WA TLE", Result("AC", 10.0)),
        ({"any_accepted": True}, "WA WA TLE", Result("TLE", 0.0)),
        ({"scores": "min"}, "AC AC WA", Result("WA", 0.0)),
        ({"scores": "max"}, "AC AC WA", Result("WA", 10.0)),
        ({"scores": "avg"}, "AC WA", Result("WA", 5.0)),
        ({"scores": "sum"}, "AC AC AC", Result("AC", 30.0)),
        ({"scores": "all", "max_score": 25.0}, "AC AC", Result("AC", 25.0)),
        ({"scores": "all", "max_score": 25.0}, "AC WA", Result("WA", 0.0)),
        ({}, "AC JE", Result("JE", 0.0)),
        ({"scores": "min"}, "", Result("AC", 0.0)),
    ],
)
def test_the_default_grader(group: dict[str, Any], verdicts: str, expected: Result) -> None:
    results = [Result(verdict, 10.0 if verdict == "AC" else 0.0) for verdict in verdicts.split()]
    assert aggregate(Group("g", **group), results) == expected


def test_groups_within_groups() -> None:
    groups = [
        Group("", on_reject="continue", ignore_sample=True),
        Group("secret", on_reject="continue", verdicts="first", any_accepted=True),
        Group("secret/one", scores="min"),
        Group("secret/two", scores="min"),
    ]
    made = package(["sample", "secret/one", "secret/one", "secret/two", "secret/two"], groups)
    assert judged(made, "WA AC AC AC AC", [0, 50, 50, 50, 50]) == (Result("AC", 100.0), [0, 1, 2, 3, 4])
    assert judged(made, "AC AC AC WA AC", [9, 50, 50, 0, 50]) == (Result("AC", 50.0), [0, 1, 2, 3])
    assert judged(made, "AC WA AC TLE AC", [9, 0, 50, 0, 50])[0] == Result("WA", 0.0)


def test_a_group_that_needs_another_one() -> None:
    groups = [
        Group("", on_reject="continue", ignore_sample=True),
        Group("secret", on_reject="continue"),
        Group("secret/a", scores="all", max_score=30.0),
        Group("secret/b", scores="all", max_score=70.0, require_pass=("secret/a",)),
    ]
    made = package(["secret/a", "secret/b"], groups)
    assert judged(made, "AC AC") == (Result("AC", 100.0), [0, 1])
    assert judged(made, "WA AC") == (Result("WA", 0.0), [0])
