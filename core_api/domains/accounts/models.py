"""Shapes of registration and login."""

from __future__ import annotations

from typing import Annotated

import msgspec

from core_api.domains.accounts.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from realtime.security import names

Email = Annotated[str, msgspec.Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.?[^@\s]*\Z")]
Password = Annotated[str, msgspec.Meta(min_length=MIN_CHARACTERS, max_length=MAX_CHARACTERS)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=names.MAX_CHARACTERS)]


class Register(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    password: Password
    name: Name

    @classmethod
    def example(cls) -> Register:
        return cls("ada@example.org", "correct horse 1!", "Ada Lovelace")


class Login(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(max_length=254)]
    password: Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]

    @classmethod
    def example(cls) -> Login:
        return cls("ada@example.org", "correct horse 1!")


class Registered(msgspec.Struct, frozen=True):
    """The same answer whether or not the e-mail address had an account before."""

    accepted: bool = True


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

    @classmethod
    def example(cls) -> Tokens:
        return cls("eyJhbGciOiJSUzI1NiIsImtpZCI6…", "Bearer", 3600, Account("01j9z3k8w4", "ada@example.org", "Ada Lovelace", ()))


class JsonWebKey(msgspec.Struct, frozen=True):
    """A public RSA key: RFC 7517."""

    kty: str
    use: str
    alg: str
    kid: str
    n: str
    e: str
    key_ops: tuple[str, ...]

    @classmethod
    def example(cls) -> JsonWebKey:
        return cls("RSA", "sig", "RS256", "NpoyQwF0_zIXvkSR", "pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7T…", "AQAB", ("verify",))


class JsonWebKeys(msgspec.Struct, frozen=True):
    keys: tuple[JsonWebKey, ...]
