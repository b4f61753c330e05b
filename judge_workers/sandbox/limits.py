"""The sandbox's limits: what a single run is granted, and the sizes that every box has.

Fixed for all programs, and therefore set by the runner itself (`runner.c`, `runner.py`): 256 open files, no core dumps, no message queues,
64 KiB of locked memory.
"""

from __future__ import annotations

from typing import NamedTuple

MIB = 2**20

FIRST_UID = 60_000
"""Slot n runs programs as uid 60000 + n, where the judge is root: above the users of the machine."""
BOX_BYTES = 512 * MIB
"""Of /box: sources and what was compiled of them."""
TMP_BYTES = 512 * MIB
"""Of /tmp: what a compiler or a program writes."""
FILES = 16 * 1024
"""Files and folders that /box or /tmp can hold, each: a program that makes more is told that the disk is full."""
ROOT_BYTES = 16 * MIB
"""Of a box's root, which holds mount points and nothing that grows."""
RUNNER_MEMORY = 8 * MIB
"""Granted to the control group on top of a run's limit, for the runner that is in it."""
ADDRESS_SPACE_SLACK = 64 * MIB
"""Granted to the address space on top of a run's limit: program text and libraries are no memory of the contestant's."""
CONTAINER_MEMORY = 4096 * MIB
"""Of a Docker container as a whole: the last line, behind the limit of each run."""
CONTAINER_PROCESSES = 1024
"""Of a Docker container as a whole, likewise."""
ANSWER_SECONDS = 30.0
"""How much longer than the wall limit of a run the runner may take to answer: then the box is given up."""


class Limits(NamedTuple):
    """Of one run."""

    cpu: float
    """Seconds of CPU, of all processes together."""
    wall: float
    """Seconds."""
    memory: int
    """Bytes: the memory limit. Held by the control group where there is one, else by the address space, and compared with the peak."""
    output: int
    """Bytes of the largest file, standard output included."""
    processes: int = 64
    address_space: bool = True
    """Whether the address space may be limited where there is no control group; not for runtimes that reserve far more than they use."""
    verdict_cpu: float = 0.0
    """Seconds from which a run counts as out of time though it ended by itself; 0: `cpu`."""

    @property
    def group_memory(self) -> int:
        """Bytes that the control group is limited to."""
        return self.memory + RUNNER_MEMORY

    @property
    def address_space_bytes(self) -> int:
        return self.memory + ADDRESS_SPACE_SLACK if self.address_space else 0
