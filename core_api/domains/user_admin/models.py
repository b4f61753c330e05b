"""Shapes of what administrators do with accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from core_api.domains.accounts.models import Email, Name, Password
from core_api.domains.roles.models import Role
from core_api.domains.users.models import MAX_ORGANIZATION, Country
from core_api.router.pages import Page, PageQuery

MAX_AT_ONCE = 20
"""Accounts made by one request: each password takes a quarter of a second of a core."""
MAX_BODY = 128 * 1024
"""Bytes of such a request."""


class UserQuery(PageQuery, frozen=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    """What the name begins with."""
    email: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    """The whole address."""
    role: Role | None = None
    state: Literal["active", "disabled", "deleted"] | None = None


class ManagedUser(msgspec.Struct, frozen=True):
    """An account as administrators see it."""

    id: str
    email: str
    """Empty: the account is deleted, or the address cannot be read with this platform's key."""
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...]
    country: str
    organization: str
    created_at: datetime
    disabled_at: datetime | None
    deleted_at: datetime | None


class ManagedUserPage(Page, frozen=True, kw_only=True):
    users: list[ManagedUser]
    """The oldest first."""


class NewUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    email: Email
    name: Name
    password: Password | None = None
    """Null: nobody can log in before a password is set by a link."""
    roles: Annotated[tuple[Role, ...], msgspec.Meta(max_length=4)] = ()
    country: Country = ""
    organization: Annotated[str, msgspec.Meta(max_length=MAX_ORGANIZATION)] = ""

    @classmethod
    def example(cls) -> NewUser:
        return cls("ada@example.org", "Ada Lovelace", None, ("creator",), "GB", "Analytical Engines")


class NewUsers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    users: Annotated[tuple[NewUser, ...], msgspec.Meta(min_length=1, max_length=MAX_AT_ONCE)]

    @classmethod
    def example(cls) -> NewUsers:
        return cls((NewUser.example(),))


class ImportedUser(msgspec.Struct, frozen=True):
    """What became of one of the accounts, in the order of the request."""

    result: Literal["created", "exists", "refused"]
    """`exists`: the address has an account, which was not changed."""
    id: str | None = None
    field: str | None = None
    """At fault."""
    detail: str = ""


class ImportedUsers(msgspec.Struct, frozen=True):
    users: list[ImportedUser]


class DisableUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    """For the audit log."""


class PasswordLink(msgspec.Struct, frozen=True):
    """A link with which a password is set, once: whoever has it has the account."""

    link: str
    until: datetime

    @classmethod
    def example(cls) -> PasswordLink:
        return cls("https://podium.example.org/#/reset-password/3fVx…", datetime.fromisoformat("2026-11-15T09:00:00+00:00"))


class CloseAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    password: Annotated[str, msgspec.Meta(max_length=128)]

    @classmethod
    def example(cls) -> CloseAccount:
        return cls("correct horse 1!")
