"""Watches the embedded NATS for a full log and a full disk, says so on the console, and restarts it once there is room again.

A restart is the only cure: see `realtime.backbone.stream_health`.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from realtime.backbone import LogUsage
from realtime.runtime.errors import Unavailable, Unwritable

LOOK_SECONDS = 2.0
ROOM = 8 * 2**20
"""Free bytes of the disk from which a restarted NATS can work: it writes a block of its log and its index."""
PATIENCE_SECONDS = 30.0
"""Between two restarts: a server that finds a large log again needs some."""


class Store(Protocol):
    """The embedded server, as far as it is watched."""

    folder: Path

    async def check_writable(self) -> None:
        """Raises `Unwritable` with the server's reason, `Unavailable`."""

    async def usage(self) -> LogUsage:
        """Raises `Unavailable`."""


class StoreWatch:
    def __init__(self, store: Store, restart: Callable[[], None], report: Callable[[str], None]) -> None:
        self._store = store
        self._restart = restart
        self._report = report
        self._reported = ""

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(PATIENCE_SECONDS if await self.look() else LOOK_SECONDS)

    async def look(self) -> bool:
        """True: it was restarted."""
        try:
            await self._store.check_writable()
            size, limit = usage = await self._store.usage()
        except Unwritable as error:
            return self._refuses(error)
        except Unavailable:
            return False  # being started or stopped: the supervisor's concern
        if usage.nearly_full:
            self._say("log", f"the log of all contests is {size / limit:.0%} full ({size:,} of {limit:,} bytes): raise log_max_bytes")
        else:
            self._reported = ""
        return False

    def _refuses(self, error: Unwritable) -> bool:
        free = shutil.disk_usage(self._store.folder).free
        if free < ROOM:
            self._say("disk", f"the disk of {self._store.folder} is full ({free:,} bytes free): no contest goes on until there is room")
            return False
        self._say("restart", f"NATS refuses to write though {free:,} bytes are free: restarting it ({error.message})")
        self._restart()
        self._reported = ""
        return True

    def _say(self, what: str, words: str) -> None:
        """Once, until something else is the case."""
        if what != self._reported:
            self._reported = what
            self._report(words)
