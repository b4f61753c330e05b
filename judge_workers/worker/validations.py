"""Validations of tests: their text, and what the package's input validators say of their inputs.

A validator keeps its slot while nobody waits for one, and is put into its box again after each pause.
"""

from __future__ import annotations

import time
from collections import deque

import msgspec

from judge_workers.evaluation.input_validators import arguments_of
from judge_workers.evaluation.judge import Judge, UnbuiltValidator
from judge_workers.worker.loop_calls import LoopCalls
from judge_workers.worker.slots import Slots
from judge_workers.worker.task_handler import Stores
from realtime.runtime.errors import Invalid
from realtime.storage import packages, test_format
from realtime.storage.packages import Case, InputValidatorFiles, Package
from realtime.storage.runs import MAX_FAULTS, TestFault, ValidationRequest, ValidationResult

MAX_MESSAGE = 500
"""Characters."""
MAX_SECONDS = 600.0
"""Of wall time on slots, for all tests and validators together."""


class Validations:
    def __init__(self, calls: LoopCalls, stores: Stores, slots: Slots[Judge]) -> None:
        self._calls = calls
        self._documents = stores.documents
        self._vault = stores.vault.only("package", "sample", "test")
        self._slots = slots

    def make(self, request: ValidationRequest, urgency: int) -> ValidationResult:
        package = self._package(request)
        found = test_format.faults(package.tests, package.output_limit)
        pace = _Pace(MAX_SECONDS)
        checked = len(package.tests)
        for validator in package.input_validators:
            checked = min(checked, self._ask(validator, package, found, pace, urgency))
        return ValidationResult(checked, tuple(found[:MAX_FAULTS]))

    def _package(self, request: ValidationRequest) -> Package:
        """With the tests that are meant."""
        if request.tests is None:
            return self._calls.wait(packages.load(self._documents, self._vault, request.problem, request.package))
        head = self._calls.wait(packages.load_head(self._documents, self._vault, request.problem, request.package))
        tests = tuple(Case(test.input, test.answer, sample=False) for test in request.tests)
        return msgspec.structs.replace(head.package, tests=tests)

    def _ask(self, validator: InputValidatorFiles, package: Package, found: list[TestFault], pace: _Pace, urgency: int) -> int:
        """Adds what one validator finds; returns how many tests it has seen."""
        ahead = deque(enumerate(package.tests, 1))
        while ahead and not pace.is_over:
            with self._slots.take(urgency) as judge, pace:
                try:
                    with judge.input_validator(package, validator) as program:
                        while ahead and not pace.is_over:
                            number, test = ahead.popleft()
                            fault = program.fault(test.input, arguments_of(test, validator.name))
                            if fault is not None:
                                found.append(TestFault(number, test.name, validator.name, fault[:MAX_MESSAGE]))
                            if self._slots.waiting:
                                break
                except Invalid as error:
                    why = f"{error.message}: {error.log}" if isinstance(error, UnbuiltValidator) else error.message
                    found.append(TestFault(0, "", validator.name, f"cannot be run here: {why}"[:MAX_MESSAGE]))
                    return 0
        return len(package.tests) - len(ahead)


class _Pace:
    """Counts the time on slots: inside of `with`."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._since: float | None = None

    @property
    def is_over(self) -> bool:
        return self._left - (0.0 if self._since is None else time.monotonic() - self._since) <= 0

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        if self._since is not None:
            self._left -= time.monotonic() - self._since
        self._since = None
