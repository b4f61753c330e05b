"""Package sweeper: removes problem packages that no version has: left by uploads that were refused or cut off, and retired.

A version keeps its package while it is the newest one of its problem, while a contest plays it, since all that was sent may be judged
again, while a rejudging is to switch to it, and for `KEPT_DAYS` after the next one was made, or `KEPT_VERSIONS`: a jury may want it back.
"""

from __future__ import annotations

import asyncio
import logging
import time

from prometheus_client import Counter

from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION, USES
from core_api.workers.leased_job import Tenure
from realtime.runtime import ids
from realtime.runtime.errors import Unavailable
from realtime.storage import packages
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

EVERY_SECONDS = 600.0
UPLOAD_SECONDS = 3600.0
"""Longest time from the key of a package to the row that names it: a request is given far less."""
KEPT_DAYS = 30
"""After a newer version was made: far longer than a submission waits for its judge."""
KEPT_VERSIONS = 100
"""Of one problem, before the newest: whoever saves after every keystroke fills no store."""
BATCH = 500
"""Keys looked at in one query."""
MAX_REMOVED = 100
"""Packages removed in one pass, of 64 MiB at most: the store has other things to do."""

REMOVED = Counter("podium_packages_swept_total", "Problem packages removed because no version has them")
_RETIRE = f"""
update problem_versions retired set package_key = null from problems p, problem_versions later
where p.id = retired.problem_id and retired.version < p.version and retired.package_key is not null
    and later.problem_id = p.id and later.version = retired.version + 1
    and (later.made_at < now() - make_interval(days => $1) or p.version - retired.version > $2)
    and not exists (select from contests c where {USES} and {PLAYED_VERSION} = retired.version)
    and not exists (select from rejudgings j where j.state = 'judging' and j.problem_id = p.id and j.version = retired.version)
returning retired.problem_id, retired.version"""


class PackageSweeper:
    def __init__(self, pool: Pool, documents: Documents) -> None:
        self._pool = pool
        self._documents = documents

    async def run(self, _: Tenure) -> None:
        while True:
            try:
                await self.retire()
                await self.sweep(time.time())
            except Unavailable as error:
                log.warning("left-over packages stay for now: %s", error.message)
            await asyncio.sleep(EVERY_SECONDS)

    async def retire(self) -> int:
        """Takes their packages from versions that nobody needs any more, for `sweep` to remove; their history stays. How many."""
        async with unit_of_work.begin(self._pool) as work:
            found = await work.connection.fetch(_RETIRE, KEPT_DAYS, KEPT_VERSIONS)
            for problem, version in found:
                await work.connection.execute("delete from testcases where problem_id = $1 and version = $2", problem, version)
                log.info("version retired", extra={"problem_id": problem, "version": version})
        return len(found)

    async def sweep(self, now: float) -> int:
        """How many were removed."""
        removed, after = 0, ""
        while keys := await self._documents.ids(packages.HEADS, after, BATCH):
            after = keys[-1]
            old = [key for key in keys if _is_older(key, now - UPLOAD_SECONDS)]
            found = await self._pool.fetch("select package_key from problem_versions where package_key = any($1::text[])", old)
            for key in sorted(set(old) - {named for (named,) in found})[: MAX_REMOVED - removed]:
                await packages.remove(self._documents, key)
                log.info("removed a package that no version has", extra={"package": key})
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
