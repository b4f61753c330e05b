"""Scopes of API keys: what a key may, beside what the roles of its user allow.

The scope that an endpoint asks for follows from its policy and method, so that there is no list to keep. A key never manages what
identifies its user: endpoints under `/auth` are for sessions alone.
"""

from __future__ import annotations

import enum
from typing import Literal, get_args

import msgspec

from core_api.router.policies import ROLES, Policy
from realtime.runtime.errors import Forbidden
from realtime.security.tokens import Claims

Grantable = Literal["read", "write", "submit", "creator", "jury", "admin"]
GRANTABLE: tuple[str, ...] = get_args(Grantable)


class Scope(enum.Enum):
    """What an endpoint asks of an API key."""

    ANY = "any"
    """Every key is good, as no token would be."""
    SESSION = "session"
    """No key is: only somebody who has logged in."""
    READ = "read"
    """Reading what any signed-in user may see."""
    WRITE = "write"
    """Changing what is one's own."""
    SUBMIT = "submit"
    CREATOR = "creator"
    JURY = "jury"
    ADMIN = "admin"


CREDENTIALS = "/auth/"
_BY_POLICY = {
    Policy.ANYONE: Scope.ANY,
    Policy.CREATOR: Scope.CREATOR,
    Policy.JURY: Scope.JURY,
    Policy.ADMIN: Scope.ADMIN,
    Policy.SERVICE: Scope.SESSION,  # services have a token of their own
}
_ROLES = {Policy.CREATOR: Scope.CREATOR, Policy.JURY: Scope.JURY, Policy.ADMIN: Scope.ADMIN}
"""Policies that ask for a role, with the scope that lets a key have it."""


def scope_of(method: str, path: str, policy: Policy) -> Scope:
    """`path` behind `/api/v1`."""
    if path.startswith(CREDENTIALS) and policy is not Policy.ANYONE:
        return Scope.SESSION
    return _BY_POLICY.get(policy) or (Scope.READ if method == "GET" else Scope.WRITE)


def admit(scope: Scope, claims: Claims | None) -> None:
    """Raises `Forbidden` for a key without the scope. Sessions have every scope."""
    if claims is None or claims.key is None or scope is Scope.ANY:
        return
    if scope is Scope.SESSION:
        raise Forbidden("an API key cannot do this: log in")
    if scope.value not in claims.key.scopes:
        raise Forbidden(f"this API key has not the scope {scope.value}")


def narrowed(claims: Claims) -> Claims:
    """Claims of a key with the roles that its scopes let it have. An administrator's key of the scope `jury` is a juror's."""
    if claims.key is None:
        return claims
    scopes = claims.key.scopes
    given = {scope.value for policy, scope in _ROLES.items() if scope.value in scopes and not ROLES[policy].isdisjoint(claims.roles)}
    roles = tuple(sorted(given | ({*claims.roles} - {scope.value for scope in _ROLES.values()})))
    return msgspec.structs.replace(claims, roles=roles, jury_of=claims.jury_of if Scope.JURY.value in scopes else ())


def grantable(claims: Claims) -> frozenset[str]:
    """Scopes that are of use to a user: a key must not become more than it was when a role comes later."""
    roles = {scope.value for policy, scope in _ROLES.items() if not ROLES[policy].isdisjoint(claims.roles)}
    jury = {Scope.JURY.value} if claims.jury_of else set()
    return frozenset({Scope.READ.value, Scope.WRITE.value, Scope.SUBMIT.value} | roles | jury)
