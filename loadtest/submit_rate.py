"""Submissions to a contest at a fixed rate for minutes, with a reader of the board beside them: `python -m loadtest submit --rate 333`.

Everything is on this machine: one gateway, one api, worker, engine, stores, judges and the client (`mix.c`, open loop: a request is sent
when it is due, whether or not others were answered, and latency counts from then). Each request is another person's turn, so that nobody
reaches the limits of an account. At the end every accepted submission must stand in the database and in the engine; then it is counted how
many a second the judges get through.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path
from typing import Any

import asyncpg

from loadtest import platform, processes
from loadtest.api_world import Person, Stores, make_people
from loadtest.platform import Platform
from loadtest.submit import PROBLEM, SOURCE, TESTS, cpu

CONTEST = "crowd"
PER_MINUTE = 8
"""Submissions of one person: the limit is 10, and 100 a day."""
PER_DAY = 90
READS = 10
"""Submissions for each read of the board."""
JOIN_AT_ONCE = 8
SETTLE_SECONDS = 60.0
DRAIN_SECONDS = 30.0


async def measure(folder: Path, rate: float, seconds: float, connections: int) -> dict[str, Any]:
    count = round(rate * seconds)
    people = max(round(rate * 60 / PER_MINUTE), -(-count // PER_DAY))
    async with platform.started(folder) as running:
        stores = Stores.of(running)
        crowd = await _enter(running, stores, people)
        requests = folder / "requests"
        _write(requests, crowd, count)
        program = await asyncio.to_thread(processes.compiled, "mix", folder)
        before = cpu(running.data)
        wanted = rate * (1 + 1 / READS)
        child = await asyncio.create_subprocess_exec(
            program, *map(str, (running.port, connections, wanted, seconds, requests)), stdout=asyncio.subprocess.PIPE
        )
        out, _ = await child.communicate()
        if child.returncode:
            raise RuntimeError(f"the client ended with {child.returncode}")
        used = cpu(running.data)
        found: dict[str, Any] = json.loads(out)
        accepted = found["submit"]["answers"]
        found["cpu_ms"] = {role: round(1000 * (used[role] - before[role]) / max(1, accepted), 3) for role in sorted(used)}
        found["accepted_per_second"] = round(accepted / seconds, 1)
        found["kept"] = await _kept(running, stores, accepted)
        found["drain"] = await _drain(stores)
    return {"asked": {"rate": rate, "seconds": seconds, "connections": connections, "people": people}, "found": found}


async def _enter(running: Platform, stores: Stores, count: int) -> list[Person]:
    """People in a contest that has begun."""
    await running.admin.post("/problems", {"id": PROBLEM, "title": "Sum", "statement": "Add two numbers.", "tests": TESTS})
    settings = {"name": "Crowd", "start": round(time.time() * 1000), "duration": 18_000_000, "problems": [{"id": PROBLEM, "label": "A"}]}
    await running.admin.post("/contests", {"id": CONTEST, "settings": settings})
    crowd = await make_people(stores, count, 0)
    gate = asyncio.Semaphore(JOIN_AT_ONCE)

    async def join(person: Person) -> None:
        headers = {"Authorization": f"Bearer {person.token}"}
        async with gate, running.http.post(f"/api/v1/contests/{CONTEST}/join", json={}, headers=headers, raise_for_status=True):
            pass

    await asyncio.gather(*map(join, crowd))
    return crowd


def _write(path: Path, crowd: list[Person], count: int) -> None:
    """The requests in the order in which they are sent, each once."""
    with path.open("wb") as file:
        for number in range(count):
            person = crowd[number % len(crowd)]
            body = json.dumps({"problem_id": PROBLEM, "language": "python3", "source": f"{SOURCE}  # {number}"})
            head = f"POST /api/v1/contests/{CONTEST}/submissions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            head += f"Authorization: Bearer {person.token}\r\nIdempotency-Key: crowd-{number}\r\nContent-Length: {len(body)}\r\n\r\n"
            _add(file, "submit", head + body)
            if number % READS == 0:
                _add(file, "read", f"GET /api/v1/contests/{CONTEST}/leaderboard?limit=50 HTTP/1.1\r\nHost: localhost\r\n\r\n")


def _add(file: Any, kind: str, request: str) -> None:
    file.write(f"{kind} {len(request)}\n".encode() + request.encode())


async def _kept(running: Platform, stores: Stores, accepted: int) -> dict[str, int]:
    """How many of the accepted ones stand in the database, and how many has the engine got. Waits until it has all, or no more come."""
    connection = await asyncpg.connect(stores.postgres)
    try:
        stored = int(await connection.fetchval("select count(*) from submissions where contest_id = $1", CONTEST))
    finally:
        await connection.close()
    began = time.monotonic()
    try:
        known = await asyncio.wait_for(_heard(running, accepted), SETTLE_SECONDS)
    except TimeoutError:
        known = await _heard(running, 0)
    return {"accepted": accepted, "stored": stored, "engine": known, "engine_behind_ms": round(1000 * (time.monotonic() - began))}


async def _heard(running: Platform, wanted: int) -> int:
    """Submissions that the engine counts, once these are at least `wanted`."""
    async with running.http.ws_connect(f"/api/v1/contests/{CONTEST}/live") as live:
        await live.send_json({"type": "subscribe", "rooms": [{"room": f"clock.{CONTEST}"}]})
        async for message in live:
            frame = json.loads(message.data)
            if frame["type"] == "clock" and frame["submissions"] >= wanted:
                return int(frame["submissions"])
    raise RuntimeError("the gateway closed the connection")


async def _drain(stores: Stores) -> dict[str, float]:
    """What the judges get through in a second once nobody submits any more."""
    connection = await asyncpg.connect(stores.postgres)
    waiting = "select count(*) from submissions where contest_id = $1 and state <> 'done'"
    try:
        first, began = int(await connection.fetchval(waiting, CONTEST)), time.monotonic()
        await asyncio.sleep(DRAIN_SECONDS)
        left = int(await connection.fetchval(waiting, CONTEST))
        return {"waiting": first, "judged_per_second": round((first - left) / (time.monotonic() - began), 1)}
    finally:
        await connection.close()


def run(given: argparse.Namespace) -> int:
    with processes.scratch() as name:
        result = asyncio.run(measure(Path(name), given.rate, given.seconds, given.connections))
    print(json.dumps(result, indent=None if given.json else 1))
    kept = result["found"]["kept"]
    return 0 if kept["accepted"] <= min(kept["stored"], kept["engine"]) else 1
