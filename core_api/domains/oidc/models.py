"""Shapes of logins with OpenID Connect."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from core_api.domains.accounts.passwords import MAX_CHARACTERS
from realtime.runtime.errors import Conflict, Forbidden


class AccountExists(Conflict):
    """The address at the provider is that of an account which was never linked with it."""

    code = "account-exists"


class AddressNotVerified(Forbidden):
    """The provider does not say that the e-mail address is the person's."""

    code = "address-not-verified"


class OidcProvider(msgspec.Struct, frozen=True):
    id: str
    name: str


class BeginLink(msgspec.Struct, forbid_unknown_fields=True):
    password: Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]
    """The account's, once more: who is linked can log in from then on, so a session that somebody else found open is not enough."""

    @classmethod
    def example(cls) -> BeginLink:
        return cls("correct horse 1!")


class Begun(msgspec.Struct, frozen=True):
    """A login that goes on at the provider."""

    authorization_url: str
    """Where the browser goes; it comes back to `/?sign-in={provider}` with `code` and `state`."""
    secret: str | None
    """For the second step, kept by the client until then; null: it is in a cookie."""

    @classmethod
    def example(cls) -> Begun:
        return cls("https://login.example.edu/authorize?response_type=code&client_id=podium&state=…", None)


class Finish(msgspec.Struct, forbid_unknown_fields=True):
    state: Annotated[str, msgspec.Meta(max_length=200)]
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    secret: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    """Of the first step; left out where it is in a cookie."""
    iss: Annotated[str, msgspec.Meta(max_length=500)] | None = None
    """The parameter that some providers send back with the code (RFC 9207)."""

    @classmethod
    def example(cls) -> Finish:
        return cls("pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7", "SplxlOBeZQQYbYS6WxSbIA")


class Identity(msgspec.Struct, frozen=True):
    """A provider that the own account can be logged in with."""

    provider: str
    issuer: str
    made_at: datetime
