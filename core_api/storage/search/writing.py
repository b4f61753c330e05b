"""Writing the search index: what is due of the table `search_changes`, and the whole of it anew.

Both hold an advisory lock of PostgreSQL, so that of two workers that overlap for a moment none puts an older document over a newer one.
While the index is made anew changes wait in the table; they are written behind it, to the new one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from core_api.storage import changes
from core_api.storage.pool import Connection, Pool, read_write
from core_api.storage.search import documents
from realtime.runtime.errors import Unavailable
from realtime.storage.search import Kind, SearchIndex

log = logging.getLogger(__name__)

CHANNEL = "search"
"""Channel on which triggers wake the writer (`listen` and `notify` of PostgreSQL)."""
TAG = changes.tag("search")
"""Of what caches made from the index."""
LOCK = 0x5EA2C4
WAIT_SECONDS, LOOK_SECONDS = 60.0, 0.5
"""How long a rebuild waits for a batch of another worker, and how often it looks."""

Progress = Callable[[int, int], None]
"""Is given how many documents are written, and about how many there will be."""


class Due(NamedTuple):
    ids: list[int]
    """Of rows of the table."""
    objects: dict[Kind, list[str]]


async def write_due(pool: Pool, index: SearchIndex, check: Callable[[], None] = lambda: None) -> int:
    """Writes one batch; returns how many changes it had, 0 also while another process writes. Raises `Unavailable` and `Missing`.

    `check` is called right before the index is written, and raises when somebody else may do that now.
    """
    async with pool.acquire() as connection, read_write(connection):
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOCK):
            return 0
        due = await _due(connection)
        for kind, objects in due.objects.items():
            found = await documents.of(connection, kind, objects)
            check()
            shown = {document.id for document in found}
            await index.write(kind, found, [id for id in objects if id not in shown])
        if due.ids:
            await connection.execute("delete from search_changes where id = any($1::bigint[])", due.ids)
            await changes.note(connection, [TAG])
    return len(due.ids)


async def _due(connection: Connection) -> Due:
    rows = await connection.fetch(
        "select id, kind, object from search_changes where due_at <= now() order by due_at, id limit $1", documents.BATCH
    )
    objects: dict[Kind, list[str]] = {}
    for kind, object in dict.fromkeys((row["kind"], row["object"]) for row in rows):
        objects.setdefault(kind, []).append(object)
    return Due([row["id"] for row in rows], objects)


async def seconds_to_next(pool: Pool) -> float | None:
    """Until a change is due that waits, such as a contest's start; None: none waits."""
    found: float | None = await pool.fetchval(
        "select extract(epoch from min(due_at) - clock_timestamp())::float from search_changes where due_at > now()"
    )
    return None if found is None else max(found, 0.0)


async def rebuild(pool: Pool, index: SearchIndex, kind: Kind, progress: Progress | None = None) -> int:
    """Makes the index of a kind anew beside the one that is searched, and puts it in its place. Returns how many documents it has.

    Raises `Unavailable`, also when others write for longer than `WAIT_SECONDS`.
    """
    async with _alone(pool):
        name, done, total = await index.begin(kind), 0, await documents.count(pool, kind)
        async for batch in documents.every(pool, kind):
            await index.fill(name, batch)
            done += len(batch)
            if progress is not None:
                progress(done, total)
        await index.switch(kind, name)
    async with pool.acquire() as connection, read_write(connection):
        await changes.note(connection, [TAG])
    log.info("the search index was made anew", extra={"kind": kind, "documents": done})
    return done


@asynccontextmanager
async def _alone(pool: Pool) -> AsyncIterator[None]:
    """Holds the lock in a transaction that reads nothing. Should its connection break, older documents may come over newer."""
    async with pool.acquire() as connection, connection.transaction():
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOCK):
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            raise Unavailable("somebody else writes the search index; try again") from None
        yield
