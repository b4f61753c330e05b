"""Package sweeper: removes problem packages that no row names, left by uploads that were refused or cut off."""

from __future__ import annotations

import asyncio
import logging
import time

from prometheus_client import Counter

from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage import packages
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
UPLOAD_SECONDS = 3600.0
"""Longest time from the key of a package to the row that names it: a request is given far less."""
BATCH = 500
"""Keys looked at in one query."""
MAX_REMOVED = 100
"""Packages removed in one pass, of 64 MiB at most: the store has other things to do."""

REMOVED = Counter("podium_packages_swept_total", "Problem packages removed because no problem has them")


class PackageSweeper:
    def __init__(self, pool: Pool, documents: Documents) -> None:
        self._pool = pool
        self._documents = documents

    async def run(self, _: Tenure) -> None:
        while True:
            try:
                await self.sweep(time.time())
            except Unavailable as error:
                log.warning("left-over packages stay for now: %s", error.message)
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self, now: float) -> int:
        """How many were removed."""
        removed, after = 0, ""
        while keys := await self._documents.ids(packages.HEADS, after, BATCH):
            after = keys[-1]
            old = [key for key in keys if _is_older(key, now - UPLOAD_SECONDS)]
            found = await self._pool.fetch("select package_key from problems where package_key = any($1::text[])", old)
            for key in sorted(set(old) - {named for (named,) in found})[: MAX_REMOVED - removed]:
                await packages.remove(self._documents, key)
                log.info("removed a package that no problem has", extra={"package": key})
                REMOVED.inc()
                removed += 1
            if removed == MAX_REMOVED:
                break
        return removed


def _is_older(key: str, moment: float) -> bool:
    """False for keys of the form that packages had before each upload got its own: those are named by rows, always."""
    try:
        return ids.made_at(key) < moment
    except ValueError:
        return False
