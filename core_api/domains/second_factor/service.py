"""Setting a second factor up, using it and turning it off."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from core_api.domains.accounts.models import Account, Tokens
from core_api.domains.notifications.security import security_mail
from core_api.domains.second_factor import codes
from core_api.domains.second_factor.models import RecoveryCodes, SecondFactor, SetUp
from core_api.domains.second_factor.sign_in import SignIn, hashed
from core_api.domains.second_factor.store import FactorRow
from core_api.router.client import Client
from core_api.router.limits import Limit
from core_api.storage import unit_of_work
from realtime.runtime.errors import Conflict, Forbidden, Limited, NotFound, Unauthenticated
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)

TRIES = 5
"""Codes that may be tried with one challenge: who mistypes more often logs in again."""
FAILURES, FAILURES_WINDOW = 10, timedelta(hours=1)
"""Wrong codes of one account: with three codes good at a time, a guesser who has the password needs two years for even odds."""
SECOND_STEP = Limit("second-step", 1000, 3600, per="address")


class Auth(Protocol):
    """What is needed of `core_api.domains.accounts.service`."""

    async def account(self, id: str) -> Account:
        """Raises `Unauthenticated`."""

    async def confirm_password(self, user: str, password: str, address: str) -> None:
        """Raises `Forbidden` for a wrong one, `Limited`."""


class Used(NamedTuple):
    """A code that was right."""

    factor: FactorRow
    method: str
    """`totp` or `recovery-code`, as sessions have it."""


class SecondFactorService:
    def __init__(self, sign_in: SignIn, auth: Auth) -> None:
        self._sign_in = sign_in
        self._factors = sign_in.factors
        self._auth = auth

    async def state(self, user: str) -> SecondFactor:
        factor = await self._factors.find(user)
        if factor is None or factor.confirmed_at is None:
            return SecondFactor(False, None, 0)
        return SecondFactor(True, factor.confirmed_at, await self._factors.codes_left(user))

    async def begin(self, by: Claims, password: str, address: str) -> SetUp:
        """A new secret; one that was never confirmed is replaced. Raises `Conflict`, `Forbidden`."""
        await self._auth.confirm_password(by.sub, password, address)
        secret = codes.new_secret()
        async with unit_of_work.begin(self._factors.pool) as work:
            factor = await self._factors.lock(work, by.sub)
            if factor is not None and factor.confirmed_at is not None:
                raise Conflict("this account has a second factor: turn it off first")
            await self._factors.begin(work, by.sub, secret, self._now())
        return SetUp(secret, codes.uri(secret, by.name))

    async def confirm(self, by: Claims, code: str) -> RecoveryCodes:
        """Turns the second factor on. Raises `Conflict`, `Forbidden`, `Limited`."""
        used = await self._use(by.sub, code, setting_up=True)
        made = codes.new_recovery_codes()
        async with unit_of_work.begin(self._factors.pool) as work:
            await self._factors.confirm(work, by.sub, self._now())
            await self._factors.replace_codes(work, used.factor, made)
            work.audit("user", by.sub, before={"second factor": False}, after={"second factor": True})
            work.mail(security_mail("second-factor-on", by.sub, self._now()))
            answer = work.answer(RecoveryCodes(made))
        log.info("second factor turned on", extra={"user_id": by.sub})
        return answer

    async def replace_codes(self, by: Claims, password: str, code: str, address: str) -> RecoveryCodes:
        """Raises `Conflict`, `Forbidden`, `Limited`."""
        await self._auth.confirm_password(by.sub, password, address)
        used = await self._use(by.sub, code)
        made = codes.new_recovery_codes()
        async with unit_of_work.begin(self._factors.pool) as work:
            await self._factors.replace_codes(work, used.factor, made)
            work.audit("user", by.sub, after={"recovery": "replaced"})
            work.mail(security_mail("recovery-codes-replaced", by.sub, self._now()))
            return work.answer(RecoveryCodes(made))

    async def turn_off(self, by: Claims, password: str, code: str, address: str) -> None:
        """Raises `Conflict`, `Forbidden`, `Limited`."""
        await self._auth.confirm_password(by.sub, password, address)
        await self._use(by.sub, code)
        async with unit_of_work.begin(self._factors.pool) as work:
            await self._factors.remove(work, by.sub)
            work.audit("user", by.sub, before={"second factor": True}, after={"second factor": False})
            work.mail(security_mail("second-factor-off", by.sub, self._now()))
        log.info("second factor turned off", extra={"user_id": by.sub})

    async def reset(self, user: str, by: Claims) -> None:
        """Turns another one's second factor off, for who has lost phone and recovery codes. Raises `NotFound`."""
        async with unit_of_work.begin(self._factors.pool) as work:
            if not await self._factors.remove(work, user):
                raise NotFound(f"user {user!r} has no second factor", field="user")
            work.audit("user", user, before={"second factor": True}, after={"second factor": False})
            work.mail(security_mail("second-factor-off", user, self._now()))
        log.warning("second factor reset", extra={"user_id": user, "by": by.sub})

    async def second_step(self, challenge: str, code: str, client: Client) -> Tokens:
        """Begins the session of a login whose first step is done. Raises `Unauthenticated`, `Forbidden` for a wrong code, `Limited`."""
        async with unit_of_work.begin(self._factors.pool) as work:
            begun = await self._factors.try_challenge(work, hashed(challenge))
        if begun is None or begun.until <= self._now() or begun.tries > TRIES:
            raise Unauthenticated("this login was not begun, took too long or had too many tries: log in again")
        used = await self._use(begun.user_id, code)
        user = await self._auth.account(begun.user_id)
        return await self._sign_in.finish_challenge(challenge, user, client, (*begun.methods, used.method))

    async def _use(self, user: str, code: str, *, setting_up: bool = False) -> Used:
        """Uses a code up, in a transaction of its own: whatever comes of the request, it was tried.

        Raises `Forbidden` for a wrong code, `Limited` after too many, `Conflict` where there is no second factor.
        """
        now = self._now()
        async with unit_of_work.begin(self._factors.pool, unaudited="a try; what it allows leaves a row") as work:
            factor = await self._factors.lock(work, user)
            if factor is None or (factor.confirmed_at is None) != setting_up:
                raise Conflict("no second factor is being set up" if setting_up else "this account has no second factor")
            recent = factor.failures_since is not None and now - factor.failures_since < FAILURES_WINDOW
            failures, since = (factor.failures, factor.failures_since or now) if recent else (0, now)
            if failures >= FAILURES:
                wait = (since + FAILURES_WINDOW - now).total_seconds()
                raise Limited("too many wrong codes: try again later", retry_after=wait)
            step = codes.matching_step(self._factors.secret(factor), code, now.timestamp(), factor.last_step)
            if step is not None:
                await self._factors.note_step(work, user, step)
                return Used(factor, "totp")
            if not setting_up and await self._factors.use_code(work, factor, codes.normal(code), now):
                work.mail(security_mail("recovery-code-used", user, now))
                return Used(factor, "recovery-code")
            await self._factors.note_failure(work, user, failures + 1, since)
        raise Forbidden("the code is wrong, or was used before", field="code")

    def _now(self) -> datetime:
        return self._sign_in.now()
