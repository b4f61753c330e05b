"""Shapes of API keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from core_api.router.scopes import Grantable

LONGEST_DAYS = 366
MOST_PER_MINUTE = 1200
"""What a session has."""


class NewApiKey(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    """What it is for, to be known again in a list."""
    scopes: Annotated[list[Grantable], msgspec.Meta(min_length=1, max_length=10)]
    """`read` what any signed-in user may, `write` what is one's own, `submit`; and `creator`, `jury`, `admin` for who has such a role."""
    days: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_DAYS)] = 90
    """After so many days it is good no longer."""
    per_minute: Annotated[int, msgspec.Meta(ge=1, le=MOST_PER_MINUTE)] = 600
    """Requests that each api process takes with it."""

    @classmethod
    def example(cls) -> NewApiKey:
        return cls("results page", ["read"])


class ApiKey(msgspec.Struct, frozen=True):
    """An API key without its secret."""

    id: str
    name: str
    scopes: list[str]
    per_minute: int
    made_at: datetime
    until: datetime
    last_used_at: datetime | None
    """To the minute."""

    @classmethod
    def example(cls) -> ApiKey:
        made_at = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
        return cls("01kb1h0w1h9m3k5n7p9r1t3v5x", "results page", ["read"], 600, made_at, made_at + timedelta(days=90), None)


class MadeApiKey(msgspec.Struct, frozen=True):
    id: str
    key: str
    """Sent as `Authorization: Bearer <key>`. It is shown this one time."""
    about: ApiKey

    @classmethod
    def example(cls) -> MadeApiKey:
        about = ApiKey.example()
        return cls(about.id, f"podium_{about.id}_pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7", about)
