"""Saga: work over stores that share no transaction, completed as a whole or undone.

    async with saga.begin(pool, PACKAGE, key, undo) as running:
        await packages.write(documents, vault, package, key)     # may be cut off anywhere
        async with unit_of_work.begin(pool) as work:
            await problems.add(work, …)
            await running.complete(work)                         # in the transaction that makes it true

What is to be undone is a row of `sagas` before the first step. `complete` removes it in the last transaction; an exception undoes at once.
When the process dies, role `worker` undoes (`core_api.workers.saga_undoer`) once `LONGEST_SECONDS` are over. The row decides between the
two: whoever is slower than that finds it gone, and its last transaction rolls back. Undoing must be safe to do twice, and before any step.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from prometheus_client import Counter

from core_api.storage import unit_of_work
from core_api.storage.pool import AWAY, Pool, read_write
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import PodiumError, Unavailable

log = logging.getLogger(__name__)

LONGEST_SECONDS = 180.0
"""For all steps; with the worker's `EVERY_SECONDS` behind it, what was cut off is undone within five minutes."""
NO_ACT = "what is recorded here undoes itself; the act is audited where it completes"

UNDONE = Counter("podium_sagas_undone_total", "Work over several stores that was undone", ["kind", "by"])
Undo = Callable[[str], Awaitable[None]]
"""Undoes all steps for a subject."""


class Saga:
    """One that runs. Made by `begin`."""

    def __init__(self, id: str) -> None:
        self._id = id
        self.lost = False
        """The worker has undone it; steps made since then are not."""

    async def complete(self, work: UnitOfWork) -> None:
        """Raises `Unavailable` when it was undone already, because it took too long."""
        done = await work.connection.execute("delete from sagas where id = $1", self._id)
        if done != "DELETE 1":
            self.lost = True
            raise Unavailable("this took too long and was undone: try again", retry_after=1)


@asynccontextmanager
async def begin(pool: Pool, kind: str, subject: str, undo: Undo) -> AsyncIterator[Saga]:
    """Leaving the block without `complete` and with an exception undoes."""
    async with unit_of_work.begin(pool, unaudited=NO_ACT) as work:
        id = await leave(work, kind, subject)
    running = Saga(id)
    try:
        yield running
    except BaseException:
        if running.lost:
            await undo(subject)
        else:
            await _undo_now(pool, id, kind, undo)
        raise


async def leave(work: UnitOfWork, kind: str, subject: str) -> str:
    """Leaves to role `worker` what is to be removed after this transaction, once requests that still read it have ended. The saga's id."""
    id = ids.new()
    await work.connection.execute(
        "insert into sagas (id, kind, subject, until) values ($1, $2, $3, now() + make_interval(secs => $4))",
        id,
        kind,
        subject,
        LONGEST_SECONDS,
    )
    return id


async def _undo_now(pool: Pool, id: str, kind: str, undo: Undo) -> None:
    """Where it fails, the worker does it. Where the commit came through though it raised, no row is left, and nothing is undone."""
    try:
        if await undo_one(pool, id, undo):
            UNDONE.labels(kind, "process").inc()
    except (*AWAY, PodiumError) as error:
        log.warning("saga %s of %s is undone by the worker: %r", id, kind, error)


async def undo_one(pool: Pool, id: str, undo: Undo) -> bool:
    """False: it is completed, undone, or just being completed or undone."""
    async with pool.acquire() as connection, read_write(connection):
        subject = await connection.fetchval("select subject from sagas where id = $1 for update skip locked", id)
        if subject is None:
            return False
        await undo(subject)
        await connection.execute("delete from sagas where id = $1", id)
    return True
