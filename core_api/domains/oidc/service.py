"""Logins with OpenID Connect: begun here, confirmed by the provider, finished in the same browser.

An account belongs to a person at a provider by (issuer, subject). The e-mail address is used once, for a new account, and only where the
provider has verified it; it never opens an account that exists: whoever has that one logs in to it and links it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from core_api.domains.accounts.external import ExternalAccounts
from core_api.domains.accounts.models import Account, Tokens
from core_api.domains.notifications.security import security_mail
from core_api.domains.oidc.models import AccountExists, AddressNotVerified, Finish, Identity, OidcProvider
from core_api.domains.oidc.provider_client import Login, Person, ProviderClient
from core_api.domains.oidc.providers import Provider
from core_api.domains.oidc.store import FlowRow, Identities
from core_api.domains.second_factor.sign_in import SignIn
from core_api.router.client import Client
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Forbidden, NotFound, Unauthenticated
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)

LOGIN = timedelta(minutes=10)
"""From the first step to the second: time for a password and a second factor at the provider."""
TOKEN_BYTES = 32


class Auth(Protocol):
    """What is needed of `core_api.domains.accounts.service`."""

    async def account(self, id: str) -> Account:
        """Raises `Unauthenticated`."""

    async def confirm_password(self, user: str, password: str, address: str) -> None:
        """Raises `Forbidden` for a wrong one, `Limited`."""


class Begun(NamedTuple):
    authorization_url: str
    secret: str


class OidcService:
    def __init__(
        self, providers: Mapping[str, Provider], identities: Identities, sign_in: SignIn, auth: Auth, accounts: ExternalAccounts
    ) -> None:
        self._clients = {id: ProviderClient(provider) for id, provider in providers.items()}
        self._identities = identities
        self._sign_in = sign_in
        self._auth = auth
        self._accounts = accounts

    def providers(self) -> list[OidcProvider]:
        return [OidcProvider(id, client.provider.name) for id, client in self._clients.items()]

    async def begin_link(self, provider: str, by: Claims, password: str, address: str) -> Begun:
        """Raises as `begin` does, `Forbidden` for a wrong password, and `Limited`.

        A link is another way to log in, one that a new password does not close: an access token that was stolen must not open it.
        """
        self._client(provider)
        await self._auth.confirm_password(by.sub, password, address)
        return await self.begin(provider, by.sub)

    async def begin(self, provider: str, user: str | None = None) -> Begun:
        """`user`: who links an account; None: a login. Raises `NotFound`, `Unavailable`."""
        client = self._client(provider)
        login = Login(secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES))
        url = await client.authorization_url(login)
        now = self._now()
        async with unit_of_work.begin(self._identities.pool, unaudited="a login on its way") as work:
            await self._identities.add_flow(work, _hash(login.state), FlowRow(_hash(login.secret), provider, user, now + LOGIN), now)
        return Begun(url, login.secret)

    async def finish(self, provider: str, given: Finish, secret: str | None, client: Client) -> Tokens:
        """Begins the session of whom the provider has seen. Raises `Unauthenticated`, `SecondFactorNeeded`, `AccountExists`, …"""
        person = await self._person(provider, given, secret, None)
        issuer = self._clients[provider].provider.issuer
        user = await self._identities.user_of(issuer, person.sub)
        account = await self._auth.account(user) if user is not None else await self._new_account(provider, person)
        return await self._sign_in.finish(account, client, ("oidc",))

    async def link(self, provider: str, given: Finish, secret: str | None, by: Claims) -> list[Identity]:
        """Lets the caller's account be logged in to with the provider. Raises `Unauthenticated`, `Conflict`."""
        person = await self._person(provider, given, secret, by.sub)
        async with unit_of_work.begin(self._identities.pool) as work:
            await self._link(work, provider, person, by.sub)
        return await self._identities.of(by.sub)

    async def of(self, user: str) -> list[Identity]:
        return await self._identities.of(user)

    async def unlink(self, provider: str, by: Claims) -> None:
        """Raises `NotFound`. Who has no other way in chooses a password by mail."""
        async with unit_of_work.begin(self._identities.pool) as work:
            if not await self._identities.unlink(work, by.sub, provider):
                raise NotFound(f"this account is not linked with {provider[:40]!r}", field="provider")
            work.audit("user", by.sub, before={"provider": provider})

    async def _person(self, provider: str, given: Finish, secret: str | None, user: str | None) -> Person:
        """Whom the provider has seen, once for each flow. Raises `Unauthenticated` for a login that this browser has not begun."""
        client = self._client(provider)
        async with unit_of_work.begin(self._identities.pool, unaudited="a login on its way") as work:
            flow = await self._identities.take_flow(work, _hash(given.state))
        begun_here = flow is not None and secret is not None and hmac.compare_digest(flow.secret_hash, _hash(secret))
        if flow is None or not begun_here or (flow.provider, flow.user_id) != (provider, user) or flow.until <= self._now():
            raise Unauthenticated("this login was not begun here, or took too long: begin again")
        if given.iss is not None and given.iss.rstrip("/") != client.provider.issuer:
            raise Unauthenticated("the answer is from another provider: begin again")
        assert secret is not None
        return await client.person(Login(given.state, secret), given.code)

    async def _new_account(self, provider: str, person: Person) -> Account:
        about = self._clients[provider].provider
        if not about.create_accounts:
            raise Forbidden(f"nobody here is linked with this account at {about.name}: log in to your account here and link it")
        if not person.verified_email:
            raise AddressNotVerified(f"{about.name} has not verified your e-mail address: register here, then link the accounts")

        async def link(work: UnitOfWork, user: str) -> None:
            await self._link(work, provider, person, user)

        account = await self._accounts.make(person.verified_email, person.name or person.preferred_username, link)
        if account is None:
            raise AccountExists(f"your e-mail address has an account here: log in to it, then link it with {about.name}")
        log.info("registered with a provider", extra={"user_id": account.id, "provider": provider})
        return account

    async def _link(self, work: UnitOfWork, provider: str, person: Person, user: str) -> None:
        about = self._clients[provider].provider
        await self._identities.link(work, user, provider, about.issuer, person.sub)
        work.audit("user", user, after={"provider": provider})
        work.mail(security_mail("identity-linked", user, self._now(), provider=about.name))

    def _client(self, provider: str) -> ProviderClient:
        if provider not in self._clients:
            raise NotFound(f"there is no provider {provider[:40]!r}", field="provider")
        return self._clients[provider]

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._sign_in.clock(), UTC)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
