"""From a verdict to the sockets of viewers, through the whole platform: PostgreSQL, NATS, engine and gateway as `podium up` starts them.

Verdicts are sent over REST one by one; probes among the viewers note when each is on the board. Times begin when the request is sent,
and again when it is answered: from then on the verdict is durable, and the outbox publishes it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from pathlib import Path
from typing import Any

import aiohttp
import msgspec

from loadtest import platform
from loadtest.measured import lines, measured
from loadtest.platform import Admin
from loadtest.processes import Swarm
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, SubmissionReceived, TeamJoined, VerdictReached
from realtime.protocol.frames import TileFrame

CONTEST = "latency"
ROOM = f"board.{CONTEST}.public.0"
TEAMS = 50
"""One tile of them."""
WATCH_SECONDS = 90.0
"""Longest wait for the first frame of all probes."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--probes", type=int, default=40, help="viewers among them that measure")
    parser.add_argument("--verdicts", type=int, default=300)
    parser.add_argument("--rate", type=float, default=5.0, help="verdicts a second")
    parser.add_argument("--workers", type=int, default=1, help="gateway processes")
    parser.add_argument("--tick-ms", type=int, default=100)
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    measured(measure, given, lines)
    return 0


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    swarm: Swarm | None = None
    try:
        async with platform.started(folder, "--workers", str(given.workers), PODIUM_TICK_MS=str(given.tick_ms)) as started:
            admin = started.admin
            problems = -(-given.verdicts // TEAMS)
            now = round(time.time() * 1000)
            settings = ContestSettings(
                name="Latency",
                duration=3_600_000,
                start=now,
                problems=tuple(ContestProblem(f"p{n}", f"P{n}", f"p{n}") for n in range(problems)),
            )
            await admin.send(CONTEST, "settings", ContestConfigured(settings), *(TeamJoined(f"t{n}", f"Team {n:02}") for n in range(TEAMS)))
            probes = [Probe(CONTEST) for _ in range(given.probes)]
            watching = [asyncio.create_task(probe.watch(started.http)) for probe in probes]
            says = ("40", f'42["subscribe",{{"rooms":[{{"room":"{ROOM}"}}]}}]')
            swarm = await asyncio.to_thread(Swarm, folder, started.port, given.connections - given.probes, says)
            await asyncio.to_thread(swarm.opened)
            await asyncio.wait_for(asyncio.gather(*(probe.ready.wait() for probe in probes)), WATCH_SECONDS)
            await asyncio.sleep(2)
            sent, answered = await _send(admin, given)
            await asyncio.sleep(2)
            for task in watching:
                task.cancel()
            seen = [probe.seen for probe in probes]
            return {
                "asked": {key: getattr(given, key) for key in ("connections", "probes", "verdicts", "rate", "workers", "tick_ms")},
                "missed": sum(len(sent.keys() - times.keys()) for times in seen),
                "ms_from_sent": _quantiles([times[key] - sent[key] for times in seen for key in sent if key in times]),
                "ms_from_durable": _quantiles([max(0.0, times[key] - answered[key]) for times in seen for key in sent if key in times]),
                "rest_ms": _quantiles([answered[key] - sent[key] for key in sent]),
            }
    finally:
        if swarm is not None:
            swarm.stop()


async def _send(admin: Admin, given: argparse.Namespace) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Sends the verdicts at random moments; when each was sent, and answered, by team and problem."""
    keys = [(team, problem) for problem in range(-(-given.verdicts // TEAMS)) for team in range(TEAMS)][: given.verdicts]
    random.shuffle(keys)
    sent: dict[tuple[int, int], float] = {}
    answered: dict[tuple[int, int], float] = {}

    async def send(team: int, problem: int, at: int) -> None:
        id = f"s{team}-{problem}"
        sent[team, problem] = time.monotonic()
        await admin.send(CONTEST, id, SubmissionReceived(id, f"t{team}", f"p{problem}", at), VerdictReached(f"j{id}", id, "AC", at))
        answered[team, problem] = time.monotonic()

    tasks = []
    for number, (team, problem) in enumerate(keys):
        tasks.append(asyncio.create_task(send(team, problem, 1000 * number)))
        await asyncio.sleep(random.expovariate(given.rate))
    await asyncio.gather(*tasks)
    return sent, answered


class Probe:
    """A viewer that notes when it saw each team solve each problem."""

    def __init__(self, contest: str) -> None:
        self._contest = contest
        self.seen: dict[tuple[int, int], float] = {}
        self.ready = asyncio.Event()

    async def watch(self, http: aiohttp.ClientSession) -> None:
        decode = msgspec.json.Decoder(TileFrame).decode
        async with http.ws_connect(f"/api/v1/contests/{self._contest}/live") as socket:
            while not self.ready.is_set():  # its engine may have to hear of the contest first
                await socket.send_json({"type": "subscribe", "rooms": [{"room": f"board.{self._contest}.public.0"}]})
                first = await socket.receive()
                if first.type == aiohttp.WSMsgType.TEXT and first.json()["type"] == "board":
                    self.ready.set()
            async for message in socket:
                now = time.monotonic()
                for row in decode(message.data).rows:
                    for cell in row.cells:
                        if cell.solved:
                            self.seen.setdefault((row.n, cell.problem), now)


def _quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}
    return {name: round(ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000, 1) for name, part in at.items()}
