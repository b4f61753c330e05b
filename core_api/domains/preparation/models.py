"""Shapes of what an organiser needs before a contest starts."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from core_api.domains.contests.models import Id
from core_api.domains.contests.settings import MAX_PROBLEMS
from realtime.protocol.contest_settings import ContestProblem

State = Literal["ok", "warning", "missing"]


class Item(msgspec.Struct, frozen=True):
    """Something that a contest needs, and what is to be done about it."""

    id: str
    state: State
    """`missing`: without it the contest cannot be held; `warning`: somebody should look at it."""
    message: str
    problem_id: str | None = None
    """The problem that it is about."""

    @classmethod
    def example(cls) -> Item:
        return cls("problem-samples", "warning", "problem A has no sample: teams see no example of a test", "sum")


class Checklist(msgspec.Struct, frozen=True):
    state: State
    """The worst of the items."""
    items: list[Item]


class NewClone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    start: int
    """Milliseconds since 1970."""
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=300)] | None = None
    """None: that of the contest that is copied."""

    @classmethod
    def example(cls) -> NewClone:
        return cls("autumn-cup", 1_794_646_800_000, "Autumn cup")


class ChosenProblems(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All problems of a contest, in their order on the board."""

    problems: Annotated[tuple[ContestProblem, ...], msgspec.Meta(min_length=1, max_length=MAX_PROBLEMS)]

    @classmethod
    def example(cls) -> ChosenProblems:
        return cls((ContestProblem("sum", "A", rgb="#e6194b"), ContestProblem("product", "B", rgb="#3cb44b")))
