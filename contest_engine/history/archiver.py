"""Archiver: moves the logs of contests that rest for long from the stream of all contests to files of their own.

A contest goes in two steps, so that nobody who reads its log loses an entry. First its log is written to the archive, made durable and read
back. Purged from the stream it is only `GRACE_SECONDS` later, when whoever began to read before there was a file has finished. A process
that is killed anywhere in between leaves the stream whole; the next pass goes on from what it finds.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple

from prometheus_client import Counter

from realtime.backbone import Backbone
from realtime.backbone.lease_keeper import LeaseKeeper
from realtime.protocol import resting, subjects
from realtime.protocol.resting import Resting
from realtime.runtime.errors import Damaged, Unavailable
from realtime.storage.archive import Archive
from realtime.storage.contest_log import ContestLog
from realtime.storage.log_trust import LogTrust

log = logging.getLogger(__name__)

PASS_SECONDS = 60.0
GRACE_SECONDS = 600.0
"""Longer than a log takes to read."""
UNOFFICIAL = 4
"""A contest without a final result waits so many times as long: its jury may still be at work."""

ARCHIVED = Counter("podium_archived_total", "Logs of contests written to the archive")
PURGED = Counter("podium_archive_purged_total", "Archived logs removed from the stream")


class Times(NamedTuple):
    """In seconds."""

    after: float
    """That a final contest rests before it is archived."""
    lease: float = 3.0
    grace: float = GRACE_SECONDS
    between: float = PASS_SECONDS


class Archiver:
    """Any number may run: the contest's lease keeps them apart, and engines away from a contest that is being archived."""

    def __init__(
        self, backbone: Backbone, archive: Archive, trust: LogTrust, name: str, times: Times, clock: Callable[[], float] = time.time
    ) -> None:
        self._backbone = backbone
        self._archive = archive
        self._logs = ContestLog(backbone, archive, trust)
        self._name = name
        self._times = times
        self._clock = clock
        self._damaged: set[str] = set()
        """Contests whose log cannot be archived; told once."""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Unavailable as error:
                log.warning("contests cannot be archived now: %s", error.message)
            await asyncio.sleep(self._times.between)

    async def look(self) -> None:
        """Takes every contest that is due one step further. Raises `Unavailable`."""
        entries = await self._backbone.subjects(subjects.LOG_SUBJECTS)
        for subject, count in entries.items():
            contest = subjects.contest_of(subject)
            if contest not in subjects.PSEUDO and contest not in self._damaged and await self._is_due(contest, count):
                await self._step(contest)

    async def _is_due(self, contest: str, entries: int) -> bool:
        kept = await self._backbone.kept(resting.name(contest))
        if kept is None:
            return False
        mark: Resting = resting.decode(kept)
        wanted = self._times.after * (1 if mark.final else UNOFFICIAL)
        return mark.entries == entries and self._clock() - mark.since >= wanted

    async def _step(self, contest: str) -> None:
        async with self._owning(contest) as owned:
            if not owned:
                return
            try:
                await self._write_or_purge(contest)
            except Damaged as error:
                self._damaged.add(contest)
                log.error("contest %s stays in the log: %s", contest, error.message)

    async def _write_or_purge(self, contest: str) -> None:
        subject = subjects.log(contest)
        version, last = await self._archive.find(contest), await self._backbone.last(subject)
        if version is None or await self._logs.goes_on(contest, version.last):
            version = await self._archive.write(contest, self._logs.lines(contest))
            ARCHIVED.inc()
            log.info("contest %s is archived up to entry %d", contest, version.last, extra={"contest_id": contest})
            return
        if self._clock() - version.written < self._times.grace:
            return
        await self._backbone.purge(subject, last)
        await self._backbone.drop(contest)
        await self._backbone.drop(resting.name(contest))
        PURGED.inc()
        log.info("contest %s is purged from the log", contest, extra={"contest_id": contest})

    @asynccontextmanager
    async def _owning(self, contest: str) -> AsyncIterator[bool]:
        """Holds the contest's lease. False: somebody else does.

        A lease that is lost on the way does no harm: what is purged has been in the archive, for whoever reads now, since the last pass.
        """
        lease = await self._backbone.claim(contest, self._name)
        if lease is None:
            yield False
            return
        keeper = LeaseKeeper(self._backbone, lease, self._times.lease)
        keeping = asyncio.create_task(keeper.run())
        try:
            yield True
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._backbone.release(keeper.lease)
