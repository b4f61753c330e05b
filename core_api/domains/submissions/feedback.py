"""What a contestant is told of each test of a judgement.

A program that is judged knows the input of a hidden test, and whatever it decides and is shown lets that out: an exit code is a byte, its
memory in bytes is a whole test. Hence of hidden tests only what is coarse is shown, and in a contest only what its settings allow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from realtime.protocol.contest_settings import Feedback
from realtime.storage.judgements import TestResult

TIME_STEP = 0.01
"""Seconds: times of hidden tests are rounded up to a multiple."""
MEMORY_STEP = 2**20
"""Bytes, likewise."""


def shown(tests: Sequence[TestResult], feedback: Feedback) -> list[TestResult]:
    """Samples are no secret and are shown as they are, but for what the validator says: it is the same for all tests."""
    return [_of_sample(test) if test.sample else _of_hidden(test) for test in tests if test.sample or feedback == "tests"]


def _of_sample(test: TestResult) -> TestResult:
    return msgspec.structs.replace(test, name="", message=test.message if test.verdict == "RTE" else "")


def _of_hidden(test: TestResult) -> TestResult:
    """Named field by field: what is added to a result is not shown before somebody decides so."""
    memory = math.ceil(test.memory / MEMORY_STEP) * MEMORY_STEP
    return TestResult(test.test, test.verdict, _rounded(test.cpu), _rounded(test.wall), memory, score=test.score)


def _rounded(seconds: float) -> float:
    return round(math.ceil(seconds / TIME_STEP - 1e-9) * TIME_STEP, 2)
