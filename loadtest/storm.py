"""Everybody is cut off at once and comes back: how long until all are current again, what they miss, and what others feel of it."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from loadtest import processes
from loadtest.fanout import gateways
from loadtest.processes import SUBSCRIBE, Swarm

SAYS = ("40", SUBSCRIBE)
LIMIT_SECONDS = 60.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--connections", type=int, default=20_000, help="viewers that are cut off")
    parser.add_argument("--healthy", type=int, default=1000, help="viewers that are not")
    parser.add_argument("--rate", type=float, default=5.0, help="broadcasts a second, before, during and after")
    parser.add_argument("--size", type=int, default=300)
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    with processes.scratch() as folder:
        result = measure(Path(folder), given)
    if given.json:
        print(json.dumps(result, indent=1))
    else:
        print("\n".join(f"{name:28} {value}" for name, value in result.items()))
    return 0


def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    servers = gateways(given.servers)
    ports = [server.answer()["port"] for server in servers]  # of all the same
    healthy = Swarm(folder, ports[0], given.healthy, SAYS)
    victims = Swarm(folder, ports[0], given.connections, SAYS, first=100)
    try:
        healthy.opened()
        victims.opened()
        for server in servers:
            server.tell(f"go {given.rate} {given.size} {LIMIT_SECONDS}")
        time.sleep(3)
        calm = _window(healthy, 5)
        victims.tell("reset")
        healthy.tell("reset")
        began = time.monotonic()
        victims.tell("cut")
        opened = victims.opened()
        while victims.behind(healthy.report()["newest"]) and time.monotonic() - began < LIMIT_SECONDS:
            time.sleep(0.02)
        current = time.monotonic() - began
        stormy = healthy.report()["latency_ms"]
        time.sleep(2)
        after = victims.report()
        return {
            "viewers_cut_off": given.connections,
            "all_connected_again_s": round(opened, 2),
            "all_current_again_s": round(current, 2),
            "frames_missed": after["gaps"] + healthy.report()["gaps"],
            "healthy_latency_ms_before": calm,
            "healthy_latency_ms_during": stormy,
        }
    finally:
        healthy.stop()
        victims.stop()
        for server in servers:
            server.stop()


def _window(swarm: Swarm, seconds: float) -> dict[str, float]:
    swarm.tell("reset")
    time.sleep(seconds)
    found: dict[str, float] = swarm.report()["latency_ms"]
    return found
