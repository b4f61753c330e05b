"""Run sweeper: deletes test runs and what they did after an hour."""

from __future__ import annotations

import asyncio
import logging
import time

from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import Unavailable
from realtime.storage import runs
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0
BATCH = 2000
"""Documents deleted in one pass: the store has other things to do."""


class RunSweeper:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    async def run(self, _: Tenure) -> None:
        while True:
            try:
                if removed := await runs.remove_old(self._documents, time.time(), BATCH):
                    log.info("deleted %d documents of test runs", removed)
            except Unavailable as error:
                log.warning("old test runs stay for now: %s", error.message)
            await asyncio.sleep(EVERY_SECONDS)
