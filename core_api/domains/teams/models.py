"""Shapes of teams."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from core_api.domains.accounts.models import Email
from core_api.router.pages import Page, PageQuery

MAX_NAME = 60
MAX_TEXT = 120
MAX_MEMBERS = 20
"""Of one team, whatever a contest allows."""
MAX_PICTURE = 256 * 2**10
"""Bytes of a picture as it is sent."""
MAX_PICTURE_BODY = MAX_PICTURE * 4 // 3 + 1024
"""Bytes of a picture in JSON, base64."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]
Organization = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Country = Annotated[str, msgspec.Meta(max_length=3)]
Group = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]
Groups = Annotated[tuple[Group, ...], msgspec.Meta(max_length=20)]


class NewTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    organization: Organization = ""
    country: Country = ""
    """ISO 3166-1, such as CH."""

    @classmethod
    def example(cls) -> NewTeam:
        return cls("Three coders", "ETH Zürich", "CH")


class TeamDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: Name | UnsetType = UNSET
    organization: Organization | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    groups: Groups | UnsetType = UNSET
    """For the jury: they decide prizes."""

    @classmethod
    def example(cls) -> TeamDetails:
        return cls(name="Four coders", country="CH")


class TeamMember(msgspec.Struct, frozen=True):
    user_id: str
    name: str
    captain: bool


class Team(msgspec.Struct, frozen=True):
    id: str
    name: str
    organization: str
    country: str
    """ISO 3166-1 alpha-2, or empty."""
    groups: tuple[str, ...]
    individual: bool
    """One user who takes part alone; the id is the user's."""
    members: list[TeamMember]
    """Those who show their profiles to the caller."""
    size: int
    """All members."""
    picture: str | None
    """Path of its picture behind `/api/v1`; another one when the picture changes."""
    version: int
    created_at: datetime

    @classmethod
    def example(cls) -> Team:
        members = [TeamMember("01j9z3m2qv", "Ada Lovelace", True)]
        made = datetime.fromisoformat("2026-11-14T09:00:00Z")
        return cls("01j9z3k8w4", "Three coders", "ETH Zürich", "CH", ("students",), False, members, 1, None, 1, made)


class TeamQuery(PageQuery, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=MAX_NAME)] = ""
    """Only teams with this in their names."""
    member: str | None = None
    """Only teams that this user is in: yourself, unless you are of the jury."""


class TeamPage(Page, frozen=True, kw_only=True):
    teams: list[Team]
    """By name."""


class NewInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    uses: Annotated[int, msgspec.Meta(ge=1, le=MAX_MEMBERS)] = 1
    """How many may join by it."""
    hours: Annotated[int, msgspec.Meta(ge=1, le=30 * 24)] = 72
    """How long it holds."""
    email: Email | None = None
    """To whom it is sent; none: you hand it over."""

    @classmethod
    def example(cls) -> NewInvitation:
        return cls(2, 24)


class Invitation(msgspec.Struct, frozen=True):
    id: str
    code: str | None
    """To join with; told once, to whoever made it, unless it was sent by mail."""
    uses_left: int
    created_at: datetime
    expires_at: datetime

    @classmethod
    def example(cls) -> Invitation:
        made, ends = datetime.fromisoformat("2026-11-14T09:00:00Z"), datetime.fromisoformat("2026-11-17T09:00:00Z")
        return cls("01j9z3k8w4", "K7QF-29XM-TB4D-8VWH", 2, made, ends)


class InvitationList(msgspec.Struct, frozen=True):
    invitations: list[Invitation]


class JoinTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

    @classmethod
    def example(cls) -> JoinTeam:
        return cls("K7QF-29XM-TB4D-8VWH")


class NewCaptain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user_id: str
    """Of a member."""


class NewPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    content: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_PICTURE)]
    """PNG, JPEG or WebP of at most 2,048 × 2,048 points, in base64."""

    @classmethod
    def example(cls) -> NewPicture:
        return cls(b"\x89PNG\r\n\x1a\n...")
