"""Upload sweeper: removes uploads whose time is over, and parts that belong to none."""

from __future__ import annotations

import asyncio
import logging
import time

from prometheus_client import Counter

from core_api.storage import unit_of_work, upload_parts
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

EVERY_SECONDS = 300.0
BATCH = 500
ORPHAN_SECONDS = 3600.0
"""Age from which parts without an upload are left-overs: of a deleted account, or written while the upload was removed."""

REMOVED = Counter("podium_uploads_swept_total", "Uploads removed because nobody finished them, or that were done")


class UploadSweeper:
    def __init__(self, pool: Pool, documents: Documents) -> None:
        self._pool = pool
        self._documents = documents

    async def run(self, _: Tenure) -> None:
        while True:
            try:
                await self.sweep(time.time())
            except Unavailable as error:
                log.warning("old uploads stay for now: %s", error.message)
            await asyncio.sleep(EVERY_SECONDS)

    async def sweep(self, now: float) -> None:
        while old := await self._pool.fetch("select id from uploads where until < now() order by until limit $1", BATCH):
            for (id,) in old:
                await upload_parts.drop(self._documents, id)
                async with unit_of_work.begin(self._pool) as work:
                    await work.connection.execute("delete from uploads where id = $1", id)
                REMOVED.inc()
                log.info("upload removed", extra={"upload": id})
        await self._sweep_parts(now)

    async def _sweep_parts(self, now: float) -> None:
        """Parts come by their uploads: those of one stand together."""
        after = ""
        while keys := await self._documents.ids(upload_parts.COLLECTION, after, BATCH):
            after = keys[-1]
            uploads = list(dict.fromkeys(key.partition("/")[0] for key in keys))
            found = await self._pool.fetch("select id from uploads where id = any($1::text[])", uploads)
            for id in set(uploads) - {known for (known,) in found}:
                if ids.made_at(id) < now - ORPHAN_SECONDS:
                    await upload_parts.drop(self._documents, id)
