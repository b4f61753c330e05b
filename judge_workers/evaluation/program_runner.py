"""One compiled program in its box: run on a test, beside the validator of an interactive problem, or alone with a given input."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import NamedTuple

import msgspec

from judge_workers import checkers
from judge_workers.checkers import Flags
from judge_workers.evaluation.build import Built
from judge_workers.evaluation.failure import failure_of
from judge_workers.evaluation.results import Executed
from judge_workers.evaluation.validators import Validation, Validator
from judge_workers.languages.commands import expanded
from judge_workers.sandbox.box import Box, Run, memory_file
from judge_workers.sandbox.limits import MIB, Limits
from realtime.storage.judgements import TestResult
from realtime.storage.packages import Case, Package

NEAR = 0.1
"""Share of the time limit that a program may run longer, so that what ends near the limit is measured and not cut off."""
HEAD = 16 * 1024 + 1
"""Bytes of a program's output and error output that are kept: a test run shows them, and words such as MemoryError are looked for in
them. One more than are shown, to tell that there was more.
"""
ENVIRONMENT = {"PYTHONHASHSEED": "0", "ONLINE_JUDGE": "1"}
"""The same for every run: the order of Python's sets must not decide a verdict."""


class Attempt(NamedTuple):
    """A program ran on a test, once; with several passes, to the last of them."""

    result: TestResult
    validation: Validation | None = None
    """What the problem's own validator said, where it was asked."""
    output: bytes = b""
    """The beginning of what the program wrote; empty where a validator read it."""
    error: bytes = b""


class _Step(NamedTuple):
    run: Run
    verdict: str
    message: str
    validation: Validation | None = None
    output: bytes = b""
    error: bytes = b""


