"""Shapes of clarifications."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core_api.router.pages import Page, PageQuery

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
State = Literal["open", "claimed", "answered"]
MAX_CANNED = 100
"""Canned answers of a contest: more than a jury finds its way in."""


class NewQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: Text
    problem_id: str = ""
    """By its id in the contest; empty: about the contest in general."""

    @classmethod
    def example(cls) -> NewQuestion:
        return cls("Can two of the numbers be equal?", "sum")


class NewMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the jury tells one team by itself."""

    team_id: str
    text: Text
    problem_id: str = ""

    @classmethod
    def example(cls) -> NewMessage:
        return cls("01j9z3m2qv", "Please stop printing every minute.")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    answer: Text
    to_all: bool = False
    """Announces it to everybody, too: word it so that it says what it is about."""

    @classmethod
    def example(cls) -> Answer:
        return cls("Problem A: yes, numbers may be equal.", to_all=True)


class Clarification(msgspec.Struct, frozen=True):
    id: str
    team_id: str
    problem_id: str
    question: str
    """Empty: the jury told the team something by itself."""
    asked_at: datetime
    state: State
    answer: str
    answered_at: datetime | None
    """Of the last wording."""
    to_all: bool
    unread: bool
    """By who asks: an answer, or for the jury a question, since the last `read`."""
    version: int
    team_name: str | None = None
    """For the jury, as the next ones."""
    asked_by: str | None = None
    claimed_by: str | None = None
    answered_by: str | None = None
    """Names."""


class ClarificationPage(Page, frozen=True, kw_only=True):
    clarifications: list[Clarification]
    unread: int
    """Of all pages."""


class ClarificationQuery(PageQuery, frozen=True, kw_only=True):
    state: State | None = None
    problem: str | None = None
    team: str | None = None
    """For the jury."""


class NewCannedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Text

    @classmethod
    def example(cls) -> NewCannedAnswer:
        return cls("Read the problem statement.")


class CannedAnswer(msgspec.Struct, frozen=True):
    id: str
    text: str
