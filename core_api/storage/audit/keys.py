"""Keys of the audit log. They derive from the setting `secret_key`: whoever has the database alone can neither write a row that passes for
one of the platform's, nor sign a chain, nor read addresses.

A process has one key, which a role or command sets as it starts (`use`).
"""

from __future__ import annotations

import hashlib
import hmac

from realtime.runtime.errors import Damaged
from realtime.security.addresses import network
from realtime.security.keys import derived
from realtime.security.vault import Vault

CODE_BYTES = 16
NO_ADDRESS = "-"


class AuditKeys:
    def __init__(self, master_hex: str) -> None:
        """Raises `BadSetting`. The master key is not kept."""
        self._row, self._head = derived(master_hex, "audit/row"), derived(master_hex, "audit/head")
        self._vault = Vault(master_hex).only("address")

    def code(self, digest: bytes) -> bytes:
        """Of a row: it was written by a process of the platform."""
        return hashlib.blake2b(digest, key=self._row, digest_size=CODE_BYTES).digest()

    def wrote(self, digest: bytes, code: bytes) -> bool:
        return hmac.compare_digest(self.code(digest), code)

    def signature(self, sequence: int, hash: bytes) -> bytes:
        """Of a link of the chain."""
        return hashlib.blake2b(sequence.to_bytes(8) + hash, key=self._head, digest_size=CODE_BYTES).digest()

    def signed(self, sequence: int, hash: bytes, signature: bytes) -> bool:
        return hmac.compare_digest(self.signature(sequence, hash), signature)

    def address_key(self, address: str) -> str:
        """What an address is found by; empty for none."""
        return "" if address == NO_ADDRESS else self._vault.name("address", f"audit {address}".encode())

    def network_key(self, address: str) -> str:
        """What its network (/24, /48) is found by."""
        return "" if address == NO_ADDRESS else self._vault.name("address", f"audit {network(address)}".encode())

    def seal_address(self, entry: str, address: str) -> bytes:
        return b"" if address == NO_ADDRESS else self._vault.seal("address", ("audit", entry), address.encode())

    def open_address(self, entry: str, sealed: bytes) -> str | None:
        """None: there was none, or an earlier `secret_key` has sealed it."""
        try:
            return self._vault.open("address", ("audit", entry), sealed).decode() if sealed else None
        except Damaged:
            return None


class _Process:
    keys: AuditKeys | None = None


def use(keys: AuditKeys) -> None:
    _Process.keys = keys


def held() -> AuditKeys:
    """Raises `RuntimeError` in a process that was given none: nothing is written without its code."""
    if _Process.keys is None:
        raise RuntimeError("this process writes to the audit log: call core_api.storage.audit.keys.use as it starts")
    return _Process.keys
