"""One worker at a time runs a job; a killed, failing or disconnected one loses it to another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from core_api.workers.leased_job import LeasedJob, Tenure, Timing
from realtime.backbone import Lease
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.protocol import subjects
from realtime.runtime.errors import Fenced, Unavailable
from tests.conftest import eventually

LEASE = 0.3
"""Sets the pace of the workers; whether a lease has expired is decided by the tests' clock, so that a slow machine changes nothing."""


MARGIN = 0.01
"""The server's lease begins later than its holder counts, who counts from when it asked."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Breakable(MemoryBackbone):
    """A connection that can be cut."""

    cut = False

    async def claim(self, key: str, owner: str) -> Lease | None:
        self._check()
        return await super().claim(key, owner)

    async def renew(self, lease: Lease) -> Lease | None:
        self._check()
        return await super().renew(lease)

    async def release(self, lease: Lease) -> None:
        if not self.cut:
            await super().release(lease)

    def _check(self) -> None:
        if self.cut:
            raise Unavailable("leases cannot be reached")


class Workers:
    """Workers that run one job between them; `running` are those that do so now."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._server = MemoryServer(self.clock)
        self._tasks: list[asyncio.Task[None]] = []
        self.running: list[int] = []
        self.tenures: list[Tenure] = []
        self.failing: set[int] = set()
        self.backbones: list[Breakable] = []
        self.jobs: list[LeasedJob] = []

    def start(self) -> int:
        number = len(self.jobs)

        async def work(tenure: Tenure) -> None:
            if number in self.failing:
                raise OSError("PostgreSQL is away")
            self.running.append(number)
            self.tenures.append(tenure)
            try:
                await asyncio.Event().wait()
            finally:
                self.running.remove(number)

        self.backbones.append(Breakable(self._server, LEASE + MARGIN))
        self.jobs.append(LeasedJob("test", work, self.backbones[-1], f"worker-{number}", Timing(LEASE, self.clock)))
        self._tasks.append(asyncio.create_task(self.jobs[-1].run()))
        return number

    async def stop(self, number: int) -> None:
        self._tasks[number].cancel()
        await asyncio.gather(self._tasks[number], return_exceptions=True)

    async def wait_for(self, what: Callable[[], bool]) -> None:
        """Until it comes true; meanwhile one worker at most runs the job."""

        def seen() -> bool:
            assert len(self.running) <= 1
            return what()

        await eventually(seen)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers()
    yield made
    for number in range(len(made.jobs)):
        await made.stop(number)


async def test_one_of_several_workers_runs_it_and_renews_its_lease(workers: Workers) -> None:
    for _ in range(3):
        workers.start()
    await workers.wait_for(lambda: bool(workers.running))
    (tenure,) = workers.tenures
    await workers.wait_for(lambda: tenure.lease.revision >= tenure.lease.epoch + 3)
    assert workers.tenures == [tenure]
    for job in workers.jobs:
        await eventually(job.ready)


async def test_a_worker_that_stops_hands_it_over(workers: Workers) -> None:
    first = workers.start()
    await eventually(lambda: workers.running == [first])
    second = workers.start()
    await workers.stop(first)
    await eventually(lambda: workers.running == [second])
    assert workers.tenures[1].lease.epoch > workers.tenures[0].lease.epoch


async def test_a_worker_that_loses_its_connection_stops_before_another_starts(workers: Workers) -> None:
    first, second = workers.start(), workers.start()
    holder = (await eventually(lambda: workers.running))[0]
    workers.backbones[holder].cut = True
    tenure = workers.tenures[0]
    workers.clock.now = tenure.until
    await eventually(lambda: not workers.running)
    assert not tenure.valid
    workers.clock.now += LEASE
    await workers.wait_for(lambda: workers.running == [first + second - holder])

    async def told() -> bool:
        workers.clock.now += LEASE / 10
        return not await workers.jobs[holder].ready()

    await eventually(told)


async def test_a_failing_worker_leaves_it_to_another_and_says_so(workers: Workers) -> None:
    workers.failing.add(0)
    first = workers.start()
    await eventually(lambda: workers.jobs[first]._failures > 0)
    assert not await workers.jobs[first].ready()
    second = workers.start()
    await eventually(lambda: workers.running == [second])
    await eventually(workers.jobs[first].ready)


async def test_a_job_that_failed_is_tried_again(workers: Workers) -> None:
    workers.failing.add(0)
    only = workers.start()
    await eventually(lambda: workers.jobs[only]._failures > 0)
    workers.failing.clear()
    await eventually(lambda: workers.running == [only])


def test_a_tenure_ends_with_the_lease_also_unnoticed() -> None:
    now = 10.0
    tenure = Tenure("test", Lease(subjects.job("test"), "worker", 7, 7), 13.0, lambda: now)
    tenure.check()
    now = 13.0
    with pytest.raises(Fenced, match="job test"):
        tenure.check()


def test_no_contest_has_the_key_of_a_job() -> None:
    assert "." in subjects.job("relay")
