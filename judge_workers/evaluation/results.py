"""Results of judging: of a test, of a submission, of a single execution."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class TestResult(msgspec.Struct, frozen=True, omit_defaults=True):
    test: int
    """From 1."""
    verdict: str
    cpu: float
    """Seconds; of several passes the longest."""
    wall: float
    memory: int
    """Bytes at the peak."""
    message: str = ""
    """The validator's words, or how the program ended."""
    name: str = ""
    exit_code: int | None = None
    signal: int | None = None
    score: float | None = None
    runs: int = 1
    """How often it was run: again when its time was near the limit."""


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
