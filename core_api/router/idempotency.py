"""Idempotency keys: a POST that is repeated with the same `Idempotency-Key` is carried out once.

The key belongs to a user and to one request. What was made under it is stored with a fingerprint of method, path and body; the
same key with another request is an error, not the answer to the first one.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from realtime.runtime.errors import Invalid, Malformed

HEADER = "Idempotency-Key"
MAX_LENGTH = 128
"""Characters of a key: it stands in an index of the database."""
_encode = msgspec.json.Encoder(order="deterministic").encode


class KeyReused(Invalid):
    """An idempotency key came with another request than the one it was first used for."""

    code = "idempotency-key-reused"


class IdempotencyKey(NamedTuple):
    value: str
    fingerprint: bytes

    def check(self, stored: bytes | None) -> None:
        """Raises `KeyReused` unless `stored` is this request's fingerprint. None: stored before keys had fingerprints."""
        if stored is not None and stored != self.fingerprint:
            raise KeyReused("this Idempotency-Key was used for another request: send a new key", field=HEADER)


def read(given: str | None, method: str, path: str, body: object) -> IdempotencyKey | None:
    """The key of a request, None without one. Raises `Malformed` for a key that is empty or too long.

    The fingerprint is that of the decoded body: white space and the order of keys in JSON make no other request.
    """
    if given is None:
        return None
    if not 1 <= len(given) <= MAX_LENGTH:
        raise Malformed(f"the header {HEADER} must have 1 to {MAX_LENGTH} characters", field=HEADER)
    digest = hashlib.blake2b(f"{method} {path}\n".encode() + _encode(body), digest_size=16).digest()
    return IdempotencyKey(given, digest)
