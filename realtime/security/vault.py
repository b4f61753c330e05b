"""Encryption at rest: AES-256-GCM under keys derived from the master key, one for each purpose and object."""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from realtime.runtime.errors import BadSetting, Damaged

NONCE = 12


class Vault:
    """Seals and opens bytes. What was sealed for one purpose and object opens for no other."""

    def __init__(self, master_hex: str) -> None:
        try:
            self._master = bytes.fromhex(master_hex)
        except ValueError:
            self._master = b""
        if len(self._master) != 32:
            raise BadSetting("setting secret_key (PODIUM_SECRET_KEY) must be 64 hexadecimal digits", field="secret_key")

    def _derived(self, purpose: str, object_id: str) -> bytes:
        return HKDF(SHA256(), 32, None, f"podium/{purpose}/{object_id}".encode()).derive(self._master)

    def _key(self, purpose: str, object_id: str) -> AESGCM:
        return AESGCM(self._derived(purpose, object_id))

    def seal(self, purpose: str, object_id: str, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._key(purpose, object_id).encrypt(nonce, plain, None)

    def open(self, purpose: str, object_id: str, sealed: bytes) -> bytes:
        """Raises `Damaged` when the bytes are not what was sealed, or another master key is set."""
        try:
            return self._key(purpose, object_id).decrypt(sealed[:NONCE], sealed[NONCE:], None)
        except (InvalidTag, ValueError):
            raise Damaged(f"{purpose} {object_id} cannot be decrypted: damaged, or another secret_key") from None

    def name(self, purpose: str, content: bytes) -> str:
        """A name for content, always the same; without the master key, nobody can tell by it whether they guess the content right."""
        return hashlib.blake2b(content, digest_size=20, key=self._derived(purpose, "names")).hexdigest()
