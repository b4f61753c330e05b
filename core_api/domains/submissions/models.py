"""Shapes of submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from realtime.storage.judgements import TestResult

MAX_SOURCE = 100 * 1024
"""Bytes of source code."""
MAX_BODY = 6 * MAX_SOURCE + 4096
"""Bytes of a submission as JSON: a character may take six of them."""


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


class Result(msgspec.Struct, frozen=True):
    submission: Submission
    compile_log: str
    tests: list[TestResult]
