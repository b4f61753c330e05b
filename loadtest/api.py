"""Reads of a whole platform at a fixed rate: profile, contest, result and leaderboard page together, through the gateway.

One gateway and one api share the machine with the stores and the clients (`mix.c`, open loop). Profile, contest and result are asked for
with access tokens, the leaderboard without. Then once more, while `--logins` people log in at once. With `--yardstick` the same requests go
to the same reads in FastAPI on uvicorn, on the same stores (`loadtest.yardstick`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

from loadtest import platform, processes, reads
from loadtest.api_world import PASSWORD, Person, Stores, make_people
from loadtest.measured import measured
from loadtest.platform import Platform
from loadtest.processes import TICKS
from loadtest.submit import cpu

BOARD = f"/contests/{reads.CONTEST}/leaderboard?limit=50"
ROUNDS = 2
"""Requests of each kind and person in the file that is sent over and over: with results of different submissions."""
START_SECONDS = 20.0
WARM_SECONDS = 10.0
NICENESS = 10
T = TypeVar("T")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=float, default=1000.0, help="requests a second, a quarter of each kind")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--logins", type=int, default=500, help="people who log in at once while it goes on")
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--problems", type=int, default=12)
    parser.add_argument("--contests", type=int, default=20)
    parser.add_argument("--yardstick", action="store_true", help="measure FastAPI on uvicorn, too")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    measured(measure, given, _table)
    return 0


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    async with platform.started(folder) as running:
        await reads.fill(running, given)
        stores = Stores.of(running)
        people = await make_people(stores, given.people, ROUNDS)
        load = Load(folder, given, people)
        await load.send(running.port, WARM_SECONDS)
        results = {"podium": await _podium(load, running, stores)}
        if given.logins:
            results["podium, logins"] = await _podium(load, running, stores, people[: given.logins])
        if given.yardstick:
            results["fastapi"] = await _yardstick(load, running, stores)
    asked = {key: getattr(given, key) for key in ("rate", "seconds", "connections", "people", "logins", "teams")}
    return {"asked": asked, "results": results}


class Load:
    """The requests, and the client that sends them."""

    def __init__(self, folder: Path, given: argparse.Namespace, people: list[Person]) -> None:
        self.seconds: float = given.seconds
        self._given = given
        self._folder = folder
        self._program = processes.compiled("mix", folder)
        self._requests = folder / "requests"
        with self._requests.open("wb") as file:
            for number in range(ROUNDS):
                for person in people:
                    for kind, path in _paths(person, number):
                        token = "" if kind == "leaderboard" else f"Authorization: Bearer {person.token}\r\n"
                        request = f"GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n{token}\r\n".encode()
                        file.write(f"{kind} {len(request)}\n".encode() + request)

    async def send(self, port: int, seconds: float) -> dict[str, Any]:
        options = (port, self._given.connections, self._given.rate, seconds, self._requests)
        child = await asyncio.create_subprocess_exec(self._program, *map(str, options), stdout=asyncio.subprocess.PIPE)
        out, _ = await child.communicate()
        if child.returncode:
            raise RuntimeError(f"the client ended with {child.returncode}")
        found: dict[str, Any] = json.loads(out)
        return found


def _paths(person: Person, number: int) -> list[tuple[str, str]]:
    return [
        ("profile", "/users/profile"),
        ("contest", f"/contests/{reads.CONTEST}"),
        ("result", f"/submissions/{person.submissions[number]}/result"),
        ("leaderboard", BOARD),
    ]


async def _podium(load: Load, running: Platform, stores: Stores, logins: list[Person] | None = None) -> dict[str, Any]:
    before, counted = cpu(running.data), await _cache_counts(running.http, stores)
    sending = asyncio.create_task(load.send(running.port, load.seconds))
    told = None if logins is None else await _beside(_log_in(running.port, logins, load.seconds))
    found = await sending
    after = cpu(running.data)
    answers = sum(kind["answers"] for name, kind in found.items() if name != "all")
    found["cpu_us"] = {role: round((after[role] - before[role]) / max(1, answers) * 1e6) for role in sorted(after)}
    found["cache_hits"] = _ratios(counted, await _cache_counts(running.http, stores))
    if told is not None:
        found["logins"] = told
    return found


async def _beside(what: Coroutine[Any, Any, T]) -> T:
    """On a thread that yields to the platform: those who log in sit at machines of their own."""

    def work() -> T:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        return asyncio.run(what)

    with ThreadPoolExecutor(1, "logins") as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, work)


async def _log_in(port: int, people: list[Person], seconds: float) -> dict[str, Any]:
    """All at once; who is told to come back comes back as told, until the time is over."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=aiohttp.TCPConnector(limit=0)) as http:
        return await _all_at_once(http, people, seconds)


