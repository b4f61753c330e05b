"""One submission's way through the tests of a problem: run, validate, once more near the limit, verdict."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import msgspec

from judge_workers.evaluation import checkers
from judge_workers.evaluation.build import Built, entry
from judge_workers.evaluation.checkers import Flags
from judge_workers.evaluation.grading import Result, Tree
from judge_workers.evaluation.results import Executed, Judgement, TestResult
from judge_workers.evaluation.validators import Validation
from judge_workers.languages import expanded
from judge_workers.sandbox.box import MIB, Limits, Run, memory_file
from realtime.storage.packages import Case, Group, Package

if TYPE_CHECKING:
    from judge_workers.evaluation.judge import Judge, Progress

MEMORY_WORDS = (b"java.lang.OutOfMemoryError", b"JavaScript heap out of memory", b"MemoryError", b"std::bad_alloc")
"""What runtimes say that notice the limit themselves and end by their own will."""
NEAR = 0.1
"""Share of the time limit: what ends so near to it is run again, and the shorter time counts."""
STDERR = 4096
"""Bytes of a program's error output that are looked at."""


class Judging:
    """One submission's way through the tests."""

    def __init__(self, judge: Judge, built: Built, package: Package, progress: Progress) -> None:
        self._judge = judge
        self._package = package
        self._progress = progress
        self._files = built.files or ()
        self._tools = tools = built.program.tools
        self._command = expanded(tools.run, judge.sandbox.tools(), [], entry(built.program), package.memory_limit // MIB)
        self._box = judge.box(tools)
        self._limit = package.time_limit_ms / 1000 / judge.speed
        self._validator = judge.validator(package) if package.validator or package.checker == "custom" else None
        self._results: dict[int, TestResult] = {}
        self._put()

    def all(self, *, run_all_tests: bool) -> Judgement:
        tree, tests = Tree(self._package), self._package.tests
        outcome = tree.result(lambda number: self._graded(tree, number))
        if run_all_tests and outcome.verdict != "JE":
            for number in range(len(tests)):
                self._graded(tree, number)
        done = tuple(self._results[number] for number in sorted(self._results))
        return Judgement(
            outcome.verdict if tests else "JE",
            "",
            done,
            max((one.cpu for one in done), default=0.0),
            max((one.memory for one in done), default=0),
            round(outcome.score, 6) if self._package.scoring else None,
            self._judge.speed,
        )

    def _graded(self, tree: Tree, number: int) -> Result:
        if number not in self._results:
            self._progress("running", number + 1, len(self._package.tests))
            self._results[number] = self._test(tree, number)
        result = self._results[number]
        return Result(result.verdict, result.score or 0.0)

    def _test(self, tree: Tree, number: int) -> TestResult:
        test = self._package.tests[number]
        result, validation = self._attempt(test)
        runs = 1
        if abs(result.cpu - self._limit) <= NEAR * self._limit:
            runs = 2
            again = self._attempt(test)
            if again[0].cpu < result.cpu:
                result, validation = again
        score = self._score(tree.group_of(test.group), result, validation) if self._package.scoring else None
        return msgspec.structs.replace(result, test=number + 1, name=test.name, score=score, runs=runs)

    def _score(self, group: Group, result: TestResult, validation: Validation | None) -> float:
        if result.verdict != "AC":
            return group.reject_score
        if validation is None or validation.score is None:
            multiplier = validation.multiplier if validation else None
            return group.accept_score * (1.0 if multiplier is None else multiplier)
        return validation.score

    def _attempt(self, test: Case) -> tuple[TestResult, Validation | None]:
        """Runs a test once; a problem with several passes until its validator wants no more."""
        if self._validator is not None:
            self._validator.begin(test)
        given, cpu, wall, memory = test.input, 0.0, 0.0, 0
        for number in range(self._package.passes):
            if number and self._validator is not None:
                self._validator.another_pass(given)
            run, verdict, message, validation = self._talk(test) if self._package.interactive else self._run(test, given)
            cpu, wall, memory = max(cpu, run.cpu), max(wall, run.wall), max(memory, run.memory)
            result = TestResult(0, verdict, round(cpu, 4), round(wall, 4), memory, message, "", run.exit_code, run.signal)
            if validation is None or validation.next_input is None or verdict != "AC":
                return result, validation
            given = validation.next_input
        return msgspec.structs.replace(result, verdict="JE", message="the validator asks for more passes than the problem allows"), None

    def once(self, given: bytes) -> Executed:
        """The program alone."""
        with memory_file(given) as stdin, memory_file() as stdout, _Words() as words:
            run = self._box.run(self._command, self._limits(), stdin=stdin, stdout=stdout, stderr=words.into, env=ENVIRONMENT)
            said = words.read()
            verdict, message = _died(run, os.fstat(stdout).st_size >= self._package.output_limit, said)
            result = TestResult(
                1, verdict or "OK", round(run.cpu, 4), round(run.wall, 4), run.memory, message, "", run.exit_code, run.signal
            )
            return Executed(result, os.pread(stdout, self._package.output_limit, 0), said)

    def _run(self, test: Case, given: bytes) -> tuple[Run, str, str, Validation | None]:
        """The program, then the validator with what it wrote."""
        self._prepare(test)
        size = self._package.output_limit
        with memory_file(given) as stdin, memory_file() as stdout, _Words() as words:
            run = self._box.run(self._argv(test), self._limits(), stdin=stdin, stdout=stdout, stderr=words.into, env=ENVIRONMENT)
            written = os.fstat(stdout).st_size
            verdict, message = _died(run, written >= size, words.read())
            if verdict is not None:
                return run, verdict, message, None
            if self._validator is None:
                checked, message = self._check(test, os.pread(stdout, size, 0))
                return run, checked, message, None
            os.lseek(stdout, 0, os.SEEK_SET)
            validation = self._validator.validate(test, stdout)
            return run, validation.verdict, validation.message, validation

    def _talk(self, test: Case) -> tuple[Run, str, str, Validation | None]:
        """Program and validator at once, each reading what the other one writes."""
        assert self._validator is not None  # an interactive problem has one
        self._prepare(test)
        limits = self._limits()
        to_program, from_validator = os.pipe2(os.O_CLOEXEC)
        to_validator, from_program = os.pipe2(os.O_CLOEXEC)

        def validate() -> Validation:
            assert self._validator is not None
            try:
                return self._validator.validate(test, to_validator, from_validator, patience=limits.wall)
            finally:  # only the box may hold them on: who talks to it has to see that it has ended
                os.close(to_validator)
                os.close(from_validator)

        with _Words() as words:
            validating = self._judge.beside.submit(validate)
            try:
                run = self._box.run(self._argv(test), limits, stdin=to_program, stdout=from_program, stderr=words.into, env=ENVIRONMENT)
            finally:
                os.close(to_program)
                os.close(from_program)
            validation = validating.result()
            verdict, message = _died(run, False, words.read())
        validator_first = validation.run.ended < run.ended
        if validation.verdict == "WA" and (verdict is None or validator_first):
            return run, "WA", validation.message, validation
        if run.signal == signal.SIGPIPE and validation.verdict == "AC" and validator_first:
            verdict = None  # it went on talking when all was said
        if verdict is not None:
            return run, verdict, message, validation
        return run, validation.verdict, validation.message, validation

    def _put(self) -> None:
        self._box.wipe()
        for file in self._files:
            self._box.put(f"/box/{file.name}", file.content, 0o555)

    def _prepare(self, test: Case) -> None:
        """No run finds what another one wrote."""
        if self._box.shared_uid or any(one.files for one in self._package.tests):
            self._put()
        else:
            self._box.wipe(scratch_only=True)
        for file in test.files:
            self._box.put(f"/box/{file.name}", file.content)

    def _argv(self, test: Case) -> list[str]:
        return [*self._command, *test.args]

    def _limits(self) -> Limits:
        """A little more time than allowed: what ends near the limit is measured, not cut off."""
        package, tools = self._package, self._tools
        return Limits(
            cpu=self._limit * (1 + NEAR) + 0.01,
            wall=2 * self._limit + 1,
            memory=package.memory_limit + tools.extra_memory,
            output=package.output_limit,
            processes=tools.processes,
            address_space=tools.address_space,
            verdict_cpu=self._limit,
        )

    def _check(self, test: Case, output: bytes) -> tuple[str, str]:
        package = self._package
        match package.checker:
            case "exact":
                return checkers.exact(output, test.answer), ""
            case "float":
                return checkers.default(output, test.answer, Flags(True, False, package.tolerance, package.tolerance))
            case "tokens":
                return checkers.default(output, test.answer, Flags(case_sensitive=True))
            case _:
                return checkers.default(output, test.answer, Flags.parse(test.validator_args))


ENVIRONMENT = {"PYTHONHASHSEED": "0", "ONLINE_JUDGE": "1"}


class _Words:
    """A program's error output: the first of it is kept, and who writes more is neither stopped nor slowed down."""

    def __init__(self) -> None:
        self._from, self.into = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def read(self) -> bytes:
        try:
            return os.read(self._from, STDERR)
        except BlockingIOError:
            return b""

    def __enter__(self) -> _Words:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._from)
        os.close(self.into)


def _died(run: Run, output_full: bool, said: bytes) -> tuple[str | None, str]:
    """The verdict of a run that did not end well; None when its output decides."""
    if run.out_of_memory:
        return "MLE", ""
    if output_full or run.signal == signal.SIGXFSZ:
        return "OLE", ""
    if run.out_of_time:
        return "TLE", ""
    if (run.signal is not None or run.exit_code != 0) and any(words in said for words in MEMORY_WORDS):
        return "MLE", ""
    if run.signal is not None:
        names = {one.value: one.name for one in signal.Signals}
        return "RTE", f"signal {names.get(run.signal, run.signal)}"
    if run.exit_code != 0:
        return "RTE", f"exit code {run.exit_code}"
    return None, ""
