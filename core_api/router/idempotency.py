"""Idempotency keys: a POST that is repeated with the same `Idempotency-Key` is carried out once, and answered again with the first answer.

Every POST of a logged-in caller takes one, without a line of its handler. The key belongs to the user and to one request: what was done
under it is stored with a fingerprint of method, path, query and body, and the same key with another request is an error. A handler with a
parameter of type `IdempotencyKey` keeps its keys itself, as submissions do.

Requests without a token take none: nobody else may get their answer, and nothing tells who they are. Registering twice changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import msgspec

from core_api.storage import idempotency
from core_api.storage.idempotency import Claim, Replayed, Unanswered
from core_api.storage.pool import AWAY, Pool
from realtime.runtime.errors import Damaged, Invalid, Malformed
from realtime.security.vault import Vault

log = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
"""Response header of an answer to a request that was carried out before."""
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


class Answer(msgspec.Struct, frozen=True):
    """A whole answer, ready to be sent."""

    status: int
    headers: dict[str, str]
    body: bytes | None


class Keys:
    """Carries requests out once for each key of a user."""

    def __init__(self, pool: Pool, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault.only("answer")

    async def once(
        self, key: IdempotencyKey, user: str, handle: Callable[[], Awaitable[Any]], rendered: Callable[[Any], Answer], *, empty: bool
    ) -> Answer:
        """The answer of `handle`, or the first one under this key. `rendered` makes an answer of what a handler returns; `empty`: None.

        Raises `KeyReused`, `Unanswered`, and what the handler raises: a request that failed may be sent again under its key.
        """
        fingerprint = self._vault.name("answer", key.fingerprint)  # keyed: a body may hold a password, and no guess of it is confirmed
        if (known := await self._known(key, user, fingerprint)) is not None:
            return known

        def seal(content: object) -> bytes:
            return self._vault.seal("answer", (user, key.value), msgspec.msgpack.encode(rendered(content)))

        claim = Claim(user, key.value, fingerprint, seal, empty=empty)
        try:
            with idempotency.claiming(claim):
                content = await handle()
            if not claim.answered:
                await self._answer_later(claim, content)
        except Replayed:
            known = await self._known(key, user, fingerprint)
            if known is None:
                raise Unanswered("another request with this Idempotency-Key was carried out a day ago", field=HEADER) from None
            return known
        return rendered(content)

    async def _answer_later(self, claim: Claim, content: object) -> None:
        try:
            await idempotency.answer_later(self._pool, claim, content)
        except AWAY as error:  # it is done: an error would say that it is not
            log.warning("an answer cannot be kept for retries: %r", error)

    async def _known(self, key: IdempotencyKey, user: str, fingerprint: str) -> Answer | None:
        kept = await idempotency.kept(self._pool, user, key.value)
        if kept is None:
            return None
        if kept.fingerprint != fingerprint:
            raise KeyReused("this Idempotency-Key was used for another request: send a new key", field=HEADER)
        if kept.answer is None:
            raise Unanswered("this was carried out under the same Idempotency-Key; its answer is not known: look it up", field=HEADER)
        try:
            opened = self._vault.open("answer", (user, key.value), kept.answer)
        except Damaged:
            raise Unanswered("the answer of this Idempotency-Key was kept under another secret_key", field=HEADER) from None
        answer = msgspec.msgpack.decode(opened, type=Answer)
        return Answer(answer.status, {**answer.headers, REPLAYED: "true"}, answer.body)
