"""Log retention: removes verdicts of practice and of rejudgings from the log, once they are noted in PostgreSQL and old.

They belong to no contest, so no engine reads them and no archiver ever takes them; the submission index is their only reader. What is
removed, the index had noted at least `keep` seconds ago. Example, with a week: on Monday the index is at entry 700, which is marked; next
Monday it is at 900: all up to 700 is removed, and 900 is marked. So an entry stays between one week and two, and a PostgreSQL restored
from a backup of the last week finds in the log all that it has not noted. An older one loses no verdict either: its submissions have none
yet, so the sweeper sends them to be judged again, and the judge finds the judgements that it kept.
"""

from __future__ import annotations

import asyncio
import logging

from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from core_api.workers.submission_index import READER
from realtime.backbone import Backbone
from realtime.protocol import subjects

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


class LogRetention:
    def __init__(self, pool: Pool, backbone: Backbone, keep: float) -> None:
        """`keep`: seconds that an entry stays at least after it was noted."""
        self._pool = pool
        self._backbone = backbone
        self._keep = keep

    async def run(self, _: Tenure) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Removes what is due. Repeating it, or two at once, does no harm. Raises `Unavailable`."""
        marked = await self._pool.fetchval(
            "select marked from log_position where reader = $1 and marked_at <= now() - make_interval(secs => $2)", READER, self._keep
        )
        if marked is None:
            return
        for contest in subjects.PSEUDO:
            await self._backbone.purge(subjects.log(contest), marked)
        async with unit_of_work.begin(self._pool) as work:
            await work.connection.execute(
                "update log_position set marked = sequence, marked_at = now() where reader = $1 and marked = $2", READER, marked
            )
        log.info("verdicts of practice and rejudgings are removed from the log up to entry %d", marked)
