"""Shapes of registration and login."""

from __future__ import annotations

from typing import Annotated

import msgspec

Email = Annotated[str, msgspec.Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.?[^@\s]*$")]
Password = Annotated[str, msgspec.Meta(min_length=8, max_length=128)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Register(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    password: Password
    name: Name


class Login(msgspec.Struct, forbid_unknown_fields=True):
    email: str
    password: str


class Account(msgspec.Struct, frozen=True):
    id: str
    email: str
    name: str
    roles: tuple[str, ...]


class Tokens(msgspec.Struct, frozen=True):
    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""
    user: Account
