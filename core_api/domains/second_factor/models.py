"""Shapes of the second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from core_api.domains.accounts.passwords import MAX_CHARACTERS
from realtime.runtime.errors import Unauthenticated

Code = Annotated[str, msgspec.Meta(min_length=6, max_length=20)]
Password = Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]


class SecondFactorNeeded(Unauthenticated):
    """The first step of a login went well. The error document has the member `challenge`, for `POST /auth/login/second-factor`."""

    code = "second-factor-needed"

    def __init__(self, challenge: str) -> None:
        super().__init__("this account needs a second factor: send the code of your app, or a recovery code, with the challenge")
        self.challenge = challenge

    def problem(self) -> dict[str, object]:
        return super().problem() | {"challenge": self.challenge}


class SecondFactor(msgspec.Struct, frozen=True):
    """Whether logins need a code."""

    enabled: bool
    since: datetime | None
    recovery_codes: int
    """How many are left."""


class BeginSetUp(msgspec.Struct, forbid_unknown_fields=True):
    password: Password
    """The account's, once more: a session that somebody else found open is not enough."""

    @classmethod
    def example(cls) -> BeginSetUp:
        return cls("correct horse 1!")


class SetUp(msgspec.Struct, frozen=True):
    """What an authenticator app needs."""

    secret: str
    """Base32: SHA-1, 6 digits, 30 s."""
    uri: str
    """The same as an otpauth URI, to be shown as a QR code."""

    @classmethod
    def example(cls) -> SetUp:
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # an example
        return cls(secret, f"otpauth://totp/Podium:Ada%20Lovelace?secret={secret}&issuer=Podium")


class ConfirmSetUp(msgspec.Struct, forbid_unknown_fields=True):
    code: Code

    @classmethod
    def example(cls) -> ConfirmSetUp:
        return cls("492039")


class RecoveryCodes(msgspec.Struct, frozen=True):
    codes: list[str]
    """Ten; each is good once, in place of a code of the app. They are shown this one time."""

    @classmethod
    def example(cls) -> RecoveryCodes:
        return cls(["k7wq3-9xv2d", "m4hd8-c6t5n"])


class WithCode(msgspec.Struct, forbid_unknown_fields=True):
    password: Password
    code: Code
    """Of the app, or a recovery code."""

    @classmethod
    def example(cls) -> WithCode:
        return cls("correct horse 1!", "492039")


class SecondStep(msgspec.Struct, forbid_unknown_fields=True):
    challenge: Annotated[str, msgspec.Meta(max_length=100)]
    """Of the answer to the first step; good for five minutes and five tries."""
    code: Code
    """Of the app, or a recovery code."""

    @classmethod
    def example(cls) -> SecondStep:
        return cls("pB_0Fb5l__ReWutjwQaEFqF21NGAFQUdnUlFvMBT5S7", "492039")
