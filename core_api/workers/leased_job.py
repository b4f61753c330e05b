"""Leased job: work that runs in one process at a time, however many workers there are.

Every worker offers every job. Whoever gets the job's lease runs it and renews the lease; the others ask again in short intervals, so that
a killed worker's jobs go on elsewhere once its leases have expired. A job that fails gives its lease back and is tried again after a pause,
here or in another worker.

A lease keeps two workers apart nearly always, not always. Example: worker A is suspended for 10 s; its lease expires after 3 s and B starts
the job; A wakes up and goes on for the moment until it notices. So each job keeps its progress in PostgreSQL in a way that a second runner
cannot turn back (an advisory lock, a position that only grows), and calls `Tenure.check` before effects that nothing else guards.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from prometheus_client import Counter, Gauge

from core_api.storage.pool import AWAY
from realtime.backbone import Backbone, Lease
from realtime.protocol import subjects
from realtime.runtime.errors import Fenced, PodiumError, Unavailable

log = logging.getLogger(__name__)

EXPECTED = (*AWAY, PodiumError)
"""Failures that a server which is away for the moment explains: logged in one line."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 4.0
"""Seconds before a job that failed is tried again; doubled with each failure in a row."""
STEADY_SECONDS = 10.0
"""A job that ran for so long without a failure is well again."""

HELD = Gauge("podium_worker_job_held", "1 while this worker holds the job's lease", ["job"])
FAILURES = Counter("podium_worker_job_failures_total", "Ends of a job by an error", ["job"])


class Timing(NamedTuple):
    """`lease`: seconds after which the lease of a silent worker expires; renewals and the others' attempts come three times as often."""

    lease: float
    clock: Callable[[], float] = time.monotonic


class Tenure:
    """The period for which a worker holds a job's lease."""

    def __init__(self, job: str, lease: Lease, until: float, clock: Callable[[], float]) -> None:
        self.job = job
        self.lease = lease
        self.until = until
        self._clock = clock

    @property
    def valid(self) -> bool:
        """False once the lease may have expired, whether that was noticed or not."""
        return self._clock() < self.until

    def check(self) -> None:
        """Raises `Fenced` unless valid."""
        if not self.valid:
            raise Fenced(f"the lease on job {self.job} has expired")


Work = Callable[[Tenure], Awaitable[None]]
"""Runs until it is cancelled; what it raises ends the tenure."""


class LeasedJob:
    def __init__(self, name: str, work: Work, backbone: Backbone, owner: str, timing: Timing) -> None:
        self.name = name
        self._work = work
        self._backbone = backbone
        self._owner = owner
        self._lease_seconds, self._clock = timing
        self._failures = 0
        self._failed_at = -STEADY_SECONDS
        self._answered_at: float | None = None
        """When the lease was last known to be held, here or elsewhere."""
        HELD.labels(name).set(0)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            tenure = await self._claim()
            if tenure is None:
                await asyncio.sleep(_jittered(self._lease_seconds / 3))
            elif not await self._serve(tenure):
                await asyncio.sleep(_jittered(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self._failures - 1))))

    async def ready(self) -> bool:
        """True while the job is known to be held by some worker and, if by this one, does not fail."""
        now = self._clock()
        known = self._answered_at is not None and now - self._answered_at < 2 * self._lease_seconds
        return known and (self._failures == 0 or now - self._failed_at > STEADY_SECONDS)

    async def _claim(self) -> Tenure | None:
        asked_at = self._clock()
        try:
            lease = await self._backbone.claim(subjects.job(self.name), self._owner)
        except Unavailable as error:
            log.warning("job %s: %s", self.name, error.message)
            return None
        self._answered_at = self._clock()
        if lease is None:
            self._failures = 0  # another worker's concern now
            return None
        return Tenure(self.name, lease, asked_at + self._lease_seconds, self._clock)

    async def _serve(self, tenure: Tenure) -> bool:
        """Runs the job for one tenure. False: it failed; True: the lease is lost."""
        log.info("job %s starts", self.name, extra={"job": self.name, "epoch": tenure.lease.epoch})
        HELD.labels(self.name).set(1)
        began = self._clock()
        working = asyncio.ensure_future(self._work(tenure))
        keeping = asyncio.create_task(self._keep(tenure))
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (working, keeping):
                task.cancel()
            outcome, _ = await asyncio.gather(working, keeping, return_exceptions=True)
            HELD.labels(self.name).set(0)
            await self._backbone.release(tenure.lease)
        if self._clock() - began > STEADY_SECONDS:
            self._failures = 0
        if isinstance(outcome, asyncio.CancelledError):
            log.warning("job %s: the lease is lost", self.name)
            return True
        self._failed(outcome)
        return False

    async def _keep(self, tenure: Tenure) -> None:
        """Renews the lease. Returns when it is lost, at the latest when it expires: a server that hangs must not prolong it."""
        while tenure.valid:
            try:
                async with asyncio.timeout(tenure.until - self._clock()):
                    await asyncio.sleep(_jittered(self._lease_seconds / 3))
                    asked_at = self._clock()
                    renewed = await self._backbone.renew(tenure.lease)
            except TimeoutError:
                continue
            except Unavailable as error:
                log.warning("job %s: %s", self.name, error.message)
                continue
            if renewed is None:
                return
            tenure.lease, tenure.until = renewed, asked_at + self._lease_seconds
            self._answered_at = self._clock()

    def _failed(self, outcome: BaseException | None) -> None:
        self._failures += 1
        self._failed_at = self._clock()
        FAILURES.labels(self.name).inc()
        if outcome is None:
            log.warning("job %s ended", self.name)
        elif isinstance(outcome, EXPECTED):
            log.warning("job %s stops for the moment: %s", self.name, outcome if str(outcome) else repr(outcome))
        else:
            log.error("job %s failed", self.name, exc_info=outcome)


def _jittered(seconds: float) -> float:
    """Spread, so that workers which were started together do not ask together."""
    return seconds * random.uniform(0.75, 1.25)
