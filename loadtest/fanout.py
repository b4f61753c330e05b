"""Broadcasts to many connections: CPU for one delivery, memory for one connection, latency and loss, beside other servers.

`--compare` runs, in the same minutes: a C server that only calls write(), python-socketio on aiohttp as it comes, and socket.io on Node.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loadtest import processes
from loadtest.processes import SUBSCRIBE, Absent, Child, Swarm

SETTLE_SECONDS = 1.0
YARDSTICKS = ("floor", "node", "stock")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=10.0, help="broadcasts a second")
    parser.add_argument("--size", type=int, default=300, help="bytes of a broadcast")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--servers", type=int, default=1, help="gateway processes on one port")
    parser.add_argument("--rounds", type=int, default=1, help="repeat everything, and take the medians")
    parser.add_argument("--compare", nargs="*", choices=YARDSTICKS, help="the yardsticks to run beside it; without names, all")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    with processes.scratch() as name:
        folder = Path(name)
        kinds: dict[str, tuple[Callable[[], list[Child]], tuple[str, ...]]] = {
            "podium": (lambda: gateways(given.servers), ("40", SUBSCRIBE))
        }
        yardsticks: dict[str, tuple[Callable[[], list[Child]], tuple[str, ...]]] = {
            "floor": (lambda: [processes.floor(folder)], ()),
            "node": (lambda: [processes.node(folder)], ("40",)),
            "stock": (lambda: [processes.stock()], ("40",)),
        }
        if given.compare is not None:
            kinds |= {name: yardsticks[name] for name in given.compare or YARDSTICKS}
        rounds: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
        absent: dict[str, str] = {}
        for _ in range(given.rounds):
            for kind, (start, says) in kinds.items():
                try:
                    rounds[kind].append(measure(start(), folder, says, given))
                except Absent as why:
                    absent[kind] = str(why)
    results = {kind: _middle(found) for kind, found in rounds.items() if found}
    result = {
        "asked": {key: getattr(given, key) for key in ("connections", "rate", "size", "seconds", "servers", "rounds")},
        "descriptors_a_process": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "results": results,
        "absent": absent,
        "cpu_ratios": {
            kind: round(results["podium"]["cpu_us_per_delivery"] / found["cpu_us_per_delivery"], 2)
            for kind, found in results.items()
            if kind != "podium"
        },
    }
    print(json.dumps(result, indent=1) if given.json else _table(result))
    return 0


def measure(servers: list[Child], folder: Path, says: tuple[str, ...], given: argparse.Namespace) -> dict[str, Any]:
    ports = [server.answer()["port"] for server in servers]
    empty, before = sum(server.resident() for server in servers), sum(server.cpu() for server in servers)
    swarm = Swarm(folder, ports[0], given.connections, says)
    try:
        seconds = swarm.opened()
        time.sleep(SETTLE_SECONDS)
        opening = sum(server.cpu() for server in servers) - before
        idle = sum(server.resident() for server in servers) - empty
        swarm.tell("reset")
        before, clients = sum(server.cpu() for server in servers), swarm.cpu()
        for server in servers:
            server.tell(f"go {given.rate} {given.size} {given.seconds}")
        time.sleep(given.seconds)
        report, still = swarm.report(), 0
        while still != report["frames"]:  # what is late is late, not lost
            still = report["frames"]
            time.sleep(SETTLE_SECONDS)
            report = swarm.report()
        spent = sum(server.cpu() for server in servers) - before
        sent = round(given.rate * given.seconds) * given.connections
        return {
            "deliveries": report["frames"],
            "lost": sent - report["frames"],
            "gaps": report["gaps"],
            "cpu_us_per_delivery": round(spent / max(1, report["frames"]) * 1e6, 2),
            "client_cpu_us_per_delivery": round((swarm.cpu() - clients) / max(1, report["frames"]) * 1e6, 2),
            "latency_ms": report["latency_ms"],
            "bytes_per_connection": round(idle / given.connections),
            "opens_per_second": round(given.connections / seconds),
            "opens_per_cpu_second": round(given.connections / max(0.01, opening)),
        }
    finally:
        swarm.stop()
        for server in servers:
            server.stop()


def gateways(count: int) -> list[Child]:
    first = processes.gateway()
    if count == 1:
        return [first]
    port = first.answer()["port"]
    first.stop()  # all of them by the same command, on a port that is known now
    return [processes.gateway(port) for _ in range(count)]


def _middle(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The round with the median CPU."""
    return sorted(found, key=lambda run: run["cpu_us_per_delivery"])[len(found) // 2]


def _table(result: dict[str, Any]) -> str:
    lines = [f"{'':8} {'CPU µs':>8} {'kB/conn':>8} {'opens/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'lost':>6}"]
    for kind, run in result["results"].items():
        latency = run["latency_ms"]
        lines.append(
            f"{kind:8} {run['cpu_us_per_delivery']:8} {run['bytes_per_connection'] / 1000:8.1f} {run['opens_per_second']:8}"
            f" {latency['p50']:8} {latency['p99']:8} {run['lost']:6}"
        )
    lines += [f"podium / {kind}: {ratio}" for kind, ratio in result["cpu_ratios"].items()]
    return "\n".join(lines + [f"{kind}: {why}" for kind, why in result["absent"].items()])
