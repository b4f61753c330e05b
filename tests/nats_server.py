"""A NATS server of a test's own, whose store the test may fill or whose process it may kill."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from deploy.local.servers import Nats
from tests.conftest import eventually
from tests.workers import free_port


class NatsServer:
    """The embedded server, started and stopped by hand; it keeps its store and its port."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._part = Nats(folder, free_port(), "secret")
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self._part.url

    async def start(self) -> None:
        self._part.prepare()
        with self._log.open("ab") as log:
            self._process = await asyncio.to_thread(subprocess.Popen, self._part.command(), stdout=log, stderr=log)
        await eventually(self._part.answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None