class ProgramRunner:
    """Holds its box until the judge takes the next submission: other programs are put into the same box."""

    def __init__(
        self,
        box: Box,
        built: Built,
        package: Package,
        tools: Mapping[str, str],
        *,
        time_limit: float,
        validator: Validator | None = None,
        validator_thread: Executor,
    ) -> None:
        """`time_limit`: seconds of CPU on this machine; `validator_thread`: where a validator runs while the program does."""
        self._box = box
        self._files = built.files or ()
        self._package = package
        self.time_limit = time_limit
        self._validator = validator
        self._validator_thread = validator_thread
        self._language = language = built.program.language
        self._command = expanded(language.run, tools, [], built.program.entry, package.memory_limit // MIB)
        self._limits = Limits(
            cpu=time_limit * (1 + NEAR) + 0.01,
            wall=2 * time_limit + 1,
            memory=package.memory_limit + language.extra_memory,
            output=package.output_limit,
            processes=language.processes,
            address_space=language.address_space,
            verdict_cpu=time_limit,
        )
        self._tests_bring_files = any(test.files for test in package.tests)
        self._put()

    def attempt(self, test: Case) -> Attempt:
        """Runs a test; a problem with several passes until its validator wants no more."""
        if self._validator is not None:
            self._validator.begin(test)
        given, cpu, wall, memory = test.input, 0.0, 0.0, 0
        for number in range(self._package.passes):
            if number and self._validator is not None:
                self._validator.another_pass(given)
            step = self._interact(test) if self._package.interactive else self._run(test, given)
            cpu, wall, memory = max(cpu, step.run.cpu), max(wall, step.run.wall), max(memory, step.run.memory)
            result = _result(step.run, step.verdict, step.message, cpu, wall, memory)
            if step.validation is None or step.validation.next_input is None or step.verdict != "AC":
                return Attempt(result, step.validation, step.output, step.error)
            given = step.validation.next_input
        too_many = "the validator asks for more passes than the problem allows"
        return Attempt(msgspec.structs.replace(result, verdict="JE", message=too_many))

    def execute(self, given: bytes) -> Executed:
        """Runs the program alone; its output is returned, not judged."""
        with memory_file(given) as stdin, memory_file() as stdout, _StderrPipe() as stderr:
            run = self._box.run(self._command, self._limits, stdin=stdin, stdout=stdout, stderr=stderr.into, env=ENVIRONMENT)
            said = stderr.read()
            failed = failure_of(run, self._language, said, output_full=self._is_full(stdout))
            verdict, message = failed or ("OK", "")
            result = _result(run, verdict, message, run.cpu, run.wall, run.memory)
            return Executed(msgspec.structs.replace(result, test=1), os.pread(stdout, self._package.output_limit, 0), said)

    def _run(self, test: Case, given: bytes) -> _Step:
        """The program, then the checker or validator on what it wrote."""
        self._prepare(test)
        argv = [*self._command, *test.args]
        with memory_file(given) as stdin, memory_file() as stdout, _StderrPipe() as stderr:
            run = self._box.run(argv, self._limits, stdin=stdin, stdout=stdout, stderr=stderr.into, env=ENVIRONMENT)
            said, head = stderr.read(), os.pread(stdout, HEAD, 0)
            failed = failure_of(run, self._language, said, output_full=self._is_full(stdout))
            if failed is not None:
                return _Step(run, *failed, output=head, error=said)
            if self._validator is None:
                return _Step(run, *self._check(test, os.pread(stdout, self._package.output_limit, 0)), output=head, error=said)
            os.lseek(stdout, 0, os.SEEK_SET)
            validation = self._validator.validate(test, stdout)
            return _Step(run, validation.verdict, validation.message, validation, head, said)

    def _interact(self, test: Case) -> _Step:
        """Program and validator at the same time, each reading what the other writes. Who ended first decides."""
        assert self._validator is not None  # the package reader refuses an interactive problem without one
        validator, limits = self._validator, self._limits
        self._prepare(test)
        argv = [*self._command, *test.args]
        to_program, from_validator = os.pipe2(os.O_CLOEXEC)
        to_validator, from_program = os.pipe2(os.O_CLOEXEC)

        def validate() -> Validation:
            try:
                return validator.validate(test, to_validator, from_validator, patience=limits.wall)
            finally:  # only the box may keep them open: the program has to see that the validator ended
                os.close(to_validator)
                os.close(from_validator)

        with _StderrPipe() as stderr:
            validating = self._validator_thread.submit(validate)
            try:
                run = self._box.run(argv, limits, stdin=to_program, stdout=from_program, stderr=stderr.into, env=ENVIRONMENT)
            finally:
                os.close(to_program)
                os.close(from_program)
            validation, said = validating.result(), stderr.read()
            failed = failure_of(run, self._language, said, output_full=False)
        validator_first = validation.run.ended < run.ended
        if validation.verdict == "WA" and (failed is None or validator_first):
            return _Step(run, "WA", validation.message, validation, error=said)
        if run.signal == signal.SIGPIPE and validation.verdict == "AC" and validator_first:
            failed = None  # it went on writing after the validator had accepted
        if failed is not None:
            return _Step(run, *failed, validation, error=said)
        return _Step(run, validation.verdict, validation.message, validation, error=said)

    def _put(self) -> None:
        self._box.wipe()
        for file in self._files:
            self._box.put(f"/box/{file.name}", file.content, 0o555)

    def _prepare(self, test: Case) -> None:
        """No run finds what an earlier one wrote."""
        if self._box.shared_uid or self._tests_bring_files:
            self._put()
        else:
            self._box.wipe(scratch_only=True)
        for file in test.files:
            self._box.put(f"/box/{file.name}", file.content)

    def _is_full(self, stdout: int) -> bool:
        return os.fstat(stdout).st_size >= self._package.output_limit

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


class _StderrPipe:
    """A program's error output: the first of it is kept, and who writes more is neither stopped nor slowed down."""

    def __init__(self) -> None:
        self._from, self.into = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def read(self) -> bytes:
        try:
            return os.read(self._from, HEAD)
        except BlockingIOError:
            return b""

    def __enter__(self) -> _StderrPipe:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._from)
        os.close(self.into)


def _result(run: Run, verdict: str, message: str, cpu: float, wall: float, memory: int) -> TestResult:
    return TestResult(0, verdict, round(cpu, 4), round(wall, 4), memory, message=message, exit_code=run.exit_code, signal=run.signal)
