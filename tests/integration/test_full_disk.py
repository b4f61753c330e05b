"""A disk that fills up under a real NATS server, on a file system of a few megabytes, and room that is made again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from deploy.local.client import Client, Refused
from deploy.local.data_folder import DataFolder
from tests.conftest import Platform, eventually, read_until, start_podium
from tests.integration.flow import RIGHT, contestant, make_contest, make_problem, submit, verdict_of
from tests.integration.test_live_rooms import Listener
from tests.workers import free_port

STORE_MEGABYTES = 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The data folder of a platform whose NATS store is on a tmpfs."""
    folder = DataFolder(tmp_path / "data")
    folder.open()  # a folder that is not empty has to be known as Podium's
    folder.close()
    store = folder.path / "nats"
    store.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={STORE_MEGABYTES}m", "tmpfs", store], check=False).returncode:
        pytest.skip("NOT TESTED: a full disk needs root and the right to mount a tmpfs")
    try:
        yield folder.path
    finally:
        subprocess.run(["umount", "-l", store], check=False)


def fill(filler: Path) -> None:
    with filler.open("ab", buffering=0) as file:
        for size in (2**20, 4096, 64, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                pass


@pytest.fixture
async def platform(small_disk: Path) -> AsyncIterator[Platform]:
    port = free_port()
    process = start_podium("up", "--port", str(port), "--data", str(small_disk))
    try:
        read_until(process, "ready: open")
        yield Platform(f"http://127.0.0.1:{port}", small_disk, process)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait, 40)


async def checks_of(platform: Platform, role: str) -> dict[str, bool]:
    url = json.loads((platform.data / "running.json").read_text())["roles"][role]
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return dict((await answer.json())["checks"])


@pytest.mark.timeout(300)
async def test_contests_go_on_by_themselves_once_there_is_room(platform: Platform) -> None:
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, _ = await contestant(platform.url, contest)
        assert await verdict_of(client, await submit(client, contest, problem, RIGHT)) == "AC"

        fill(platform.data / "nats" / "filler")

        async def submitted() -> str | None:
            try:
                return await submit(client, contest, problem, RIGHT)
            except Refused:
                return None

        accepted = [found for found in [await submitted() for _ in range(3)] if found]
        assert accepted, "what is accepted is in PostgreSQL and the outbox"
        await asyncio.to_thread(read_until, platform.process, "is full (")

        async def told() -> bool:
            return not (await checks_of(platform, "engine"))["log"]

        await eventually(told, 30)

        (platform.data / "nats" / "filler").unlink()
        await asyncio.to_thread(read_until, platform.process, "restarting it")
        for submission in accepted:
            assert await verdict_of(client, submission) == "AC"

        async def ready() -> bool:
            return all((await checks_of(platform, "engine")).values())

        await eventually(ready, 60)
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{platform.url}/api/v1/contests/{contest}/live") as socket:
            listener = Listener(socket)
            await listener.enter(f"clock.{contest}")

            async def scored() -> Any:
                return (await listener.until(type="clock"))["submissions"] == 1 + len(accepted)

            await eventually(scored, 60)
