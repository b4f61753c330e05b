"""Shapes of users: profiles, privacy, statistics, history, search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core_api.router.pages import Page, PageQuery
from realtime.security import names

Visibility = Literal["everybody", "members", "nobody"]
"""Who sees a part of somebody's data, beside the person and administrators. Members are those who are logged in."""
Country = Annotated[str, msgspec.Meta(pattern=r"^([A-Z]{2})?\Z", examples=["CH"])]
"""ISO 3166-1 alpha-2, or empty."""
Link = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^https?://[^\s/\\@]+(/[^\s\\]*)?\Z", examples=["https://example.org/ada"])]
MAX_ORGANIZATION, MAX_ABOUT, MAX_LINKS = 120, 2000, 5
ACTIVITY_DAYS = 371
"""Days that a heat map shows: 53 weeks."""


class Privacy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who else sees what of a user. The name and what boards show are public in any case."""

    profile: Visibility = "everybody"
    """Country, organization, about, links; and whether one is found by search."""
    statistics: Visibility = "everybody"
    """Statistics, rating and its history; for `everybody` also a line of the global leaderboard."""
    submissions: Visibility = "members"
    """The history of submissions, without sources; nothing of a contest that runs or is frozen."""


class ProfileUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a person says of itself: what is left out becomes empty."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=names.MAX_CHARACTERS)]
    country: Country = ""
    organization: Annotated[str, msgspec.Meta(max_length=MAX_ORGANIZATION)] = ""
    about: Annotated[str, msgspec.Meta(max_length=MAX_ABOUT)] = ""
    """Plain text."""
    links: Annotated[tuple[Link, ...], msgspec.Meta(max_length=MAX_LINKS)] = ()

    @classmethod
    def example(cls) -> ProfileUpdate:
        return cls("Ada Lovelace", "GB", "Analytical Engines", "Notes on the engine.", ("https://example.org/ada",))


class Profile(msgspec.Struct, frozen=True):
    """The own profile."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...]
    """Contests of which the user is jury."""
    country: str
    organization: str
    about: str
    links: tuple[str, ...]
    privacy: Privacy
    created_at: datetime
    version: int
    """Grows with each change."""


class ProfileCard(msgspec.Struct, frozen=True):
    """What others see of a profile."""

    country: str
    organization: str
    about: str
    links: tuple[str, ...]
    created_at: datetime


class User(msgspec.Struct, frozen=True):
    """A user as the caller may see it."""

    id: str
    name: str
    profile: ProfileCard | None
    """Null: the user does not show it."""
    shows_statistics: bool
    shows_submissions: bool


class SolvedCount(msgspec.Struct, frozen=True):
    """Problems with an accepted submission, by difficulty."""

    easy: int = 0
    medium: int = 0
    hard: int = 0


class LanguageCount(msgspec.Struct, frozen=True):
    language: str
    submissions: int
    accepted: int


class ActivityDay(msgspec.Struct, frozen=True):
    """Submissions of one day (UTC)."""

    date: Annotated[str, msgspec.Meta(examples=["2026-11-14"])]
    submissions: int
    accepted: int


class Statistics(msgspec.Struct, frozen=True):
    """Of judged submissions, with the verdicts of now: deleted ones and errors of the system (JE) count nowhere.

    For others without contests that run or are frozen, and without problems that are not shown yet.
    """

    user_id: str
    solved: SolvedCount
    tried: int
    """Problems with a submission."""
    submissions: int
    accepted: int
    success_rate: float | None
    """Accepted submissions among all, 0 to 1; null without any."""
    contests: int
    """In which something was submitted."""
    languages: list[LanguageCount]
    """The most used first."""
    activity: list[ActivityDay]
    """Days with submissions of the last 53 weeks, the oldest first."""
    rating: int | None
    """Null: no rated contest yet."""
    highest_rating: int | None


class PastSubmission(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    problem_id: str
    title: str
    """Of the problem."""
    language: str
    state: str
    verdict: str | None
    created_at: datetime

    @classmethod
    def example(cls) -> PastSubmission:
        made = datetime.fromisoformat("2026-11-14T09:00:00+00:00")
        return cls("01j9z4c8tn", "spring-cup", "sum", "Sum of two numbers", "python3", "done", "AC", made)


class HistoryQuery(PageQuery, frozen=True, kw_only=True):
    contest: str | None = None
    problem: str | None = None
    verdict: str | None = None


class HistoryPage(Page, frozen=True, kw_only=True):
    submissions: list[PastSubmission]
    """The newest first."""


class SearchQuery(msgspec.Struct, frozen=True):
    q: Annotated[str, msgspec.Meta(min_length=2, max_length=names.MAX_CHARACTERS)]
    """Part of a name; small mistakes do not matter."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 10


class FoundUser(msgspec.Struct, frozen=True):
    id: str
    name: str
    country: str
    organization: str


class FoundUsers(msgspec.Struct, frozen=True):
    users: list[FoundUser]
    """The most alike first."""
