"""Idempotency keys in PostgreSQL: what was done under a key, and its answer, in the transaction that did it.

A request with a key has a `Claim`. The first unit of work of the request takes it: it inserts the key before anything else is written, and
waits there while another request with the same key is under way. When that one commits, the insert finds its row and raises `Replayed`:
nothing of this request was done, and the router gives the other one's answer. When it rolls back, this request goes on.

    unit of work A: insert key ✓  write …  answer → row  commit
    unit of work B: insert key … waits for A …            Replayed: rolled back, answered with A's answer

A service tells the answer before the commit (`UnitOfWork.answer`), so a process that is killed behind the commit answers the retry as it
would have answered the first request. An answer that no service told is added by the router in a statement of its own; killed before that,
a retry is still not carried out twice, but refused with `Unanswered`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Connection, Pool, read_write
from realtime.runtime.errors import Conflict, PodiumError

KEPT = "interval '24 hours'"
"""How long a key is remembered: a client that retries does it within minutes, one that was switched off over night in the morning."""


class Replayed(PodiumError):
    """Another request with this key was carried out while this one waited. The router catches it."""

    code = "idempotency-replayed"


class Unanswered(Conflict):
    """What was asked for under this idempotency key is done; its answer is not known."""

    code = "idempotency-unanswered"


class KeptAnswer(msgspec.Struct, frozen=True):
    """What is known of a key."""

    fingerprint: str
    answer: bytes | None
    """Sealed."""


class Claim:
    """An idempotency key that the running request wants to be carried out under."""

    def __init__(self, user: str, key: str, fingerprint: str, seal: Callable[[object], bytes], *, empty: bool) -> None:
        """`seal` makes what is stored of what the handler returns; `empty`: that is None."""
        self._user = user
        self._key = key
        self._fingerprint = fingerprint
        self._seal = seal
        self._empty = empty
        self.taken = False
        """By a unit of work that has committed, or is about to."""
        self.answered = False

    async def take(self, connection: Connection) -> None:
        """Raises `Replayed`."""
        done = await connection.execute(
            "insert into idempotency_keys (user_id, key, fingerprint, answer) values ($1, $2, $3, $4) on conflict (user_id, key) do update"
            " set fingerprint = excluded.fingerprint, answer = excluded.answer, created_at = now()"
            f" where idempotency_keys.created_at < now() - {KEPT}",
            self._user,
            self._key,
            self._fingerprint,
            self._seal(None) if self._empty else None,
        )
        if done == "INSERT 0 0":
            raise Replayed("this was carried out under the same key")
        self.taken, self.answered = True, self._empty

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around a transaction: if it rolls back, the claim is as it was before."""
        before = self.taken, self.answered
        try:
            yield
        except BaseException:
            self.taken, self.answered = before
            raise

    async def answer(self, connection: Connection, content: object) -> None:
        """Adds what the handler returns. Raises `TypeError` for what is no answer of the endpoint."""
        await connection.execute(
            "update idempotency_keys set answer = $3 where user_id = $1 and key = $2", self._user, self._key, self._seal(content)
        )
        self.answered = True


_current: ContextVar[Claim | None] = ContextVar("claim", default=None)


def current() -> Claim | None:
    return _current.get()


@contextmanager
def claiming(claim: Claim) -> Iterator[None]:
    """Units of work inside are carried out under this key."""
    token = _current.set(claim)
    try:
        yield
    finally:
        _current.reset(token)


async def kept(pool: Pool, user: str, key: str) -> KeptAnswer | None:
    """What a user did under a key that is still remembered."""
    found = await pool.fetchrow(
        f"select fingerprint, answer from idempotency_keys where user_id = $1 and key = $2 and created_at >= now() - {KEPT}", user, key
    )
    return rows.optional(KeptAnswer, found)


async def answer_later(pool: Pool, claim: Claim, content: object) -> None:
    """Adds an answer that no service told before the commit. Raises `Replayed` where there was no unit of work to take the key."""
    async with pool.acquire() as connection, read_write(connection):
        if not claim.taken:
            await claim.take(connection)
        await claim.answer(connection, content)


async def delete_old(pool: Pool, limit: int) -> int:
    """Deletes up to `limit` keys that are remembered no longer; returns how many."""
    async with pool.acquire() as connection, read_write(connection):
        done = await connection.execute(
            "delete from idempotency_keys where ctid = any(array(select ctid from idempotency_keys"
            f" where created_at < now() - {KEPT} order by created_at limit $1 for update skip locked))",
            limit,
        )
    return int(done.removeprefix("DELETE "))
