"""Mails: what was sent, what was given up, and what somebody wants."""

from __future__ import annotations

from core_api.domains.notifications.models import DeadMails, MailsResent, Preferences, SentMails
from core_api.domains.notifications.service import NotificationService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.security.tokens import Claims


class NotificationRoutes:
    """Mails: which ones somebody wants, what was sent, and what was given up."""

    def __init__(self, notifications: NotificationService) -> None:
        self._notifications = notifications

    @endpoint("GET /notifications/preferences", Policy.SIGNED_IN)
    async def preferences(self, caller: Claims) -> Preferences:
        """The language of the own mails, and those that are not wanted."""
        return await self._notifications.preferences(caller.sub)

    @endpoint("PUT /notifications/preferences", Policy.SIGNED_IN, if_match="one's own, and the last choice holds", audit="one's own mails")
    async def change_preferences(self, body: Preferences, caller: Claims) -> Preferences:
        """Sets the language of the own mails, and those that are not wanted.

        Mails about the account's security are always sent.
        """
        return await self._notifications.change_preferences(caller.sub, body)

    @endpoint("GET /users/{user}/mails", Policy.OWNER)
    async def sent(self, user: str, caller: Claims) -> SentMails:
        """The newest mails to a user: which, when, and whether they could be sent. For the user and for administrators."""
        return SentMails(await self._notifications.sent(user, caller))

    @endpoint("GET /mails/dead", Policy.ADMIN)
    async def dead(self) -> DeadMails:
        """Mails that were given up, with the reason."""
        return DeadMails(await self._notifications.dead())

    @endpoint("POST /mails/dead/{mail}/resend", Policy.ADMIN, repeatable=True)
    async def resend(self, mail: str) -> MailsResent:
        """Sends a mail that was given up once more, with all its tries; `all` for every one of them."""
        return MailsResent(await self._notifications.resend(mail))
