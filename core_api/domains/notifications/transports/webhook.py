"""Mails to a service of the operator's over HTTPS: for SMS, push messages, or a provider's own API.

    POST <mail_webhook_url>
    Idempotency-Key: 01kb1h0w1h9m3k5n7p9r1t3v5x
    Podium-Signature: t=1795867200,v1=5257a869…        HMAC-SHA256 of "<t>.<body>" with the setting `mail_webhook_secret`

    {"id": "01kb…", "template": "new-sign-in", "language": "de", "user": "01ka…", "to": "ada@example.org",
     "subject": "Neue Anmeldung an Ihrem Konto", "text": "Guten Tag, …", "html": "<!DOCTYPE html>…"}

A 2xx answer takes the mail over. 408, 425, 429 and 5xx, or no answer within 15 s: it is sent again, with the same id. Any other: never.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from email.message import EmailMessage
from urllib.parse import urlsplit

import aiohttp
import msgspec

from core_api.domains.notifications.rendering import Letter
from core_api.domains.notifications.transports.smtp import ON_THIS_MACHINE, STEP_SECONDS, Refused
from realtime.runtime.errors import BadSetting, Unavailable

SIGNATURE = "Podium-Signature"
AGAIN = {408, 425, 429}
"""Statuses below 500 that say: later."""


class WebhookTransport:
    def __init__(self, url: str, secret: str) -> None:
        """Raises `BadSetting`."""
        parts = urlsplit(url)
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)):
            raise BadSetting("setting mail_webhook_url (PODIUM_MAIL_WEBHOOK_URL) must be an https URL", field="mail_webhook_url")
        if not secret:
            raise BadSetting("setting mail_webhook_secret is missing: set PODIUM_MAIL_WEBHOOK_SECRET", field="mail_webhook_secret")
        self._url = url
        self._secret = secret.encode()

    async def send(self, message: EmailMessage, letter: Letter) -> None:
        body = msgspec.json.encode(
            {
                "id": letter.id,
                "template": letter.template,
                "language": str(message["Content-Language"]),
                "user": letter.user,
                "to": letter.to,
                "subject": str(message["Subject"]),
                "text": _part(message, "plain"),
                "html": _part(message, "html"),
            }
        )
        headers = {"Content-Type": "application/json", "Idempotency-Key": letter.id, SIGNATURE: signature(self._secret, body, time.time())}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=STEP_SECONDS)) as session,
                session.post(self._url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"the mail service does not answer: {type(error).__name__}", retry_after=1) from None
        if status in AGAIN or status >= 500:
            raise Unavailable(f"the mail service answers with HTTP {status}", retry_after=1)
        if not 200 <= status < 300:
            raise Refused(f"the mail service refuses with HTTP {status}")


def signature(secret: bytes, body: bytes, now: float) -> str:
    """The time stands in it, so that an old request cannot be sent again later."""
    stamp = str(int(now))
    return f"t={stamp},v1={hmac.new(secret, stamp.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def _part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    return "" if body is None else str(body.get_content())
