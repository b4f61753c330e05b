"""Change teller: tells what transactions have changed, at least once, and removes it from the table `changes` then.

The process that committed has told most of it before, which does no harm: a cache loads once more. Here nothing is lost: a change stays in
the table until Redis and the backbone have it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from core_api.storage.changes import CHANNEL, Teller
from core_api.storage.pool import Pool, read_write
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

BATCH = 500
IDLE_SECONDS = 2.0
"""How long the job sleeps when nobody wakes it: the bound of a delay after a lost wake-up."""
RETRY_SECONDS = 0.5
"""Pause before what failed is tried again."""


class ChangeTeller:
    def __init__(self, pool: Pool, teller: Teller, *, purges: bool = False) -> None:
        """`purges`: there is an edge to purge, which `EdgePurger` does with what was told."""
        self._pool = pool
        self._done = "update changes set told_at = now()" if purges else "delete from changes"
        self._waits = "told_at is null" if purges else "true"
        self._teller = teller
        self._wake = asyncio.Event()

    async def run(self, _: Tenure) -> None:
        async with self._pool.acquire() as connection:
            await connection.add_listener(CHANNEL, self._woken)
            try:
                while True:
                    self._wake.clear()
                    pause = IDLE_SECONDS
                    try:
                        if await self.tell():
                            continue
                    except Unavailable as error:
                        log.warning("changes are told later: %s", error.message)
                        pause = RETRY_SECONDS
                    with suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await self._wake.wait()
            finally:
                if not connection.is_closed():
                    await connection.remove_listener(CHANNEL, self._woken)

    def _woken(self, *_: object) -> None:
        self._wake.set()

    async def tell(self) -> int:
        """Tells one batch; returns how many changes it had. Raises `Unavailable`."""
        rows = await self._pool.fetch(f"select id, tags from changes where {self._waits} order by id limit $1", BATCH)
        if rows:
            await self._teller.tell(sorted({tag for row in rows for tag in row["tags"]}))
            async with self._pool.acquire() as connection, read_write(connection):
                await connection.execute(f"{self._done} where id = any($1::bigint[])", [row["id"] for row in rows])
        return len(rows)
