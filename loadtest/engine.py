"""How fast the contest engine is: each size in a process of its own, so that none inherits the other's memory."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--teams", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--verdicts", type=int, default=450_000)
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    """Runs `contest_engine.bench`, which knows what it measures."""
    results = []
    for teams in given.teams:
        command = [sys.executable, "-m", "contest_engine.bench", "--json", "--teams", str(teams), "--verdicts", str(given.verdicts)]
        results += json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    if given.json:
        print(json.dumps(results, indent=1))
    else:
        for result in results:
            print("\n".join(f"{name:45} {value:>14,}" for name, value in result.items()), "\n")
    return 0
