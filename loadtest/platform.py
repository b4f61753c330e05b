"""A whole platform as `podium up` starts it, for as long as a measurement takes, and its administrator over REST."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec

from loadtest import processes
from loadtest.processes import TICKS
from realtime.protocol.events import Event

ADMIN = "admin@podium.localhost"
"""The account that `podium up` makes; its password is in secrets.json."""
START_SECONDS = 90.0


class Platform(NamedTuple):
    port: int
    data: Path
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

    def resident(self) -> dict[str, float]:
        """MiB in memory by role: of its processes and all that they started."""
        children: defaultdict[int, list[int]] = defaultdict(list)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (fields := read(entry / "stat").rpartition(")")[2].split()):
                children[int(fields[1])].append(int(entry.name))

        def pages(pid: int) -> int:
            return int((read(Path(f"/proc/{pid}/statm")) or "0 0").split()[1]) + sum(map(pages, children[pid]))

        found: defaultdict[str, float] = defaultdict(float)
        for pid in children[self.supervisor]:
            _, run, role = read(Path(f"/proc/{pid}/cmdline")).rstrip("\0").partition("-m\0deploy\0run\0")
            if run:
                found[role] += round(pages(pid) * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)
        return dict(sorted(found.items()))


@asynccontextmanager
async def started(folder: Path, *arguments: str, tree: Path | None = None, **environment: str) -> AsyncIterator[Platform]:
    """Starts one with its data in `folder`, of this checkout or of the one at `tree`. Raises `RuntimeError` when it does not get ready."""
    port = processes.free_port()
    data = folder / "data"
    environment.setdefault("PODIUM_GATEWAY_PER_ADDRESS", "1000000")  # all viewers come from one
    command = [sys.executable, "-m", "deploy", "up", "--port", str(port), "--data", str(data), *arguments]
    with (folder / "up.log").open("wb") as out:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=out, stderr=out, cwd=tree)  # noqa: ASYNC220  # nothing else runs yet
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=aiohttp.TCPConnector(limit=0)) as http:
            await _ready(data, process)
            password = json.loads((data / "secrets.json").read_text())["admin_password"]
            yield Platform(port, data, http, await Admin.login(http, password), process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait, 40)


async def _ready(data: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, ValueError):  # the file is written when all is ready
            if json.loads((data / "running.json").read_text())["pid"] == process.pid:
                return
        await asyncio.sleep(0.2)
    raise RuntimeError("the platform does not start")


def read(path: Path) -> str:
    """A file of /proc; nothing when its process has gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


class Admin:
    """The administrator, who sends events of contests that are judged elsewhere."""

    def __init__(self, http: aiohttp.ClientSession, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    @classmethod
    async def login(cls, http: aiohttp.ClientSession, password: str) -> Admin:
        async with http.post("/api/v1/auth/login", json={"email": ADMIN, "password": password}, raise_for_status=True) as answer:
            return cls(http, (await answer.json())["access_token"])

    async def send(self, contest: str, batch: str, *events: Event) -> None:
        await self.post(f"/contests/{contest}/events", {"batch": batch, "events": events})

    async def post(self, path: str, body: object) -> None:
        data = msgspec.json.encode(body)
        async with self._http.post(f"/api/v1{path}", data=data, headers=self._headers, raise_for_status=True) as answer:
            await answer.read()
