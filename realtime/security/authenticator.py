"""Authentication of what the roles tell each other through NATS: only who has the platform's key is believed.

An entry of the log carries its code as the last member of the batch: `{"events":[…],"v":2,"mac":"…"}`. It stands in the payload, not in
a header, so that the archive, exports and the hash chain hold it too. The code covers the contest's id and every byte before it: what the
log of one contest says counts in no other. It does not cover the place in the log: what an entry that is repeated can do, SECURITY.md says.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from typing import TYPE_CHECKING

from realtime.runtime.errors import Damaged, Malformed
from realtime.security.keys import derived

if TYPE_CHECKING:
    from hashlib import blake2b

CODE_BYTES = 16
OPENING, CLOSING = b',"mac":"', b'"}'
_TAIL = len(OPENING) + 2 * CODE_BYTES + len(CLOSING)
CONTESTS = 1024
"""Contests whose key is remembered."""


class Authenticator:
    def __init__(self, master_hex: str) -> None:
        """Raises `BadSetting`. The master key is not kept."""
        log, self._kept = derived(master_hex, "authentic/log"), derived(master_hex, "authentic/kept")

        # a hash that has taken key and contest is copied for each entry: half the time of a new one, where entries are small
        @functools.lru_cache(CONTESTS)
        def keyed(contest: str) -> blake2b:
            return hashlib.blake2b(contest.encode() + b"\0", key=log, digest_size=CODE_BYTES)

        self._keyed = keyed

    def sign(self, contest: str, batch: bytes) -> bytes:
        """An entry of a contest's log with its code. Raises `Malformed` for what cannot be a batch of `realtime.protocol.events`."""
        if not batch.endswith(b"}"):
            raise Malformed("a batch of events is a JSON object")
        said = batch[:-1]
        return said + self._tail(contest, said)

    def is_signed(self, contest: str, payload: bytes) -> bool:
        """Whether the platform has signed this entry for this contest."""
        end = len(payload) - _TAIL
        return end > 0 and hmac.compare_digest(payload[end:], self._tail(contest, payload[:end]))

    def wrap(self, name: str, content: bytes) -> bytes:
        """Something that is kept under a name, with its code before it."""
        return self._code_of_kept(name, content) + content

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Raises `Damaged` for what was not wrapped under this name."""
        content = wrapped[CODE_BYTES:]
        if not hmac.compare_digest(wrapped[:CODE_BYTES], self._code_of_kept(name, content)):
            raise Damaged(f"what is kept under {name} was not written by this platform, or secret_key is another one")
        return content

    def _tail(self, contest: str, said: bytes) -> bytes:
        code = self._keyed(contest).copy()
        code.update(said)
        return OPENING + code.hexdigest().encode() + CLOSING

    def _code_of_kept(self, name: str, content: bytes) -> bytes:
        code = hashlib.blake2b(name.encode() + b"\0", key=self._kept, digest_size=CODE_BYTES)
        code.update(content)
        return code.digest()
