"""Preferences of recipients, and what became of mails."""

from __future__ import annotations

import logging

from core_api.domains.notifications.models import DeadMail, Preferences, SentMail
from core_api.domains.notifications.store import Mails
from core_api.storage import unit_of_work
from realtime.runtime.errors import NotFound
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)


class NotificationService:
    def __init__(self, mails: Mails) -> None:
        self._mails = mails

    async def preferences(self, user: str) -> Preferences:
        return await self._mails.preferences(user)

    async def change_preferences(self, user: str, wanted: Preferences) -> Preferences:
        async with unit_of_work.begin(self._mails.pool) as work:
            await self._mails.set_preferences(work, user, wanted)
        return wanted

    async def sent(self, user: str, by: Claims) -> list[SentMail]:
        """Raises `NotFound` for another user's, unless an administrator asks."""
        if user != by.sub and not by.is_admin:
            raise NotFound(f"there is no user {user!r}", field="user")
        return await self._mails.sent(user)

    async def dead(self) -> list[DeadMail]:
        return await self._mails.dead()

    async def resend(self, wanted: str) -> int:
        """Sends a mail that was given up again, or `all` of them; returns how many. Raises `NotFound`."""
        ids = [mail.id for mail in await self._mails.dead()] if wanted == "all" else [wanted]
        async with unit_of_work.begin(self._mails.pool) as work:
            resent = sum([await self._mails.send_again(work, id) for id in ids])
            work.audit("mail", wanted, after={"resent": resent})
        if not resent and wanted != "all":
            raise NotFound(f"there is no mail {wanted!r} that was given up within a week", field="mail")
        log.info("mails sent again", extra={"mails": resent})
        return resent
