"""The second factor of logins."""

from __future__ import annotations

from core_api.domains.accounts.cookies import RefreshCookie
from core_api.domains.accounts.models import Tokens
from core_api.domains.second_factor.models import BeginSetUp, ConfirmSetUp, RecoveryCodes, SecondFactor, SecondStep, SetUp, WithCode
from core_api.domains.second_factor.service import SECOND_STEP, SecondFactorService
from core_api.router.client import Client
from core_api.router.endpoint import Address, endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden, Limited, NotFound, Unauthenticated
from realtime.security.tokens import Claims


class SecondFactorRoutes:
    """Second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes.

    A login to an account that has one is answered with 401 `second-factor-needed` and a `challenge`.
    """

    def __init__(self, second_factor: SecondFactorService, cookie: RefreshCookie) -> None:
        self._second_factor = second_factor
        self._cookie = cookie

    @endpoint(
        "POST /auth/login/second-factor",
        Policy.ANYONE,
        limits=(SECOND_STEP,),
        errors=(Forbidden, Limited, Unauthenticated),
        audit="logins of administrators and jury leave a row, others change nothing of anybody else",
    )
    async def second_step(self, body: SecondStep, client: Client) -> Encoded[Tokens]:
        """Begins a session: the challenge of the first step, and a code of the app or a recovery code.

        403: the code is wrong, or was used before; try again. 401: the challenge is good no longer, log in again. After 10 wrong codes
        within an hour the account takes none for the rest of it.
        """
        return self._cookie.answer(await self._second_factor.second_step(body.challenge, body.code, client), client)

    @endpoint("GET /auth/second-factor", Policy.SIGNED_IN)
    async def state(self, caller: Claims) -> SecondFactor:
        """Whether the own account has a second factor, and how many recovery codes are left."""
        return await self._second_factor.state(caller.sub)

    @endpoint(
        "POST /auth/second-factor",
        Policy.SIGNED_IN,
        repeatable=True,
        errors=(Conflict, Forbidden, Limited),
        audit="changes nothing yet",
    )
    async def begin(self, body: BeginSetUp, caller: Claims, address: Address) -> SetUp:
        """Begins to set up a second factor: gives a secret for an authenticator app.

        Nothing changes before a code is confirmed. Asked again, it gives another secret.
        """
        return await self._second_factor.begin(caller, body.password, address)

    @endpoint("POST /auth/second-factor/confirm", Policy.SIGNED_IN, errors=(Conflict, Forbidden, Limited))
    async def confirm(self, body: ConfirmSetUp, caller: Claims) -> RecoveryCodes:
        """Turns the second factor on, with a code of the app. Gives ten recovery codes, which are shown this one time."""
        return await self._second_factor.confirm(caller, body.code)

    @endpoint("POST /auth/second-factor/recovery-codes", Policy.SIGNED_IN, errors=(Conflict, Forbidden, Limited))
    async def replace_codes(self, body: WithCode, caller: Claims, address: Address) -> RecoveryCodes:
        """Gives ten new recovery codes; those of before are good no longer."""
        return await self._second_factor.replace_codes(caller, body.password, body.code, address)

    @endpoint("POST /auth/second-factor/disable", Policy.SIGNED_IN, errors=(Conflict, Forbidden, Limited))
    async def turn_off(self, body: WithCode, caller: Claims, address: Address) -> None:
        """Turns the second factor off, with the password and a code of the app or a recovery code."""
        await self._second_factor.turn_off(caller, body.password, body.code, address)

    @endpoint("DELETE /users/{user}/second-factor", Policy.ADMIN, errors=(NotFound,))
    async def reset(self, user: str, caller: Claims) -> None:
        """Turns the second factor of somebody off who has lost the phone and the recovery codes.

        Make sure that it is the person: whoever has the password gets in from then on. The user is told by mail.
        """
        await self._second_factor.reset(user, caller)
