"""One submission through all tests of a problem: which tests are run, once more near the time limit, scores, the verdict."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from judge_workers.evaluation.grading import Result, Tree
from judge_workers.evaluation.program_runner import NEAR, Attempt, ProgramRunner
from realtime.storage.judgements import Judgement, TestResult
from realtime.storage.packages import Group, Package

Progress = Callable[[str, int, int], None]
"""Told the state (`compiling` or `running`), the test under way from 1, and how many there are."""


class SubmissionRun:
    def __init__(self, runner: ProgramRunner, package: Package, progress: Progress, *, speed: float) -> None:
        self._runner = runner
        self._package = package
        self._progress = progress
        self._speed = speed
        self._tree = Tree(package)
        self._results: dict[int, TestResult] = {}

    def judgement(self, *, run_all_tests: bool) -> Judgement:
        """Runs the tests that the verdict needs; with `run_all_tests` the others as well, which change nothing of it."""
        tests = self._package.tests
        outcome = self._tree.result(self._graded)
        if run_all_tests and outcome.verdict != "JE":
            for number in range(len(tests)):
                self._graded(number)
        done = tuple(self._results[number] for number in sorted(self._results))
        return Judgement(
            outcome.verdict if tests else "JE",
            "",
            done,
            max((result.cpu for result in done), default=0.0),
            max((result.memory for result in done), default=0),
            round(outcome.score, 6) if self._package.scoring else None,
            self._speed,
        )

    def _graded(self, number: int) -> Result:
        if number not in self._results:
            self._progress("running", number + 1, len(self._package.tests))
            self._results[number] = self._test(number)
        result = self._results[number]
        return Result(result.verdict, result.score or 0.0)

    def _test(self, number: int) -> TestResult:
        test, limit = self._package.tests[number], self._runner.time_limit
        attempt, runs = self._runner.attempt(test), 1
        if abs(attempt.result.cpu - limit) <= NEAR * limit:
            runs, again = 2, self._runner.attempt(test)
            attempt = min(attempt, again, key=lambda made: made.result.cpu)
        score = _score(self._tree.group_of(test.group), attempt) if self._package.scoring else None
        return msgspec.structs.replace(attempt.result, test=number + 1, sample=test.sample, name=test.name, score=score, runs=runs)


def _score(group: Group, attempt: Attempt) -> float:
    validation = attempt.validation
    if attempt.result.verdict != "AC":
        return group.reject_score
    if validation is None:
        return group.accept_score
    if validation.score is not None:
        return validation.score
    return group.accept_score * (1.0 if validation.multiplier is None else validation.multiplier)
