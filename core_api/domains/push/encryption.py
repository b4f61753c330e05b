"""Messages for one browser (RFC 8291): only it can read them, its push service cannot. One record of `aes128gcm` (RFC 8188)."""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core_api.domains.push.models import BrowserKeys
from realtime.security import base64url

RECORD = 4096
"""Bytes of a record, which is the whole message: push services need not take more (RFC 8030, 7.2)."""
SALT = 16
_LAST = b"\x02"
"""Behind the text of the last record."""


def encrypted(keys: BrowserKeys, text: bytes, private: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b"") -> bytes:
    """`private` and `salt`: of this message alone, and new where none are given. Raises `ValueError` for keys that are none."""
    private, salt = private or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(SALT)
    theirs, secret = base64url.decoded(keys.p256dh), base64url.decoded(keys.auth)
    ours = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    material = _derived(secret, shared, b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(salt, material, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, material, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4) + len(ours).to_bytes(1) + ours
    return header + AESGCM(key).encrypt(nonce, text + _LAST, None)


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)
