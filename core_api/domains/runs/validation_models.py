"""Shapes of validations of tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from core_api.domains.runs.models import State
from realtime.storage.runs import TestFault

MAX_TESTS = 200
MAX_TEXT = 1_000_000
"""Bytes of all given tests together, as of a problem that is made over REST."""
MAX_VALIDATION_BODY = 4 * 2**20
"""Bytes of them as JSON, where some characters take more."""


class TestToValidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    input: str
    answer: str = ""


class NewTestValidation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    problem_id: str
    """Whose input validators are asked."""
    tests: Annotated[tuple[TestToValidate, ...], msgspec.Meta(min_length=1, max_length=MAX_TESTS)] | None = None
    """Without them, those of the problem."""

    @classmethod
    def example(cls) -> NewTestValidation:
        return cls("sum", (TestToValidate("1 2\n", "3\n"),))


class TestValidation(msgspec.Struct, frozen=True):
    id: str
    state: State
    """As of a test run."""
    reason: str
    """Of a failure of the judge."""
    validators: tuple[str, ...]
    """The problem's input validators, by the names of their files; none: only the format is checked."""
    tests: int
    checked: int
    """Tests that all validators have seen. When it is done there are fewer than `tests` if the time was up or a validator cannot be run."""
    faults: list[TestFault]
    """At most 500. Where tests were sent, faults of their format are told at once."""
    expires_at: datetime

    @classmethod
    def example(cls) -> TestValidation:
        fault = TestFault(1, "", "format", "the input does not end with a line end")
        return cls("0199f1c2a7b4", "done", "", ("ranges.py",), 1, 1, [fault], datetime(2026, 11, 14, 10, 0, tzinfo=UTC))
