"""The gate: tokens of services, also of other alphabets."""

from __future__ import annotations

import pytest

from core_api.router.policies import Gate, Policy
from realtime.runtime.errors import Unauthenticated
from realtime.security.tokens import Signer, Verifier, new_key


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Signer(new_key()).verifier


def test_a_service_token_may_have_letters_of_any_alphabet(verifier: Verifier) -> None:
    gate = Gate(verifier, "ключ")
    assert gate.admit(Policy.SERVICE, "Bearer ключ") is None
    for wrong in ("Bearer ключи", "Bearer \udcff", "Bearer x"):
        with pytest.raises(Unauthenticated):
            gate.admit(Policy.SERVICE, wrong)
    for wrong in ("Bearer ключ", "Bearer \udcff"):
        with pytest.raises(Unauthenticated):
            gate.admit(Policy.SIGNED_IN, wrong)
