"""What pytest's workers must not share on one machine: ports, and the slots of judges.

`./podium test` runs several workers of pytest-xdist. Folders need nothing from here: `tmp_path` differs by worker. Without pytest-xdist there is one worker.
"""

from __future__ import annotations

import os
import random
import socket

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
PORTS = range(10_000, 32_768)
"""Below those that Linux gives to outgoing connections: such a connection could take a port before its server listens there."""
SLOTS = 101
"""Of a worker. Odd: a slot keeps to the core `slot % cores`, and those of two workers with the same number to different ones."""


def free_port() -> int:
    """A port that nobody listens on and that no other worker is given."""
    mine = PORTS[WORKER::WORKERS]
    while True:
        port = random.choice(mine)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def judge_slot(number: int) -> int:
    """A judge's slot as this worker has it. Programs of one slot run as one user, whose processes are counted together."""
    return WORKER * SLOTS + number
