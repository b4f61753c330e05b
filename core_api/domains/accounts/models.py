"""Shapes of registration and login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from core_api.domains.accounts.links import LinkToken
from core_api.domains.accounts.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from realtime.security import names

Email = Annotated[str, msgspec.Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.?[^@\s]*\Z")]
Password = Annotated[str, msgspec.Meta(min_length=MIN_CHARACTERS, max_length=MAX_CHARACTERS)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=names.MAX_CHARACTERS)]


class Register(msgspec.Struct, forbid_unknown_fields=True):
    email: Email
    password: Password
    name: Name
    language: Literal["en", "de"] = "en"
    """Of the mail."""

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


class Verified(msgspec.Struct, frozen=True):
    """The account is there: log in."""

    verified: bool = True


class MailWanted(msgspec.Struct, forbid_unknown_fields=True):
    email: Annotated[str, msgspec.Meta(max_length=254)]


class MailSent(msgspec.Struct, frozen=True):
    """The same answer whether or not a mail was sent."""

    accepted: bool = True


class ResetPassword(msgspec.Struct, forbid_unknown_fields=True):
    token: LinkToken
    """Of the link."""
    password: Password

    @classmethod
    def example(cls) -> ResetPassword:
        return cls("v5zYlBq0cR7wT3nF9uKd2mHsXpGe1aJo4iLbVtQyMxE", "a new horse 2!")


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True):
    old_password: Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]
    new_password: Password

    @classmethod
    def example(cls) -> ChangePassword:
        return cls("correct horse 1!", "a new horse 2!")


class ChangeEmail(msgspec.Struct, forbid_unknown_fields=True):
    password: Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]
    email: Email

    @classmethod
    def example(cls) -> ChangeEmail:
        return cls("correct horse 1!", "ada@new.example.org")


class ConfirmEmail(msgspec.Struct, forbid_unknown_fields=True):
    token: LinkToken
    """Of the link in one of the two mailboxes."""

    @classmethod
    def example(cls) -> ConfirmEmail:
        return cls("v5zYlBq0cR7wT3nF9uKd2mHsXpGe1aJo4iLbVtQyMxE")


class EmailConfirmed(msgspec.Struct, frozen=True):
    changed: bool
    """Whether both mailboxes have confirmed; else the other one is waited for."""


class Account(msgspec.Struct, frozen=True):
    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    jury_of: tuple[str, ...] = ()
    """Contests of which the user is jury."""


class Refresh(msgspec.Struct, forbid_unknown_fields=True):
    refresh_token: Annotated[str, msgspec.Meta(max_length=128)] | None = None
    """Of the answer before; left out where it is in a cookie."""
    attempt: Annotated[str, msgspec.Meta(min_length=16, max_length=64)] | None = None
    """Random, new for each refresh and the same when it is repeated because no answer came: it then gives the same refresh token."""

    @classmethod
    def example(cls) -> Refresh:
        return cls("pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7", "8c1f5a2e90d34b7f")


class Tokens(msgspec.Struct, frozen=True):
    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""
    user: Account
    refresh_token: str | None
    """For `POST /auth/refresh`, once; null: it is in a cookie."""
    refresh_expires_in: int
    """Seconds."""

    @classmethod
    def example(cls) -> Tokens:
        account = Account("01j9z3k8w4", "ada@example.org", "Ada Lovelace", ())
        return cls("eyJhbGciOiJSUzI1NiIsImtpZCI6…", "Bearer", 3600, account, "pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7", 86_400)


class LoginSession(msgspec.Struct, frozen=True):
    """What began with a login and goes on."""

    id: str
    methods: tuple[str, ...]
    """How the user has shown who they are."""
    agent: str
    """The program's User-Agent at its last login or refresh."""
    network: str
    """Of the client's address then: /24 or /48."""
    made_at: datetime
    refreshed_at: datetime
    until: datetime
    """It ends when it is not refreshed until then."""
    current: bool
    """Whether it is the caller's own."""

    @classmethod
    def example(cls) -> LoginSession:
        agent, made_at = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
        return cls("01j9z3k8w4", ("password",), agent, "192.0.2.0/24", made_at, made_at, made_at + timedelta(days=1), True)


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
