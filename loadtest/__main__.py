"""`python -m loadtest <what> …`: load and speed, measured by hand. Targets this machine only."""

from __future__ import annotations

import argparse
import sys
from typing import Protocol

from loadtest import engine, fanout, judge, latency, reads, siege, soak, storm


class Part(Protocol):
    """A module that measures one thing."""

    __doc__: str | None

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, given: argparse.Namespace) -> int: ...


PARTS: dict[str, Part] = {
    "engine": engine,
    "fanout": fanout,
    "judge": judge,
    "latency": latency,
    "reads": reads,
    "siege": siege,
    "soak": soak,
    "storm": storm,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="loadtest", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    for name, part in PARTS.items():
        part.arguments(commands.add_parser(name, help=(part.__doc__ or "").splitlines()[0]))
    given = parser.parse_args()
    return PARTS[given.what].run(given)


if __name__ == "__main__":
    sys.exit(main())
