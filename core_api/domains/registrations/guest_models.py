"""Shapes of guests: users who may see a private contest without taking part in it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from core_api.router.pages import Page


class ContestCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=64)]

    @classmethod
    def example(cls) -> ContestCode:
        return cls("blue-walrus-17")


class Guest(msgspec.Struct, frozen=True):
    user_id: str
    name: str
    invited_by: str | None
    """Name; null: came with the contest's code."""
    since: datetime


class GuestPage(Page, frozen=True, kw_only=True):
    guests: list[Guest]
    """By their ids."""


class Access(msgspec.Struct, frozen=True):
    """Leave to see a contest."""

    contest_id: str
    granted: bool = True
