"""Who gets through which policy, and through the gate."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from core_api.router.policies import Gate, Policy
from realtime.runtime.errors import Forbidden, Unauthenticated
from realtime.security.tokens import Claims, Signer

SIGNER = Signer(rsa.generate_private_key(public_exponent=65537, key_size=2048))
ALLOWED = {
    Policy.ANYONE: {"contestant", "creator", "jury", "admin"},
    Policy.SIGNED_IN: {"contestant", "creator", "jury", "admin"},
    Policy.OWNER: {"contestant", "creator", "jury", "admin"},
    Policy.CREATOR: {"creator", "admin"},
    Policy.JURY: {"jury", "admin"},
    Policy.ADMIN: {"admin"},
    Policy.SERVICE: set[str](),
}


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("role", ["contestant", "creator", "jury", "admin"])
def test_every_policy_lets_in_its_roles_and_no_others(policy: Policy, role: str) -> None:
    claims = Claims("u1", roles=(role,))
    if role in ALLOWED[policy]:
        policy.admit(claims)
    else:
        with pytest.raises(Forbidden, match=policy.value):
            policy.admit(claims)


def test_jury_of_a_contest_is_let_in_to_that_contest_and_no_other() -> None:
    juror = Claims("u1", jury_of=("spring",))
    Policy.JURY.admit(juror, "spring")
    Policy.JURY.admit(juror)  # the path names no contest: the service knows which it is
    for claims, contest in ((juror, "autumn"), (Claims("u2"), "spring"), (Claims("u2"), None)):
        with pytest.raises(Forbidden):
            Policy.JURY.admit(claims, contest)
    assert not juror.is_jury_of(None)
    assert Claims("u3", roles=("jury",)).is_jury_of("autumn")


@pytest.mark.parametrize("policy", [policy for policy in Policy if policy is not Policy.ANYONE])
def test_without_a_token_only_what_is_open_to_anyone(policy: Policy) -> None:
    Policy.ANYONE.admit(None)
    with pytest.raises(Unauthenticated):
        policy.admit(None)


def test_the_gate_reads_bearer_tokens() -> None:
    gate, token = Gate(SIGNER.verifier), SIGNER.sign("u1", "Ada", ("creator",))
    assert gate.admit(Policy.ANYONE, None) is None
    for header in (f"Bearer {token}", f"bearer  {token} "):
        claims = gate.admit(Policy.CREATOR, header)
        assert claims is not None
        assert claims.sub == "u1"
    with pytest.raises(Forbidden):
        gate.admit(Policy.ADMIN, f"Bearer {token}")
    for header in ("Bearer", "Basic dTpw", token, f"Bearer {token}x"):
        with pytest.raises(Unauthenticated):
            gate.admit(Policy.ANYONE, header)


def test_a_service_shows_its_own_token_and_no_users() -> None:
    gate = Gate(SIGNER.verifier, "the service token")
    assert gate.admit(Policy.SERVICE, "Bearer the service token") is None
    for header in (None, "Bearer another token", f"Bearer {SIGNER.sign('u1', 'Ada', ('admin',))}"):
        with pytest.raises(Unauthenticated):
            gate.admit(Policy.SERVICE, header)
    with pytest.raises(Unauthenticated):
        gate.admit(Policy.SIGNED_IN, "Bearer the service token")
    with pytest.raises(Unauthenticated):  # without a token of their own, services are refused
        Gate(SIGNER.verifier, "").admit(Policy.SERVICE, "Bearer ")
