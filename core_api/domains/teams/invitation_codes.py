"""Codes that teams are joined with: 80 random bits, read out without mistakes, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: nobody takes one for another (Crockford's base 32)."""
LENGTH = 16
_AS_READ = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def hashed(code: str) -> bytes:
    """Equal for a code however it was typed. A plain hash will do: 80 random bits are not found by trying."""
    typed = "".join(character for character in code.upper().translate(_AS_READ) if character in ALPHABET)
    return hashlib.blake2b(typed.encode(), digest_size=20, person=b"team-invitation").digest()
