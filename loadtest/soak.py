"""Recorded contests one after another, with viewers that come and go: what each role holds in memory after each of them.

A whole platform runs as a child process on loopback. Half of the viewers follow tiles of the board, half single teams; all stay a few
seconds, leave, and come back for something else. What is wanted: after the last contest every role holds what it held after the second.
The largest are played first: a peak that comes later would look like growth.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import aiohttp

from loadtest import platform, processes
from loadtest.platform import Platform

STAYS = (1.0, 6.0)
"""Seconds that a viewer stays in its rooms."""
TILES = 4
TEAMS = 100
ALLOWED = 0.1
"""Growth between the second contest and the last that still counts as level: what allocators keep wanders by so much."""
LONGEST_SECONDS = 600.0
"""A contest that takes longer is given up."""


def arguments(parser: argparse.ArgumentParser) -> None:
    feeds = os.environ.get("PODIUM_CONTEST_DATA", "../shared/contest-data")
    parser.add_argument("--feeds", type=Path, default=feeds, help="folder of recorded contests (*.feed.ndjson)")
    parser.add_argument("--contests", type=int, default=10)
    parser.add_argument("--speed", type=float, default=1200.0, help="times as fast as the contests were")
    parser.add_argument("--viewers", type=int, default=200, help="at once")
    parser.add_argument("--settle", type=float, default=5.0, help="seconds of quiet after each contest")
    parser.add_argument("--quiet", type=float, default=45.0, help="seconds of quiet after the last one")
    parser.add_argument("--release-after", type=float, default=15.0, help="seconds after which an engine lets go of an ended contest")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    feeds = sorted(Path(given.feeds).glob("*.feed.ndjson"), key=lambda feed: feed.stat().st_size, reverse=True)
    if not feeds:
        print(f"no recorded contests (*.feed.ndjson) in {given.feeds}: see --feeds", file=sys.stderr)
        return 2
    with processes.scratch() as name:
        result = asyncio.run(measure(Path(name), feeds, given))
    print(json.dumps(result, indent=1) if given.json else _table(result))
    return 0 if result["level"] else 1


async def measure(folder: Path, feeds: list[Path], given: argparse.Namespace) -> dict[str, Any]:
    async with platform.started(folder, PODIUM_RELEASE_AFTER_SECONDS=str(given.release_after)) as running:
        rows = [{"after": "start", **running.resident()}]
        for number, feed in enumerate(islice(cycle(feeds), given.contests), 1):
            crowd = Crowd(running.http, f"soak-{number}", given.viewers)
            began = time.monotonic()
            await play(running, folder, feed, crowd, given.speed)
            await asyncio.sleep(given.settle)
            rows.append({"after": feed.name, "seconds": round(time.monotonic() - began), "visits": crowd.visits, **running.resident()})
        await asyncio.sleep(given.quiet)
        rows.append({"after": "quiet", **running.resident()})
    growth = _growth(rows)
    return {
        "asked": {key: getattr(given, key) for key in ("contests", "speed", "viewers", "settle", "quiet", "release_after")},
        "mib": rows,
        "growth": growth,
        "level": all(ratio <= 1 + ALLOWED for ratio in growth.values()),
    }


def _growth(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Memory of each role after the last contest over that after the second."""
    contests = [row for row in rows if "visits" in row]
    second, last = contests[min(1, len(contests) - 1)], contests[-1]
    return {role: round(last[role] / second[role], 2) for role in rows[0] if role != "after" and second.get(role)}


async def play(running: Platform, folder: Path, feed: Path, crowd: Crowd, speed: float) -> None:
    """Streams a feed into the platform, with viewers around it."""
    command = [sys.executable, "-m", "deploy", "stream", str(feed), "--contest", crowd.contest, "--speed", str(speed)]
    command += ["--url", f"http://127.0.0.1:{running.port}", "--data", str(running.data)]
    said = folder / f"{crowd.contest}.log"
    with said.open("wb") as out:
        streaming = await asyncio.create_subprocess_exec(*command, stdout=out, stderr=out)
    watching = asyncio.create_task(crowd.watch())
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            if code := await streaming.wait():
                raise RuntimeError(f"podium stream {feed.name} ended with {code}: {said.read_text()[-500:]}")
    finally:
        if streaming.returncode is None:
            streaming.kill()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


class Crowd:
    """Viewers of one contest that come and go."""

    def __init__(self, http: aiohttp.ClientSession, contest: str, viewers: int) -> None:
        self._http = http
        self.contest = contest
        self._viewers = viewers
        self.visits = 0

    async def watch(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(self._viewers):
                group.create_task(self._come_and_go(single=number % 2 == 1))

    async def _come_and_go(self, *, single: bool) -> None:
        while True:
            await asyncio.sleep(random.uniform(0, 1))
            names = [f"clock.{self.contest}", *(self._team() if single else self._board())]
            try:
                async with self._http.ws_connect(f"/api/v1/contests/{self.contest}/live") as socket:
                    await socket.send_json({"type": "subscribe", "rooms": [{"room": name} for name in names]})
                    async with asyncio.timeout(random.uniform(*STAYS)):
                        async for _ in socket:
                            pass
            except TimeoutError:
                self.visits += 1
            except aiohttp.ClientError:
                pass  # the gateway may be away; who comes next finds it

    def _board(self) -> list[str]:
        return [f"board.{self.contest}.public.{tile}" for tile in range(random.randint(1, TILES))]

    def _team(self) -> list[str]:
        return [f"team.{self.contest}.{random.randrange(TEAMS)}"]


def _table(result: dict[str, Any]) -> str:
    roles = [name for name in result["mib"][0] if name != "after"]
    lines = [f"{'MiB after':32} {'visits':>7} " + " ".join(f"{role:>8}" for role in roles)]
    lines += [
        f"{row['after']:32} {row.get('visits', ''):>7} " + " ".join(f"{row.get(role, 0):8}" for role in roles) for row in result["mib"]
    ]
    lines.append(f"{'last over second':40} " + " ".join(f"{result['growth'].get(role, 0):8}" for role in roles))
    return "\n".join([*lines, "level" if result["level"] else "NOT LEVEL"])
