"""Key sweeper: deletes idempotency keys that are remembered no longer."""

from __future__ import annotations

import asyncio

from core_api.storage import idempotency
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure

EVERY_SECONDS = 60.0
BATCH = 5000
"""Keys that one statement deletes: a few milliseconds, so that nobody waits for its locks."""


class KeySweeper:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, _: Tenure) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self) -> int:
        """Deletes all that are old; returns how many."""
        deleted = 0
        while (batch := await idempotency.delete_old(self._pool, BATCH)) == BATCH:
            deleted += batch
        return deleted + batch
