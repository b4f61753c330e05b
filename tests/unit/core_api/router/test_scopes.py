"""Scopes of API keys: derived from the declaration of each endpoint, and roles narrowed to them."""

from __future__ import annotations

import pytest

from core_api.api import ROUTES
from core_api.router.endpoint import BASE, Endpoint, endpoints
from core_api.router.policies import Policy
from core_api.router.scopes import GRANTABLE, Scope, admit, grantable, narrowed
from realtime.runtime.errors import Forbidden
from realtime.security.tokens import Claims, KeyUse

ENDPOINTS = endpoints(ROUTES)


def claims(*roles: str, scopes: tuple[str, ...] | None = None, jury_of: tuple[str, ...] = ()) -> Claims:
    return Claims("u1", "Ada", roles, jury_of, key=None if scopes is None else KeyUse("k1", scopes, 600))


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_key_needs_at_least_what_the_policy_asks_of_people(endpoint: Endpoint) -> None:
    if endpoint.policy is Policy.ANYONE:
        assert endpoint.scope is Scope.ANY
    elif endpoint.path.startswith(f"{BASE}/auth/") or endpoint.policy is Policy.SERVICE:
        assert endpoint.scope is Scope.SESSION
    elif endpoint.policy in (Policy.CREATOR, Policy.JURY, Policy.ADMIN):
        assert endpoint.scope.value == endpoint.policy.value
    else:
        assert (endpoint.scope is Scope.READ) == (endpoint.method == "GET")
        assert endpoint.scope in (Scope.READ, Scope.WRITE, Scope.SUBMIT)


@pytest.mark.parametrize("scope", Scope)
def test_a_key_has_the_scopes_it_was_made_with_and_a_session_all(scope: Scope) -> None:
    admit(scope, claims("admin"))
    for given in GRANTABLE:
        if scope is Scope.ANY or scope.value == given:
            admit(scope, claims(scopes=(given,)))
        else:
            with pytest.raises(Forbidden):
                admit(scope, claims("admin", scopes=(given,)))


@pytest.mark.parametrize(
    ("roles", "scopes", "left"),
    [
        (("admin",), ("read",), ()),
        (("admin",), ("read", "write", "submit"), ()),
        (("admin",), ("jury",), ("jury",)),
        (("admin",), ("creator",), ("creator",)),
        (("admin",), ("admin",), ("admin",)),
        (("jury", "premium"), ("admin", "read"), ("premium",)),
        (("creator", "jury"), ("jury", "creator"), ("creator", "jury")),
        ((), ("admin", "jury", "creator"), ()),
    ],
)
def test_a_keys_roles_are_those_of_its_user_that_its_scopes_name(
    roles: tuple[str, ...], scopes: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert narrowed(claims(*roles, scopes=scopes)).roles == left


def test_the_jury_of_one_contest_is_so_with_the_scope_jury_alone() -> None:
    assert narrowed(claims(scopes=("jury",), jury_of=("c1",))).jury_of == ("c1",)
    assert narrowed(claims(scopes=("read", "admin"), jury_of=("c1",))).jury_of == ()


def test_nobody_can_ask_for_a_scope_whose_role_may_come_later() -> None:
    assert grantable(claims()) == {"read", "write", "submit"}
    assert grantable(claims(jury_of=("c1",))) == {"read", "write", "submit", "jury"}
    assert grantable(claims("admin")) == set(GRANTABLE)
