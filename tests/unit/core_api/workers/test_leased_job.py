"""One worker at a time runs a job; a killed, failing or disconnected one loses it to another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from core_api.workers.leased_job import LeasedJob, Tenure, Timing
from realtime.backbone import Lease
from realtime.backbone.memory import MemoryBackbone, MemoryServer
from realtime.protocol import subjects
from realtime.runtime.errors import Fenced, Unavailable
from tests.conftest import eventually

LEASE = 0.2


class Breakable(MemoryBackbone):
    """A connection that can be cut."""

    cut = False

    async def claim(self, key: str, owner: str) -> Lease | None:
        self._check()
        return await super().claim(key, owner)

    async def renew(self, lease: Lease) -> Lease | None:
        self._check()
        return await super().renew(lease)

    def _check(self) -> None:
        if self.cut:
            raise Unavailable("leases cannot be reached")


class Workers:
    """Workers that run one job between them; `running` are those that do so now."""

    def __init__(self) -> None:
        self._server = MemoryServer()
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

        self.backbones.append(Breakable(self._server, LEASE))
        self.jobs.append(LeasedJob("test", work, self.backbones[-1], f"worker-{number}", Timing(LEASE)))
        self._tasks.append(asyncio.create_task(self.jobs[-1].run()))
        return number

    async def stop(self, number: int) -> None:
        self._tasks[number].cancel()
        await asyncio.gather(self._tasks[number], return_exceptions=True)

    async def held_for(self, leases: float) -> None:
        """For so many times of a lease, one worker at a time at most."""
        until = asyncio.get_running_loop().time() + leases * LEASE
        while asyncio.get_running_loop().time() < until:
            assert len(self.running) <= 1
            await asyncio.sleep(LEASE / 20)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    made = Workers()
    yield made
    for number in range(len(made.jobs)):
        await made.stop(number)


async def test_one_of_several_workers_runs_it(workers: Workers) -> None:
    for _ in range(3):
        workers.start()
    await eventually(lambda: workers.running)
    await workers.held_for(5)
    assert len(workers.tenures) == 1, "renewed, not taken over"
    await eventually(lambda: asyncio.gather(*(job.ready() for job in workers.jobs)))
    assert all([await job.ready() for job in workers.jobs])


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
    other = first + second - holder
    workers.backbones[holder].cut = True
    while workers.running != [other]:
        await workers.held_for(0.1)
    assert not workers.tenures[0].valid

    async def told() -> bool:
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
