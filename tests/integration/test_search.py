"""Search on a whole platform: the worker follows what happens, and the search server may die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from typing import Any

from deploy.local.client import Client
from tests.conftest import ROOT, Platform, eventually
from tests.integration.flow import make_contest, make_problem


async def found(client: Client, q: str, *, degraded: bool = False) -> list[str] | None:
    """Ids; None: the other of the two has answered."""
    answer = await client.call("GET", f"/problems/search?q={q}")
    return [problem["id"] for problem in answer["problems"]] if answer["degraded"] is degraded else None


async def test_problems_are_found_as_they_are_and_while_the_search_server_is_away(own_platform: Platform) -> None:
    async with Client(own_platform.url) as admin:
        await admin.login(*own_platform.admin)
        problem = await make_problem(admin)
        await admin.call("PATCH", f"/problems/{problem}", {"title": "Archipelago", "published": True})

        async def sees(q: str, expected: list[str], *, degraded: bool = False) -> None:
            async def look() -> bool:
                return await found(admin, q, degraded=degraded) == expected

            await eventually(look, 30)

        await sees("archipelago", [problem])
        await sees("acrhipelago", [problem])
        await admin.call("PATCH", f"/problems/{problem}", {"title": "Peninsula"})
        await sees("peninsula", [problem])
        await sees("archipelago", [])

        server = own_platform.pid_of("search")
        os.kill(server, signal.SIGSTOP)  # it neither answers nor refuses
        await sees("peninsula&limit=5", [problem], degraded=True)  # answers of the usual length are cached
        os.kill(server, signal.SIGKILL)
        await admin.call("PATCH", f"/problems/{problem}", {"title": "Isthmus"})
        await sees("isthmus", [problem])  # a new server, which the worker has filled
        await sees("isthums", [problem])

        command = [sys.executable, "-m", "deploy", "reindex", "--data", str(own_platform.data)]
        done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "1 problems are in the search index" in done.stdout
        await sees("isthums", [problem])
        await admin.call("PATCH", f"/problems/{problem}", {"title": "Delta"})
        await sees("delta", [problem])


async def test_a_contests_problems_are_found_from_its_start_on(platform: Platform) -> None:
    async with Client(platform.url) as admin:
        await admin.login(*platform.admin)
        problem = await make_problem(admin)
        title = f"Starting {problem}"
        await admin.call("PATCH", f"/problems/{problem}", {"title": title})
        starts = time.time() + 4
        await make_contest(admin, [problem], begins_in=4)

        async def shown() -> Any:
            return await found(admin, problem)

        assert not await shown() or time.time() >= starts
        await eventually(shown, 30)
        assert time.time() >= starts
