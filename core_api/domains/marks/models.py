"""Shapes of what people make of problems: likes, and the own marks."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_IDS = 100
"""Problems that are asked for at once: a page of a list, and still a short line of a request."""
Mark = Literal["solved", "tried", "none"]


class Like(msgspec.Struct, frozen=True):
    """Whether the caller likes a problem."""

    problem_id: str
    liked: bool
    likes: int
    """Of everybody, now."""

    @classmethod
    def example(cls) -> Like:
        return cls("sum", liked=True, likes=42)


class OwnMark(msgspec.Struct, frozen=True):
    """What the caller has to do with a problem."""

    problem_id: str
    mark: Mark
    """`solved`: a submission of the caller, or of the own team in a contest, solves it; `tried`: one was judged, and none solves it."""
    liked: bool
    likes: int
    """Of everybody, now: in lists the number may be some minutes old."""

    @classmethod
    def example(cls) -> OwnMark:
        return cls("sum", "solved", liked=True, likes=42)


class OwnMarks(msgspec.Struct, frozen=True):
    marks: list[OwnMark]
    """Of the problems that were asked for and everybody sees, or the caller has submitted to; in the order of their ids."""


class MarksQuery(msgspec.Struct, frozen=True):
    ids: Annotated[
        str, msgspec.Meta(pattern=rf"^[a-z0-9][a-z0-9-]{{0,62}}(,[a-z0-9][a-z0-9-]{{0,62}}){{0,{MAX_IDS - 1}}}\Z", examples=["sum,product"])
    ]
    """Of problems, with commas between them: 100 at most."""


class RecommendationQuery(msgspec.Struct, frozen=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 10


class RecommendedProblem(msgspec.Struct, frozen=True):
    """A problem that the caller has not solved, and why it is recommended."""

    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    likes: int
    score: float
    """From 0 to 1."""
    because_of: tuple[str, ...]
    """Own solved problems, three at most: people who have solved them have also solved this one."""
    because_of_tags: tuple[str, ...]
    """Its tags that stand on own solved problems, three at most. Neither: it is near the caller's level, or liked."""

    @classmethod
    def example(cls) -> RecommendedProblem:
        return cls("shortest-path", "Shortest path", "medium", ("graphs",), 42, 0.71, ("bfs", "islands"), ("graphs",))


class Recommendations(msgspec.Struct, frozen=True):
    problems: list[RecommendedProblem]
    """The best one first."""
