"""Requests a second that a whole platform answers through one gateway and one api: the reads of a page that everybody opens.

The client is C (`requests.c`) and shares the cores with the platform. Each read is measured for `--seconds`, the last two also as
revalidation (`If-None-Match`, answered with 304).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from pathlib import Path
from typing import Any

import aiohttp

from loadtest import platform, processes
from loadtest.measured import measured
from loadtest.platform import Platform
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, Event, SubmissionReceived, TeamJoined, VerdictReached

CONTEST = "reads"
BATCH = 2000
"""Events of one request; the API takes 5,000 and 4 MiB."""
BOARD_SECONDS = 60.0
ROLES = ("gateway", "api")
"""One process of each; their CPU for a request says more on a busy machine than requests a second."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--problems", type=int, default=12)
    parser.add_argument("--contests", type=int, default=20, help="contests in the list")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each read")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    measured(measure, given, _table)
    return 0


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    async with platform.started(folder) as started:
        await fill(started, given)
        board = f"/contests/{CONTEST}/leaderboard?limit=50"
        reads = {"languages": "/languages", "problems": "/problems", "contests": "/contests", "teams": f"/contests/{CONTEST}/teams"}
        results = {}
        for name, path in (reads | {"leaderboard": board}).items():
            results[name] = await _load(folder, started, path, given)
            if name in ("teams", "leaderboard"):
                etag = results[name]["etag"].replace("'", '"')
                results[f"{name}, 304"] = await _load(folder, started, path, given, f"If-None-Match: {etag}\r\n")
    asked = {key: getattr(given, key) for key in ("teams", "problems", "contests", "connections", "seconds")}
    return {"asked": asked, "results": results}


async def fill(started: Platform, given: argparse.Namespace) -> None:
    """A recorded contest with two thirds of all cells tried, problems, and contests beside it."""
    rng = random.Random(7)
    problems = tuple(ContestProblem(f"p{n}", f"P{n}", f"Problem {n}") for n in range(given.problems))
    settings = ContestSettings(name="Reads", duration=18_000_000, start=round(time.time() * 1000) - 9_000_000, problems=problems)
    events: list[Event] = [ContestConfigured(settings)]
    events += [TeamJoined(f"t{n}", f"Team {n:05}", organization=f"University {n % 100}") for n in range(given.teams)]
    for team in range(given.teams):
        for problem in range(given.problems):
            if rng.random() < 2 / 3:
                id, at = f"s{team}-{problem}", rng.randrange(9_000_000)
                events.append(SubmissionReceived(id, f"t{team}", f"p{problem}", at))
                events.append(VerdictReached(f"j{id}", id, rng.choice(("AC", "WA")), at))
    for start in range(0, len(events), BATCH):
        await started.admin.send(CONTEST, f"part-{start}", *events[start : start + BATCH])
    for number in range(1, given.contests):
        await started.admin.send(f"other-{number}", "settings", ContestConfigured(settings))
    for number in range(given.problems):
        tests = [{"input": "1 2\n", "answer": "3\n", "sample": True}]
        shown = {"id": f"p{number}", "title": f"Problem {number}", "statement": "Add.", "published": True}
        await started.admin.post("/problems", {**shown, "tests": tests})
    await _until_shown(started.http, given.teams)


async def _until_shown(http: aiohttp.ClientSession, teams: int) -> None:
    """Waits until the board has the last team and stands still. Raises `RuntimeError`."""
    until, last = time.monotonic() + BOARD_SECONDS, b""
    while time.monotonic() < until:
        async with http.get(f"/api/v1/contests/{CONTEST}/teams") as answer:
            full = len(await answer.json()) == teams
        async with http.get(f"/api/v1/contests/{CONTEST}/leaderboard?limit=1000") as answer:
            before, last = last, (await answer.read()).partition(b'"rows"')[2]
        if full and last and before == last:
            return
        await asyncio.sleep(2)
    raise RuntimeError("the board does not come")


async def _load(folder: Path, started: Platform, path: str, given: argparse.Namespace, headers: str = "") -> dict[str, Any]:
    request = folder / "request"
    request.write_bytes(f"GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
    program = await asyncio.to_thread(processes.compiled, "requests", folder)
    before = {role: started.cpu(role) for role in ROLES}
    child = await asyncio.create_subprocess_exec(
        program, str(started.port), str(given.connections), str(given.seconds), str(request), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError(f"{path}: the client ended with {child.returncode}")
    found: dict[str, Any] = json.loads(out)
    found["cpu_us"] = {role: round((started.cpu(role) - before[role]) / max(1, found["answers"]) * 1e6) for role in ROLES}
    return found


def _table(result: dict[str, Any]) -> str:
    lines = [f"{'':18} {'per s':>8} {'kB':>8} {'p50 ms':>8} {'p99 ms':>8} {'failed':>8} {'gateway µs':>11} {'api µs':>8}"]
    for name, read in result["results"].items():
        figures = f"{read['per_second']:8} {read['bytes'] / 1000:8.1f} {read['p50_ms']:8} {read['p99_ms']:8} {read['failed']:8}"
        figures += f" {read['cpu_us']['gateway']:11} {read['cpu_us']['api']:8}"
        lines.append(f"{name:18} {figures}")
    return "\n".join(lines)
