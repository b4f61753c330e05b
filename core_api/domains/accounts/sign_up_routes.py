"""Signing up, forgotten and changed passwords, changed e-mail addresses."""

from __future__ import annotations

from core_api.domains.accounts.models import (
    ChangeEmail,
    ChangePassword,
    ConfirmEmail,
    EmailConfirmed,
    MailSent,
    MailWanted,
    Register,
    Registered,
    ResetPassword,
    Verified,
)
from core_api.domains.accounts.recovery import FORGOT, USE_LINK, Recovery
from core_api.domains.accounts.registration import REGISTER, RESEND, VERIFY, AccountRegistration
from core_api.router.client import Client
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, Forbidden, Invalid, Limited, NotFound, Unavailable
from realtime.security.tokens import Claims

# no idempotency keys where a body holds a password: its fingerprint would be stored
SENDS = "sends a mail; what its link changes leaves a row"


class SignUpRoutes:
    """Signing up, forgotten and changed passwords, changed e-mail addresses."""

    def __init__(self, registration: AccountRegistration, recovery: Recovery) -> None:
        self._registration = registration
        self._recovery = recovery

    @endpoint(
        "POST /auth/register",
        Policy.ANYONE,
        status=201,
        limits=(REGISTER,),
        errors=(Conflict, Forbidden, Invalid, Unavailable),
        audit="one's own account, without rights; answers are alike whether there was one, and so are traces",
    )
    async def register(self, body: Register) -> Registered:
        """Registers an account, which begins with the link in a mail.

        The password needs 8 characters, a digit and a special character. The name must not be taken, nor look like one that is. An e-mail
        address that has an account already gets the same answer, and another mail. Where the setting `registration` is `open`, the account
        begins at once; 403 where it is `closed`.
        """
        await self._registration.register(body)
        return Registered()

    @endpoint("GET /auth/verify/{token}", Policy.ANYONE, limits=(VERIFY,), errors=(Conflict, NotFound))
    async def verify(self, token: str) -> Verified:
        """Makes the account of a registration, with the token of the link in its mail, which is good for 15 minutes.

        409: the name was taken meanwhile, register again with another one.
        """
        await self._registration.verify(token)
        return Verified()

    @endpoint("POST /auth/resend-verification", Policy.ANYONE, status=202, limits=(RESEND,), audit=SENDS)
    async def resend(self, body: MailWanted) -> MailSent:
        """Mails another link for a registration of the last 24 hours. At most 5 mails a day for an address."""
        await self._registration.resend(body.email)
        return MailSent()

    @endpoint("POST /auth/forgot-password", Policy.ANYONE, status=202, limits=(FORGOT,), audit=SENDS)
    async def forgot_password(self, body: MailWanted) -> MailSent:
        """Mails a link for a new password to the account of an address, if there is one. At most 5 mails a day for an account."""
        await self._recovery.forgot(body.email)
        return MailSent()

    @endpoint("POST /auth/reset-password", Policy.ANYONE, limits=(USE_LINK,), errors=(Invalid, Unavailable))
    async def reset_password(self, body: ResetPassword, client: Client) -> None:
        """Sets a new password with the token of a mailed link, which is good once and for 15 minutes. Ends all sessions of the account."""
        await self._recovery.reset(body.token, body.password, client)

    @endpoint("POST /auth/change-password", Policy.SIGNED_IN, repeatable=True, errors=(Invalid, Limited, Unavailable))
    async def change_password(self, body: ChangePassword, caller: Claims, client: Client) -> None:
        """Changes the own password. Ends all other sessions."""
        await self._recovery.change_password(caller, body.old_password, body.new_password, client)

    @endpoint("POST /auth/change-email", Policy.SIGNED_IN, status=202, repeatable=True, errors=(Invalid, Limited, Unavailable), audit=SENDS)
    async def change_email(self, body: ChangeEmail, caller: Claims, client: Client) -> MailSent:
        """Begins to change the own e-mail address: the old and the new one get a link each, and both must confirm within 15 minutes."""
        await self._recovery.change_email(caller, body.password, body.email, client)
        return MailSent()

    @endpoint(
        "POST /auth/confirm-email",
        Policy.ANYONE,
        limits=(USE_LINK,),
        errors=(Conflict, Invalid),
        audit="the second mailbox that confirms leaves a row, the first one changes nothing",
    )
    async def confirm_email(self, body: ConfirmEmail, client: Client) -> EmailConfirmed:
        """Confirms a change of the e-mail address with the token of one of the two links."""
        return EmailConfirmed(await self._recovery.confirm_email(body.token, client))
