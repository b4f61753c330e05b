"""Search writer: keeps the search index as PostgreSQL is, from changes as they are committed and when they are due.

An index that is not there (a new search server, one that keeps nothing over a restart, or one of an earlier version) is made anew.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from core_api.storage.pool import Pool
from core_api.storage.search import writing
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import Unavailable
from realtime.storage.search import KINDS, Missing, SearchIndex

log = logging.getLogger(__name__)

IDLE_SECONDS = 2.0
"""How long the job sleeps when nobody wakes it: the bound of a delay after a lost wake-up, and of noticing an index that is gone."""
RETRY_SECONDS = 1.0
"""Pause before what failed is tried again."""


class SearchWriter:
    def __init__(self, pool: Pool, index: SearchIndex) -> None:
        self._pool = pool
        self._index = index
        self._wake = asyncio.Event()

    async def run(self, tenure: Tenure) -> None:
        async with self._pool.acquire() as connection:
            await connection.add_listener(writing.CHANNEL, self._woken)
            try:
                while True:
                    self._wake.clear()
                    pause = await self._step(tenure)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await self._wake.wait()
            finally:
                if not connection.is_closed():
                    await connection.remove_listener(writing.CHANNEL, self._woken)

    async def _step(self, tenure: Tenure) -> float:
        """Does what there is to do; seconds until there may be more."""
        try:
            await self.catch_up(tenure)
        except Missing:
            return 0.0  # it went away in between: built by the next step
        except Unavailable as error:
            log.warning("the search index is written later: %s", error.message)
            return RETRY_SECONDS
        coming = await writing.seconds_to_next(self._pool)
        return IDLE_SECONDS if coming is None else min(IDLE_SECONDS, coming)

    async def catch_up(self, tenure: Tenure) -> None:
        """Builds what is missing and writes all that is due. Raises `Unavailable`."""
        for kind in KINDS:
            if not await self._index.exists(kind):
                tenure.check()
                await writing.rebuild(self._pool, self._index, kind)
        while await writing.write_due(self._pool, self._index, tenure.check):
            pass

    def _woken(self, *_: object) -> None:
        self._wake.set()
