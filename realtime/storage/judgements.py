"""What a judge stores of a judgement and core_api reads."""

from __future__ import annotations

import msgspec


class TestResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """One test of a judgement, as the judge stores it."""

    test: int
    """From 1."""
    verdict: str
    cpu: float
    """Seconds; of several passes the longest."""
    wall: float
    memory: int
    """Bytes at the peak."""
    message: str = ""
    """What the validator says, for admins; or how the program ended."""
    name: str = ""
    """For admins: it tells what the test is about."""
    exit_code: int | None = None
    signal: int | None = None
    score: float | None = None
    runs: int = 1
    """How often it was run: again when its time was near the limit."""
