"""Version 1 of the seals: a key for each purpose and object, nothing else bound. Only `podium reseal` reads it."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from realtime.runtime.errors import Damaged
from realtime.security.keys import derived

NONCE = 12


def open_version_1(master_hex: str, purpose: str, object_id: str, sealed: bytes) -> bytes:
    """Raises `Damaged`."""
    key = AESGCM(derived(master_hex, f"{purpose}/{object_id}"))
    try:
        return key.decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except (InvalidTag, ValueError):
        raise Damaged(f"{purpose} {object_id} is no seal of version 1, or secret_key is another one") from None
