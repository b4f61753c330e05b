"""Shapes of mails, as their recipients and administrators see them, and of what somebody wants to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Language = Literal["en", "de"]
OptionalMail = Literal["team-invitation", "registration-approved", "registration-rejected"]


class Preferences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which mails somebody wants."""

    language: Language = "en"
    unwanted: Annotated[list[OptionalMail], msgspec.Meta(max_length=20)] = []
    """Mails that are not sent. Those about an account's security always are, and are not listed here."""

    @classmethod
    def example(cls) -> Preferences:
        return cls("de", ["team-invitation"])


class SentMail(msgspec.Struct, frozen=True):
    """A mail that was sent to a user, or is to be. What it says is not kept."""

    id: str
    template: str
    state: Literal["queued", "sent", "failed", "unwanted"]
    """`unwanted`: left out, by the recipient's preferences or because the address is nobody's."""
    created_at: datetime
    changed_at: datetime
    """When it was sent, or last tried."""


class SentMails(msgspec.Struct, frozen=True):
    mails: list[SentMail]
    """The newest 100."""


class DeadMail(msgspec.Struct, frozen=True):
    """A mail that was given up. It can be sent again for a week."""

    id: str
    template: str
    user_id: str | None
    """Null: it goes to an address that is no account's."""
    tries: int
    error: str
    """What the SMTP server said."""
    changed_at: datetime


class DeadMails(msgspec.Struct, frozen=True):
    mails: list[DeadMail]
    """The oldest 1,000."""


class MailsResent(msgspec.Struct, frozen=True):
    resent: int
    """How many are sent again."""
