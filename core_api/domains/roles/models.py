"""Shapes of roles."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import msgspec

Role = Literal["creator", "jury", "admin", "premium"]
ROLES: tuple[str, ...] = get_args(Role)
"""Roles that are granted. Every account is a contestant; `service` is a token of the platform's own, which no account has."""


class Grant(msgspec.Struct, frozen=True):
    """A role that a user has."""

    role: Role
    granted_by: str | None
    """An administrator; null: a command, or an earlier version."""
    granted_at: datetime | None


class JuryGrant(msgspec.Struct, frozen=True):
    """A contest of which a user is jury."""

    contest_id: str
    granted_by: str
    granted_at: datetime


class UserRoles(msgspec.Struct, frozen=True):
    user_id: str
    roles: list[Grant]
    jury_of: list[JuryGrant]
    """Single contests; the role `jury` is that of all."""


class Juror(msgspec.Struct, frozen=True):
    """Somebody who is jury of a contest."""

    user_id: str
    name: str
    granted_by: str
    granted_at: datetime


class Jury(msgspec.Struct, frozen=True):
    jury: list[Juror]
    """Without administrators and the jury of all contests."""
