"""From the results of tests to a verdict and a score. Pure; the rules of the default grader of the problem package format.

Source: https://www.kattis.com/problem-package-format/spec/legacy.html#default-grader-specification, and "Result aggregation" of 2025-09.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from realtime.storage.packages import Group, Package

WORST = ("JE", "CE", "RTE", "MLE", "TLE", "OLE", "PE", "WA")
"""Of several verdicts the first in this list is the worst."""


class Result(NamedTuple):
    verdict: str
    score: float


Run = Callable[[int], Result]
"""Runs a test, by its number."""


class Tree:
    """The groups of a package, each with its tests (numbers) and sub-groups (names) in their order."""

    def __init__(self, package: Package) -> None:
        self._scoring = package.scoring
        self._groups = {group.name: group for group in package.groups}
        self._below: dict[str, list[int | str]] = {"": []}
        for number, test in enumerate(package.tests):
            parts = test.group.split("/") if test.group else []
            for depth in range(len(parts)):
                name = "/".join(parts[: depth + 1])
                if name not in self._below:
                    self._below[name] = []
                    self._below["/".join(parts[:depth])].append(name)
            self._below[test.group].append(number)
        self._passed: dict[str, bool] = {}

    def result(self, run: Run) -> Result:
        """Runs what has to be run, in order, and makes one result of it."""
        self._passed = {}
        return self._of("", run)

    def group_of(self, name: str) -> Group:
        return self._groups.get(name) or Group(name)

    def _of(self, name: str, run: Run) -> Result:
        group = self.group_of(name)
        if not all(self._passed.get(needed, False) for needed in group.require_pass):
            return Result("WA", 0.0)  # not run: it counts as rejected
        found: list[tuple[int | str, Result]] = []
        for child in self._below[name]:
            result = run(child) if isinstance(child, int) else self._of(child, run)
            found.append((child, result))
            if result.verdict == "JE" or (result.verdict != "AC" and group.on_reject == "break"):
                break
        counted = [result for child, result in found if not (group.ignore_sample and child == "sample" and len(self._below[name]) > 1)]
        made = aggregate(group, counted, complete=len(found) == len(self._below[name]))
        self._passed[name] = all(result.verdict == "AC" for _, result in found) and len(found) == len(self._below[name])
        return made if self._scoring else Result(made.verdict, 0.0)


def aggregate(group: Group, results: list[Result], *, complete: bool = True) -> Result:
    """`complete`: nothing was left out because something before it was rejected."""
    verdicts, scores = [result.verdict for result in results], [result.score for result in results]
    if "JE" in verdicts:
        return Result("JE", 0.0)
    rejected = [verdict for verdict in verdicts if verdict != "AC"]
    if not rejected or group.verdicts == "always" or (group.any_accepted and "AC" in verdicts):
        verdict = "AC"
    elif group.verdicts == "first":
        verdict = rejected[0]
    else:
        verdict = min(rejected, key=WORST.index)
    match group.scores:
        case "all":
            score = (group.max_score or 0.0) if complete and not rejected else 0.0
        case "sum":
            score = sum(scores)
        case "avg":
            score = sum(scores) / max(1, len(scores))
        case "min":
            score = min(scores, default=0.0)
        case "max":
            score = max(scores, default=0.0)
    return Result(verdict, score)
