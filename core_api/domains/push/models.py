"""Shapes of Web Push: a browser's subscription, as `PushSubscription.toJSON()` gives it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec

from core_api.domains.notifications.models import Language

_Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]+={0,2}\Z", max_length=100)]


class PushKey(msgspec.Struct, frozen=True):
    key: str
    """The platform's public key (VAPID, RFC 8292), for `applicationServerKey`: a point of P-256, base64url."""

    @classmethod
    def example(cls) -> PushKey:
        return cls("BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U")


class BrowserKeys(msgspec.Struct, frozen=True):
    """What messages to the browser are encrypted with (RFC 8291), base64url."""

    p256dh: _Key
    auth: _Key


class NewSubscription(msgspec.Struct, frozen=True):
    """Browsers may add fields of their own."""

    endpoint: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    """Address at the browser's push service: one of the setting `push_services`."""
    keys: BrowserKeys
    language: Language = "en"
    """Of the notifications."""

    @classmethod
    def example(cls) -> NewSubscription:
        keys = BrowserKeys(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg"
        )
        return cls("https://updates.push.services.mozilla.com/wpush/v2/gAAAAA", keys, "de")


class Subscription(msgspec.Struct, frozen=True):
    id: str
    service: str
    """Host of the push service."""
    language: str
    made_at: datetime

    @classmethod
    def example(cls) -> Subscription:
        return cls("q83vEjRW", "updates.push.services.mozilla.com", "de", datetime(2026, 11, 14, 9, 0, tzinfo=UTC))
