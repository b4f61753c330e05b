"""What the sandbox costs for each test, how many runs a second it makes, and how true its measurements are; for both launchers."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sandbox", nargs="+", choices=("namespaces", "docker"), default=["namespaces", "docker"])
    parser.add_argument("--tests", type=int, default=100, help="tests of one submission")
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    """Runs `judge_workers.bench`, which knows what it measures."""
    results: list[dict[str, Any]] = []
    for name in given.sandbox:
        command = [sys.executable, "-m", "judge_workers.bench", "--sandbox", name, "--tests", str(given.tests)]
        command += ["--slots", str(given.slots), "--seconds", str(given.seconds)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            results.append({"sandbox": name, "absent": (done.stderr.strip().splitlines() or ["?"])[-1]})
        else:
            results.append(json.loads(done.stdout))
    if given.json:
        print(json.dumps(results, indent=1))
    else:
        print("\n\n".join("\n".join(f"{key:24} {value}" for key, value in measured.items()) for measured in results))
    return 0
