"""Shapes of ratings."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.router.pages import Page
from realtime.protocol.contest_settings import RatingSystem


class RatedUser(msgspec.Struct, frozen=True):
    rank: int
    user_id: str
    name: str
    country: str
    """Empty where the profile is not shown to everybody."""
    rating: int
    highest_rating: int
    contests: int
    """Rated ones."""


class Leaderboard(Page, frozen=True, kw_only=True):
    users: list[RatedUser]

    @classmethod
    def example(cls) -> Leaderboard:
        return cls(users=[RatedUser(1, "01j9z3k8w4", "Ada Lovelace", "GB", 2410, 2433, 17)], next=None)


class RatingChange(msgspec.Struct, frozen=True):
    contest_id: str
    place: int
    before: int
    after: int
    rated_at: datetime


class RatingHistory(msgspec.Struct, frozen=True):
    changes: list[RatingChange]
    """The newest 500, in the order of the ends of the contests, newest first."""


class NewRating(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: RatingSystem = "codeforces"


class RatedContest(msgspec.Struct, frozen=True):
    contest_id: str
    system: str
    rated: int
    """Users whom the contest counts for."""
