"""Two hundred hostile clients for a minute, while a contest goes on: memory of gateway and api, and what the contest's viewers miss.

Each client keeps at one of `loadtest.attacks`. Verdicts go on being sent over REST; probes among the viewers note each of them. Every
attacker has a loopback address of its own, so that no bound for one address hides what many can do.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import aiohttp

from loadtest import platform
from loadtest.attacks import ATTACKS, CONTEST, PROBLEM
from loadtest.latency import Probe
from loadtest.measured import lines, measured
from loadtest.platform import Platform
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, SubmissionReceived, TeamJoined, VerdictReached

TEAMS, PROBLEMS = 50, 12
BOUNDS = {"gateway": 192.0, "api": 192.0}
"""MiB that a process of each role may hold under all attacks at once: written down in `SECURITY.md`."""
CONTESTANT = {"email": "siege@podium.localhost", "password": "correct horse 1!", "name": "Siege"}
SETTLE_SECONDS = 30.0
"""Longest wait for the last verdict after the attackers are gone."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--probes", type=int, default=20, help="viewers that note what they see")
    parser.add_argument("--only", nargs="*", choices=ATTACKS, default=list(ATTACKS), help="attacks, by name")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    result = measured(measure, given, lambda found: lines(found, 20))
    return 0 if result["held"] else 1


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    async with platform.started(folder) as started:
        token = await _prepare(started)
        probes = [Probe(CONTEST) for _ in range(given.probes)]
        watching = [asyncio.create_task(probe.watch(started.http)) for probe in probes]
        await asyncio.wait_for(asyncio.gather(*(probe.ready.wait() for probe in probes)), 60)
        peaks: defaultdict[str, float] = defaultdict(float)
        quiet = started.resident()
        attack = {"port": started.port, "token": token, "clients": given.clients, "seconds": given.seconds, "only": given.only}
        attacking = asyncio.create_task(_attack(attack))
        sending = asyncio.create_task(_send(started, given.seconds))
        while not attacking.done():
            for role, mib in started.resident().items():
                peaks[role] = max(peaks[role], mib)
            await asyncio.sleep(0.25)
        met, sent = await attacking, await sending
        missed = await _missed(probes, sent)
        for task in watching:
            task.cancel()
        return {
            "asked": {"clients": given.clients, "seconds": given.seconds, "probes": given.probes},
            "quiet_mib": quiet,
            "peak_mib": dict(peaks),
            "bounds_mib": BOUNDS,
            "verdicts": len(sent),
            "missed": missed,
            "met": met,
            "held": missed == 0 and len(sent) > 0 and all(peaks[role] <= bound for role, bound in BOUNDS.items()),
        }


async def _attack(asked: dict[str, object]) -> dict[str, dict[str, int]]:
    """Raises `RuntimeError` when the attackers fail."""
    attackers = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "loadtest.attacks", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    said, _ = await attackers.communicate(json.dumps(asked).encode())
    if attackers.returncode:
        raise RuntimeError(f"the attackers ended with {attackers.returncode}")
    met: dict[str, dict[str, int]] = json.loads(said)
    return met


async def _prepare(started: Platform) -> str:
    """A running contest, a problem with large tests, and a contestant, whose credentials it returns."""
    settings = ContestSettings(
        name="Siege",
        duration=3_600_000,
        start=round(time.time() * 1000),
        problems=tuple(ContestProblem(f"p{n}", f"P{n}", f"p{n}") for n in range(PROBLEMS)),
    )
    await started.admin.send(CONTEST, "settings", ContestConfigured(settings), *(TeamJoined(f"t{n}", f"Team {n}") for n in range(TEAMS)))
    tests = [{"input": f"{number} 2\n" * 50_000, "answer": "3\n", "sample": False} for number in range(4)]
    tests.append({"input": "1 2\n", "answer": "3\n", "sample": True})
    large = {"id": PROBLEM, "title": "Large", "statement": "Add.", "tests": tests, "published": True}
    await started.admin.post("/problems", large)
    async with started.http.post("/api/v1/auth/register", json=CONTESTANT, raise_for_status=True):
        pass
    login = {name: CONTESTANT[name] for name in ("email", "password")}
    async with started.http.post("/api/v1/auth/login", json=login, raise_for_status=True) as answer:
        return f"Bearer {(await answer.json())['access_token']}"


async def _send(started: Platform, seconds: float) -> set[tuple[int, int]]:
    """Accepted tries, evenly over the time; those that were answered, by team and problem. A refusal is repeated, as a client would."""
    keys = [(team, problem) for problem in range(PROBLEMS) for team in range(TEAMS)]
    sent: set[tuple[int, int]] = set()
    until = time.monotonic() + seconds
    for number, (team, problem) in enumerate(keys):
        id = f"s{team}-{problem}"
        events = SubmissionReceived(id, f"t{team}", f"p{problem}", 1000 * number), VerdictReached(f"j{id}", id, "AC", 1000 * number)
        while (team, problem) not in sent and time.monotonic() < until:
            try:
                await started.admin.send(CONTEST, id, *events)
                sent.add((team, problem))
            except aiohttp.ClientError:
                await asyncio.sleep(0.5)
        await asyncio.sleep(seconds / len(keys))
        if time.monotonic() >= until:
            break
    return sent


async def _missed(probes: list[Probe], sent: set[tuple[int, int]]) -> int:
    """What viewers have not seen when all is quiet again; those that were cut off have missed what came after."""
    until = time.monotonic() + SETTLE_SECONDS
    while missed := sum(len(sent - probe.seen.keys()) for probe in probes):
        if time.monotonic() >= until:
            break
        await asyncio.sleep(0.2)
    return missed
