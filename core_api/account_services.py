"""Composition root of everything about logging in: the services of accounts and of second factors, made together."""

from __future__ import annotations

from typing import NamedTuple

from core_api.domains.accounts.attempts import Attempts, RedisCounter
from core_api.domains.accounts.external import ExternalAccounts
from core_api.domains.accounts.made import MadeAccounts
from core_api.domains.accounts.passwords import Passwords
from core_api.domains.accounts.recovery import Recovery
from core_api.domains.accounts.registration import AccountRegistration
from core_api.domains.accounts.service import Auth
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.accounts.store import Accounts
from core_api.domains.second_factor.sign_in import SignIn
from core_api.domains.second_factor.store import SecondFactors
from core_api.platform import Platform


class AccountServices(NamedTuple):
    auth: Auth
    registration: AccountRegistration
    recovery: Recovery
    sessions: LoginSessions
    sign_in: SignIn
    external: ExternalAccounts
    passwords: Passwords
    made: MadeAccounts


def make_account_services(platform: Platform, accounts: Accounts, passwords: Passwords) -> AccountServices:
    pool, vault, clock = platform.pool, platform.vault, platform.signer.clock
    attempts = Attempts(RedisCounter(platform.redis))
    sessions = LoginSessions(pool, accounts, platform.signer, platform.backbone, platform.caches)
    sign_in = SignIn(SecondFactors(pool, vault), sessions, clock)
    return AccountServices(
        auth=Auth(pool, accounts, sessions, passwords, attempts, sign_in.finish),
        registration=AccountRegistration(pool, vault, accounts, passwords, platform.settings.registration or "verified", clock),
        recovery=Recovery(pool, vault, accounts, sessions, passwords, attempts, clock),
        sessions=sessions,
        sign_in=sign_in,
        external=ExternalAccounts(pool, accounts, passwords),
        passwords=passwords,
        made=MadeAccounts(accounts, passwords),
    )
