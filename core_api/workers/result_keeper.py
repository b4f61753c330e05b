"""Result keeper: keeps the results of contests that have become final, and rates those whose setting says so."""

from __future__ import annotations

import asyncio
import logging

from prometheus_client import Counter

from core_api.domains.results.final import FinalResults
from core_api.storage.acting import acting_as
from core_api.workers.leased_job import Tenure
from realtime.runtime.errors import PodiumError

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0

KEPT = Counter("podium_results_kept_total", "Final results of contests that were kept")


class ResultKeeper:
    """Keeping twice changes nothing: a contest is locked and looked at again in the transaction that keeps its result."""

    def __init__(self, results: FinalResults) -> None:
        self._results = results

    async def run(self, _: Tenure) -> None:
        while True:
            await self.look()
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> int:
        """How many were kept. One that cannot be kept now does not hold up the others: it is tried again."""
        kept = 0
        for contest in await self._results.waiting():
            try:
                with acting_as("job result-keeper"):
                    kept += await self._results.keep(contest)
            except PodiumError as error:
                log.warning("the final result is not kept yet: %s", error.message, extra={"contest_id": contest})
        KEPT.inc(kept)
        return kept
