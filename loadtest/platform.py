"""A whole platform as `podium up` starts it, for as long as a measurement takes, and its administrator over REST."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec

from loadtest.processes import TICKS
from realtime.protocol.events import Event

EMAIL, PASSWORD = "admin@example.org", "Loadtest-1!"
START_SECONDS = 90.0


class Platform(NamedTuple):
    port: int
    http: aiohttp.ClientSession
    admin: Admin
    supervisor: int
    """Its process id; all others are children of it."""

    def cpu(self, role: str) -> float:
        """Seconds of CPU that the processes of a role have used."""
        used = 0
        for pid in Path(f"/proc/{self.supervisor}/task/{self.supervisor}/children").read_text().split():
            if f"-m\0deploy\0run\0{role}" in Path(f"/proc/{pid}/cmdline").read_text():
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                used += int(fields[11]) + int(fields[12])
        return used / TICKS


@asynccontextmanager
async def started(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[Platform]:
    """Starts one with its data in `folder`. Raises `RuntimeError` when it does not get ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = os.environ | {"PODIUM_ADMIN_EMAIL": EMAIL, "PODIUM_ADMIN_PASSWORD": PASSWORD} | environment
    command = [sys.executable, "-m", "deploy", "up", "--port", str(port), "--data", str(folder / "data"), *arguments]
    with (folder / "up.log").open("wb") as out:
        process = subprocess.Popen(command, env=settings, stdout=out, stderr=out)  # noqa: ASYNC220  # nothing else runs yet
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=aiohttp.TCPConnector(limit=0)) as http:
            await _ready(http, process)
            yield Platform(port, http, await Admin.login(http), process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait, 40)


async def _ready(http: aiohttp.ClientSession, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            async with http.get("/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError("the platform does not start")


class Admin:
    """The administrator, who sends events of contests that are judged elsewhere."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def login(cls, http: aiohttp.ClientSession) -> Admin:
        async with http.post("/api/v1/auth/login", json={"email": EMAIL, "password": PASSWORD}, raise_for_status=True) as answer:
            return cls(http, (await answer.json())["access_token"])

    async def send(self, contest: str, batch: str, *events: Event) -> None:
        await self.post(f"/contests/{contest}/events", {"batch": batch, "events": events})

    async def post(self, path: str, body: object) -> None:
        data = msgspec.json.encode(body)
        async with self._http.post(f"/api/v1{path}", data=data, headers=self._headers, raise_for_status=True) as answer:
            await answer.read()
