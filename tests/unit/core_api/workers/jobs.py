"""Running jobs in tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

from core_api.workers.leased_job import Tenure
from realtime.backbone import Lease
from realtime.protocol import subjects


def tenure(seconds: float = 3600.0) -> Tenure:
    """One that lasts; with a negative number, one that has expired unnoticed."""
    return Tenure("test", Lease(subjects.job("test"), "worker", 1, 1), time.monotonic() + seconds, time.monotonic)


@asynccontextmanager
async def running(*works: Coroutine[None, None, None]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Runs jobs in the background until the block is left."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
