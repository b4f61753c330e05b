"""Where mails go: an SMTP server, a service of the operator's, or a folder. A transport sends one rendered message to one recipient."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from core_api.domains.notifications.rendering import Letter
from core_api.domains.notifications.transports.folder import FolderTransport
from core_api.domains.notifications.transports.smtp import SmtpTransport
from core_api.domains.notifications.transports.webhook import WebhookTransport
from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import Settings


class Transport(Protocol):
    async def send(self, message: EmailMessage, letter: Letter) -> None:
        """Returns when the next server has taken the message over. `letter`: what it was rendered from.

        Raises `Refused` when trying again cannot help, `Unavailable` when it may.
        """


def make_transport(settings: Settings) -> Transport:
    """Raises `BadSetting`."""
    if settings.mail_webhook_url:
        return WebhookTransport(settings.mail_webhook_url, settings.mail_webhook_secret)
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url)
    if settings.mail_folder:
        return FolderTransport(Path(settings.mail_folder))
    raise BadSetting("setting smtp_url is missing: set PODIUM_SMTP_URL, or PODIUM_MAIL_FOLDER for a folder", field="smtp_url")
