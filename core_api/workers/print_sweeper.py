"""Print sweeper: removes the sources of prints some days after their contest. That something was printed stays known."""

from __future__ import annotations

import asyncio

from core_api.domains.prints.store import BATCH, remove_sources
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure

EVERY_SECONDS = 3600.0
KEPT_DAYS = 7
"""For so long after the end a print can be made again."""


class PrintSweeper:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, _: Tenure) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self) -> int:
        """How many sources were removed."""
        removed, batch = 0, BATCH
        while batch == BATCH:
            async with unit_of_work.begin(self._pool) as work:
                batch = await remove_sources(work, KEPT_DAYS)
            removed += batch
        return removed
