"""Log files of a platform on one machine, rotated by size: `<name>.log`, and what was before in `<name>.log.1`."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

LOOK_SECONDS = 5.0
MAX_BYTES = 20 * 2**20
"""A log that is larger is put aside; the one put aside before is dropped. So a process has about 40 MiB of logs at most."""
ASIDE = ".1"


class LogFiles:
    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._report = report
        self._failed = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_SECONDS)

    def look(self) -> None:
        try:
            for log in self._folder.glob("*.log"):
                if log.stat().st_size > MAX_BYTES:
                    rotate(log)
            self._failed = False
        except OSError as error:  # a full disk: what cannot be copied is not cut off
            if not self._failed:
                self._report(f"logs are not rotated: {error}")
            self._failed = True


def rotate(log: Path) -> None:
    """Copies a log aside and empties it. Raises `OSError`.

    Its writers keep the file open (to append, so they go on at its new end), and servers cannot be told to open another one. A line that
    is written between the last look and the cut, some microseconds, is lost.
    """
    aside = log.with_name(log.name + ASIDE)
    with log.open("r+b") as source, os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", buffering=0) as kept:
        shutil.copyfileobj(source, kept)  # ends where nothing follows
        source.truncate(0)
