"""Mails that tell somebody what was done to their account."""

from __future__ import annotations

from datetime import datetime

from core_api.domains.accounts import links
from core_api.storage import acting
from core_api.storage.mail import Mail, Template


def security_mail(template: Template, user: str, now: datetime, **values: str) -> Mail:
    """Of what the running request does, with time and network."""
    return Mail(template, user, values=links.told(now, acting.current().address) | values)
