"""E-mail addresses of accounts at rest: sealed for reading, and under a keyed hash for finding.

Without the key nobody can tell from the table who has an account, not even by trying addresses.
"""

from __future__ import annotations

from realtime.security.vault import Vault


def key(vault: Vault, email: str) -> str:
    """By what an account with this address is found; `email` as it is compared, in lower case."""
    return vault.name("address", email.encode())


def seal(vault: Vault, account: str, email: str) -> bytes:
    return vault.seal("address", (account,), email.encode())


def open(vault: Vault, account: str, sealed: bytes) -> str:
    """Raises `Damaged`."""
    return vault.open("address", (account,), sealed).decode()
