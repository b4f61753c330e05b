"""Watches the log of all contests: how full it is, and whether it can be written."""

from __future__ import annotations

import asyncio
import logging
import time

from prometheus_client import Gauge

from realtime.backbone import Backbone
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
REMIND_SECONDS = 600.0
"""Between two warnings about the same trouble."""
RESERVE = 1 * 2**20
"""A log with less room than the largest entry counts as full."""

SIZE = Gauge("podium_log_bytes", "Size of the log of all contests")
LIMIT = Gauge("podium_log_max_bytes", "Size at which the log refuses new entries")
WRITABLE = Gauge("podium_log_writable", "1 while the log takes entries")


class LogMonitor:
    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._trouble = ""
        self._warned = 0.0
        self._looked = False

    async def ready(self) -> bool:
        """True while the log takes entries, as far as the last look tells."""
        return self._looked and not self._trouble

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        warning, self._trouble = "", ""
        try:
            size, limit = usage = await self._backbone.usage()
            SIZE.set(size)
            LIMIT.set(limit)
            if size + RESERVE > limit:
                self._trouble = (
                    f"the log is full: {size:,} of {limit:,} bytes; raise log_max_bytes, or wait until ended contests are archived"
                )
            elif usage.nearly_full:
                warning = f"the log is {size / limit:.0%} full: {size:,} of {limit:,} bytes; at the limit it refuses new entries"
            await self._backbone.check_writable()
        except Unavailable as error:
            self._trouble = error.message
        self._looked = True
        WRITABLE.set(not self._trouble)
        self._warn(self._trouble or warning)

    def _warn(self, words: str) -> None:
        now = time.monotonic()
        if not words:
            self._warned = 0.0
        elif not self._warned or now - self._warned > REMIND_SECONDS:
            self._warned = now
            log.warning("%s", words)
