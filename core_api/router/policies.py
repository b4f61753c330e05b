"""Access control: the closed set of policies an endpoint can have, and the gate that holds a caller's token against one."""

from __future__ import annotations

import enum
import hmac

from realtime.runtime.errors import Forbidden, Unauthenticated
from realtime.security.tokens import Claims, Verifier


class Policy(enum.Enum):
    """Who may call an endpoint."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    OWNER = "owner"
    """Signed in; whether the thing asked for is the caller's is known to the service, which refuses others."""
    CREATOR = "creator"
    JURY = "jury"
    ADMIN = "admin"
    SERVICE = "service"
    """Another service, which shows the setting `service_token` and no user's token."""

    def admit(self, claims: Claims | None) -> None:
        """Raises `Unauthenticated` for a caller without a token, `Forbidden` for one without the role."""
        if self is Policy.ANYONE:
            return
        if claims is None:
            raise Unauthenticated("log in first: this needs an access token")
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


class Gate:
    """Reads the bearer token of a request and applies an endpoint's policy to it."""

    def __init__(self, verifier: Verifier, service_token: str = "") -> None:
        """Without a `service_token`, endpoints for services refuse everybody."""
        self._verifier = verifier
        self._service_token = service_token

    def admit(self, policy: Policy, authorization: str | None) -> Claims | None:
        """Who calls; None for a service and for a caller without a token. Raises `Unauthenticated` or `Forbidden`."""
        token = _bearer(authorization)
        if policy is Policy.SERVICE:
            if not self._service_token or token is None or not hmac.compare_digest(_bytes(token), self._service_token.encode()):
                raise Unauthenticated("this needs the token of a service")
            return None
        if token is not None and not token.isascii():
            raise Unauthenticated("the access token is not valid")
        claims = None if token is None else self._verifier.check(token)
        policy.admit(claims)
        return claims


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
