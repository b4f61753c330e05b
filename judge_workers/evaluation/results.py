"""Results of judging: of a submission, of a single execution."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from realtime.storage.judgements import TestResult


class Judgement(msgspec.Struct, frozen=True):
    verdict: str
    compile_log: str
    tests: tuple[TestResult, ...]
    cpu: float
    """The largest of any test, in seconds."""
    memory: int
    """The largest of any test, in bytes."""
    score: float | None = None
    """For scoring problems."""
    speed: float = 1.0
    """How much faster this machine is than the one that limits are meant for; times and limits here are this machine's."""


class Executed(NamedTuple):
    result: TestResult
    """Its verdict is OK for a program that ended well."""
    output: bytes
    error: bytes
    compile_log: str = ""