async def _all_at_once(http: aiohttp.ClientSession, people: list[Person], seconds: float) -> dict[str, Any]:
    until, statuses = time.monotonic() + seconds, Counter[str]()

    async def one(person: Person) -> None:
        body = {"email": person.email, "password": PASSWORD}
        while time.monotonic() < until:
            async with http.post("/api/v1/auth/login", json=body) as answer:
                await answer.read()
                statuses[str(answer.status)] += 1
                if answer.status != 503:
                    return
                pause = float(answer.headers.get("Retry-After", 1))
            await asyncio.sleep(max(0.0, min(pause, until - time.monotonic())))
        statuses["out of time"] += 1

    await asyncio.gather(*map(one, people))
    return {"people": len(people), "answers": dict(statuses)}


async def _cache_counts(http: aiohttp.ClientSession, stores: Stores) -> Counter[tuple[str, str, str]]:
    """Hits and misses by outcome, cache and level."""
    async with http.get(f"{stores.api}/metrics") as answer:
        text = await answer.text()
    found: Counter[tuple[str, str, str]] = Counter()
    for outcome, cache, level, value in re.findall(r'podium_cache_(hits|misses)_total{cache="(\w+)",level="(\w+)"} (\S+)', text):
        found[outcome, cache, level] = int(float(value))
    return found


def _ratios(before: Counter[tuple[str, str, str]], after: Counter[tuple[str, str, str]]) -> dict[str, float]:
    """Part of the reads that each level of each cache answered, and both together; of those that were read."""
    found = {}
    for cache in sorted({cache for _, cache, _ in after}):
        hits = {level: after["hits", cache, level] - before["hits", cache, level] for level in ("local", "shared")}
        loads = after["misses", cache, "shared"] - before["misses", cache, "shared"]
        asked = hits["local"] + after["misses", cache, "local"] - before["misses", cache, "local"]
        if asked:
            found[f"{cache}, process"] = round(hits["local"] / asked, 4)
            found[f"{cache}, both"] = round(1 - loads / asked, 4)
    return found


async def _yardstick(load: Load, running: Platform, stores: Stores) -> dict[str, Any]:
    await _copy_board(running, stores)
    with_stores = os.environ | {"YARDSTICK": json.dumps(stores)}
    port = processes.free_port()
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "loadtest.yardstick", str(port), env=with_stores)
    try:
        await _answers(running.http, f"http://127.0.0.1:{port}{'/api/v1'}{BOARD}")
        await load.send(port, WARM_SECONDS)
        before, used = cpu(running.data), _used(child.pid)
        found = await load.send(port, load.seconds)
        after = cpu(running.data)
        answers = sum(kind["answers"] for name, kind in found.items() if name != "all")
        found["cpu_us"] = {role: round((after[role] - before[role]) / max(1, answers) * 1e6) for role in ("postgres", "redis", "mongo")}
        found["cpu_us"]["fastapi"] = round((_used(child.pid) - used) / max(1, answers) * 1e6)
        return found
    finally:
        child.terminate()
        await child.wait()


async def _copy_board(running: Platform, stores: Stores) -> None:
    import redis.asyncio

    from loadtest.yardstick import BOARD as KEY

    async with running.http.get(f"/api/v1/contests/{reads.CONTEST}/leaderboard?limit=1000") as answer:
        rows = (await answer.json())["rows"]
    client = redis.asyncio.Redis.from_url(stores.redis)
    async with client.pipeline() as pipe:
        for position, row in enumerate(rows):
            pipe.zadd(KEY, {str(position): position})
            pipe.hset(f"{KEY}:rows", str(position), json.dumps(row, separators=(",", ":")))
        await pipe.execute()
    await client.aclose()


async def _answers(http: aiohttp.ClientSession, url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            async with http.get(url) as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        if time.monotonic() > until:
            raise RuntimeError("the yardstick does not start: uv pip install -r loadtest/requirements.txt")
        await asyncio.sleep(0.2)


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _table(result: dict[str, Any]) -> str:
    lines = []
    for name, found in result["results"].items():
        lines.append(f"{name}: {found['all']}")
        lines += [f"  {kind:12} {figures}" for kind, figures in found.items() if kind != "all"]
    return "\n".join(lines)
