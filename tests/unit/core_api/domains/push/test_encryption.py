"""The example of RFC 8291 (section 5), byte for byte."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from core_api.domains.push.encryption import encrypted
from core_api.domains.push.models import BrowserKeys
from realtime.security import base64url

TEXT = b"When I grow up, I want to be a watermelon"
KEYS = BrowserKeys("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard() -> None:
    private = ec.derive_private_key(int.from_bytes(base64url.decoded(SENDER)), ec.SECP256R1())
    made = encrypted(KEYS, TEXT, private, base64url.decoded(SALT))
    assert base64url.encoded(made) == MESSAGE


def test_no_two_messages_are_alike() -> None:
    assert encrypted(KEYS, TEXT) != encrypted(KEYS, TEXT)


@pytest.mark.parametrize("keys", [BrowserKeys("AAAA", KEYS.auth), BrowserKeys(KEYS.p256dh[:-4], KEYS.auth), BrowserKeys("B", KEYS.auth)])
def test_keys_that_are_none(keys: BrowserKeys) -> None:
    with pytest.raises(ValueError):
        encrypted(keys, TEXT)
