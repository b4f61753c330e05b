"""The hash chain over a contest's log: each entry's hash covers its bytes and the hash before it.

Whoever holds the log can make the last hash and, by replay, the result; the hash alone, published, pins both.
"""

from __future__ import annotations

import hashlib

import msgspec

START = b"\0" * 32


class Chain:
    def __init__(self, hash: str = "") -> None:
        """`hash`: that of the entries before, where not all are read."""
        self._hash = bytes.fromhex(hash) if hash else START

    def add(self, payload: bytes) -> str:
        """The hash behind one more entry, in hexadecimal."""
        self._hash = hashlib.sha256(self._hash + payload).digest()
        return self.hash

    @property
    def hash(self) -> str:
        return self._hash.hex()


class Line(msgspec.Struct, frozen=True):
    """One line of an exported log (NDJSON); `batch` is the entry, byte for byte."""

    sequence: int
    hash: str
    batch: msgspec.Raw
