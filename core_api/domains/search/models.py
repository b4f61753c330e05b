"""Shapes of searches for problems."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from core_api.domains.problems.models import CategoryCount, ProblemSummary, TagCount
from core_api.router.pages import Page, PageQuery

MAX_QUERY = 100
"""Characters of what is searched for."""
MAX_PAGE = 50
Query = Annotated[str, msgspec.Meta(max_length=MAX_QUERY)]


class ProblemSearch(PageQuery, frozen=True, kw_only=True):
    q: Query = ""
    """Words that all have to occur in title, tags or statement; in any language. Empty: all problems."""
    difficulty: Literal["easy", "medium", "hard"] | None = None
    tag: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    """Problems that have this tag, as it is written."""
    solved: Literal["yes", "no"] | None = None
    """Whether the caller, or the own team in a contest, has solved the problem; for who is logged in."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] = 20


class Highlight(msgspec.Struct, frozen=True):
    """A piece of text with words that were searched for."""

    field: Literal["title", "tag", "statement"]
    language: str | None
    """Of the statement."""
    text: str
    """Plain text, to be escaped like any other."""
    matches: tuple[tuple[int, int], ...]
    """Where the words stand in it: first character and the one behind the last."""

    @classmethod
    def example(cls) -> Highlight:
        return cls("statement", "en", "…the shortest path between two towns", ((5, 13), (14, 18)))


class FoundProblem(ProblemSummary, frozen=True):
    highlights: tuple[Highlight, ...]
    """Of the title if a word stands there, of tags, then at most two of statements."""


class Facets(msgspec.Struct, frozen=True):
    """How many problems of all pages there are of each."""

    difficulties: list[CategoryCount]
    tags: list[TagCount]
    """The 50 of most problems."""


class FoundProblems(Page, frozen=True, kw_only=True):
    problems: list[FoundProblem]
    """The best first. Only the first 1,000 have pages: whoever wants others writes more words."""
    total: int
    """Of all pages."""
    facets: Facets
    corrected: bool
    """True: no problem has all the words as they were written, and these have some that are alike."""
    degraded: bool
    """True: the search server does not answer, and this is of the database, which knows no mistakes of typing."""


class SuggestQuery(msgspec.Struct, frozen=True):
    q: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_QUERY)]
    """What was typed so far: the beginnings of words in a title or in tags."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 8


class Suggestion(msgspec.Struct, frozen=True):
    id: str
    title: str


class Suggestions(msgspec.Struct, frozen=True):
    problems: list[Suggestion]
    degraded: bool
    """As in a search."""
