"""The state of the platform: which servers answer, what waits, what was given up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from core_api.domains.overview.models import Overview
from core_api.domains.overview.store import OverviewStore
from realtime.runtime import ids
from realtime.runtime.health import Check, passes

RECENT_SECONDS = 3600.0


class OverviewService:
    def __init__(self, store: OverviewStore, checks: Mapping[str, Check]) -> None:
        """`checks`: of the servers that the api depends on, by their names."""
        self._store = store
        self._checks = checks

    async def state(self) -> Overview:
        answers, numbers = await asyncio.gather(
            asyncio.gather(*map(passes, self._checks.values())),
            self._store.numbers(ids.new(time.time() - RECENT_SECONDS)),
        )
        return Overview(parts=dict(zip(self._checks, answers, strict=True)), **numbers)
