"""Calibration: how fast this machine is, so that a time limit means the same on every judge, and how noisy.

A fixed program of integer arithmetic and scattered memory accesses is run in a box like any submission. `podium doctor` shows what it
takes; the setting `judge_reference` is what it took on the machine that the limits were made for.
"""

from __future__ import annotations

from typing import NamedTuple

from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from realtime.storage.packages import Package

RUNS = 7
SOURCE = b"""
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int main(void) {
    enum { SIZE = 1 << 20 };
    uint32_t *at = malloc(SIZE * sizeof *at), x = 12345, sum = 0;
    for (uint32_t i = 0; i < SIZE; i++) at[i] = i * 2654435761u;
    for (uint32_t i = 0; i < 60000000; i++) {
        x ^= x << 13; x ^= x >> 17; x ^= x << 5;
        sum += at[x % SIZE] % 1000003u;
        at[(x >> 7) % SIZE] += sum;
    }
    printf("%u\\n", sum);
}
"""


class Measured(NamedTuple):
    seconds: float
    """CPU of the fastest run."""
    spread: float
    """How much longer the slowest of the runs took, as a share."""


def measure(judge: Judge) -> Measured | None:
    """None where the sandbox has no C."""
    if "c" not in judge.sandbox.available():
        return None
    package = Package("calibration", 1, 20_000, 64 * 2**20, 2**20, "tokens", 0.0, "", ())
    took = [judge.execute(from_source("c", SOURCE), package, b"").result.cpu for _ in range(RUNS)]
    return Measured(min(took), max(took) / max(1e-9, min(took)) - 1)


def speed(judge: Judge, reference: float) -> float:
    """How much faster this machine is than the one on which the program took `reference` seconds; 1 without a reference."""
    if not reference or (found := measure(judge)) is None:
        return 1.0
    return reference / found.seconds
