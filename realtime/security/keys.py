"""Keys of the platform: all derive from the setting `secret_key`, each for one purpose, so that none serves for another."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from realtime.runtime.errors import BadSetting

MASTER_BYTES = 32


def derived(master_hex: str, purpose: str) -> bytes:
    """32 bytes. Raises `BadSetting` for a master key of another form."""
    return HKDF(SHA256(), 32, None, f"podium/{purpose}".encode()).derive(master(master_hex))


def master(hexadecimal: str) -> bytes:
    try:
        key = bytes.fromhex(hexadecimal)
    except ValueError:
        key = b""
    if len(key) != MASTER_BYTES:
        raise BadSetting("setting secret_key (PODIUM_SECRET_KEY) must be 64 hexadecimal digits", field="secret_key")
    return key
