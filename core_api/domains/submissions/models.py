"""Shapes of submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

MAX_SOURCE = 100 * 1024
"""Bytes of source code."""


class NewSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    problem_id: str
    language: str
    source: Annotated[str, msgspec.Meta(min_length=1)]

    @classmethod
    def example(cls) -> NewSubmission:
        return cls("sum", "python3", "print(sum(map(int, input().split())))")


class SubmissionQuery(msgspec.Struct, frozen=True):
    contest: str | None = None
    """Only those of this contest."""
    before: str | None = None
    """Cursor: `next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class Language(msgspec.Struct, frozen=True):
    id: str
    name: str
    version: str

    @classmethod
    def example(cls) -> Language:
        return cls("python3", "Python 3", "Python 3.11.2")


class Submission(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    problem_id: str
    user_id: str
    language: str
    source_bytes: int
    contest_time: int | None
    """Milliseconds since the contest's start."""
    state: str
    verdict: str | None
    created_at: datetime
    judged_at: datetime | None


class Withdrawn(msgspec.Struct, frozen=True):
    """A submission that counts no longer."""

    id: str
    accepted: bool = True


class SubmissionPage(msgspec.Struct, frozen=True):
    submissions: list[Submission]
    next: str | None
    """Cursor of the next page."""


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


class Result(msgspec.Struct, frozen=True):
    submission: Submission
    compile_log: str
    tests: list[TestResult]
