"""Shapes of submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

MAX_SOURCE = 100 * 1024
"""Bytes of source code."""


class NewSubmission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    problem_id: str
    language: str
    source: Annotated[str, msgspec.Meta(min_length=1)]


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


class Result(msgspec.Struct, frozen=True):
    submission: Submission
    compile_log: str
    tests: list[dict[str, Any]]
