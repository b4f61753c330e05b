"""`python -m loadtest <what> …`: load and speed, measured by hand. Targets this machine only."""

from __future__ import annotations

import argparse
import sys
from typing import Protocol

from loadtest import api, engine, fanout, judge, latency, page, reads, search, siege, soak, storm, submit


class Part(Protocol):
    """A module that measures one thing."""

    __doc__: str | None

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, given: argparse.Namespace) -> int: ...


PARTS: dict[str, Part] = {
    "api": api,
    "engine": engine,
    "fanout": fanout,
    "judge": judge,
    "latency": latency,
    "page": page,
    "reads": reads,
    "search": search,
    "siege": siege,
    "soak": soak,
    "storm": storm,
    "submit": submit,
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
