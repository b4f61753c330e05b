"""Shapes of test runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from core_api.domains.submissions.models import MAX_SOURCE, NewProgram

MAX_INPUT = 64 * 1024
"""Bytes of an input of one's own."""
MAX_BODY = 6 * (MAX_SOURCE + MAX_INPUT) + 8192
"""Bytes of a run as JSON: a character may take six of them, and files have names."""
State = Literal["queued", "running", "done", "failed", "lost"]


class NewTestRun(NewProgram, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of `source`, `files` and `archive`."""

    problem_id: str | None = None
    """Whose limits hold; without one: 2 s, 256 MiB, and 8 MiB of output."""
    contest_id: str | None = None
    """Of a problem that is in a running contest."""
    input: Annotated[str, msgspec.Meta(max_length=MAX_INPUT)] | None = None
    """What the program reads; without it, the problem's samples."""

    @classmethod
    def example(cls) -> dict[str, str]:
        return {"language": "python3", "source": "print(sum(map(int, input().split())))", "problem_id": "sum", "input": "1 2\n"}


class RunTest(msgspec.Struct, frozen=True):
    test: int
    """From 1."""
    verdict: str
    """As for a submission; OK for a program that ended well on an input of one's own: its output was not judged."""
    time: float
    """Seconds of CPU."""
    wall_time: float
    memory: int
    """Bytes at the peak."""
    exit_code: int | None
    signal: int | None
    output: str
    """The first 16 KiB. Empty where the problem is interactive, or adds files of its own to the program."""
    output_cut: bool
    """There was more."""
    error: str
    """Of the error output, likewise."""
    error_cut: bool

    @classmethod
    def example(cls) -> RunTest:
        return cls(1, "AC", 0.021, 0.024, 9_437_184, 0, None, "3\n", False, "", False)


class TestRun(msgspec.Struct, frozen=True):
    id: str
    state: State
    """failed: the judge did, for `reason`. lost: it will not be made any more; send it again."""
    reason: str
    compile_log: str
    """Of a program that does not compile; then there are no tests."""
    tests: list[RunTest]
    """At most 20, and none is begun after a minute."""
    expires_at: datetime
    """When source, input and result are deleted."""

    @classmethod
    def example(cls) -> TestRun:
        return cls("0199f1c2a7b4", "done", "", "", [RunTest.example()], datetime(2026, 11, 14, 10, 0, tzinfo=UTC))
