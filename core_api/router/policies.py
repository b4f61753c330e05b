"""Access control: the closed set of policies an endpoint can have, and the gate that holds a caller's token against one."""

from __future__ import annotations

import enum
import hmac
from typing import Protocol

from realtime.runtime.errors import Forbidden, Unauthenticated
from realtime.security.tokens import KEY_PREFIX, Claims, Verifier


class Policy(enum.Enum):
    """Who may call an endpoint."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    OWNER = "owner"
    """Signed in; whether the thing asked for is the caller's is known to the service, which refuses others."""
    CREATOR = "creator"
    JURY = "jury"
    """Jury of the contest that the path names, or of all contests. Where the path names none, of any: the service checks of which."""
    ADMIN = "admin"
    SERVICE = "service"
    """Another service, which shows the setting `service_token` and no user's token."""

    def admit(self, claims: Claims | None, contest: str | None = None) -> None:
        """Raises `Unauthenticated` for a caller without a token, `Forbidden` for one without the role. `contest`: of the path."""
        if self is Policy.ANYONE:
            return
        if claims is None:
            raise Unauthenticated("log in first: this needs an access token")
        if self is Policy.JURY and (claims.jury_of if contest is None else claims.is_jury_of(contest)):
            return
        accepted = ROLES.get(self)
        if accepted is not None and accepted.isdisjoint(claims.roles):
            raise Forbidden(f"this needs the role {self.value}")


ROLES: dict[Policy, frozenset[str]] = {
    Policy.CREATOR: frozenset({"creator", "admin"}),
    Policy.JURY: frozenset({"jury", "admin"}),
    Policy.ADMIN: frozenset({"admin"}),
    Policy.SERVICE: frozenset(),
}
"""Roles of which a caller needs one. No user's role is enough for a service's endpoint."""


class KeyReader(Protocol):
    async def check(self, key: str) -> Claims:
        """Who has an API key, with the roles that it may use. Raises `Unauthenticated`."""


class Sight(Protocol):
    async def check(self, contest: str, reader: Claims | None) -> None:
        """Raises `NotFound` for a contest that this reader may not see, or that does not exist."""


class Gate:
    """Reads the bearer token of a request and applies an endpoint's policy to it."""

    def __init__(self, verifier: Verifier, service_token: str = "", keys: KeyReader | None = None) -> None:
        """Without a `service_token`, endpoints for services refuse everybody; without `keys`, API keys are no tokens."""
        self._verifier = verifier
        self._keys = keys
        self._service_token = service_token

    def admit(self, policy: Policy, authorization: str | None, contest: str | None = None) -> Claims | None:
        """Who calls, if the policy lets them in. `contest`: that the path names, None without one.

        Raises as `identify` does, and `Forbidden`.
        """
        claims = self.identify(policy, authorization)
        if policy is not Policy.SERVICE:
            policy.admit(claims, contest)
        return claims

    async def caller(self, policy: Policy, authorization: str | None) -> Claims | None:
        """As `identify`; API keys are looked up."""
        if self._keys is not None and policy is not Policy.SERVICE:
            token = _bearer(authorization)
            if token is not None and token.startswith(KEY_PREFIX):
                return await self._keys.check(token)
        return self.identify(policy, authorization)

    def identify(self, policy: Policy, authorization: str | None) -> Claims | None:
        """Who calls; None for a service and for a caller without a token. Raises `Unauthenticated` for a token that is none."""
        token = _bearer(authorization)
        if policy is Policy.SERVICE:
            if not self._service_token or token is None or not hmac.compare_digest(_bytes(token), self._service_token.encode()):
                raise Unauthenticated("this needs the token of a service")
            return None
        if token is not None and not token.isascii():
            raise Unauthenticated("the access token is not valid")
        return None if token is None else self._verifier.check(token)


def _bearer(authorization: str | None) -> str | None:
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("the Authorization header must be 'Bearer <access token>'")
    return token.strip()


def _bytes(token: str) -> bytes:
    """As they were sent: aiohttp decodes headers as UTF-8 and escapes what is none."""
    return token.encode(errors="surrogateescape")
