"""Check of the clock: contests begin and end by it, and tokens expire by it."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from typing import NamedTuple

from deploy.local.checks.finding import Finding

ROOT = Path(__file__).resolve().parents[3]
SYNCHRONIZE = "install a time service (Debian: apt-get install chrony), or have the host of this container run one"
TIME_ERROR = 5
"""What adjtimex(2) returns for a clock that nobody synchronises."""
LARGEST_ERROR = 1.0
"""Seconds: beyond, machines of a platform disagree visibly about when a contest begins."""
WATCH_SECONDS = 0.25
LARGEST_STEP = 0.01
"""Seconds by which wall clock and monotonic clock may part while they are watched: more is a step, not slewing (500 ppm)."""


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2); only the fields up to `status` are read, the rest is room for the kernel to write to."""

    _fields_ = (
        ("modes", ctypes.c_int),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 32),
    )


class Synchronization(NamedTuple):
    synchronized: bool
    max_error: float
    """Seconds."""


def clock() -> list[Finding]:
    return [judge(time.time(), _newest_source(), _step(), synchronization())]


def judge(now: float, newest_source: float, step: float, kernel: Synchronization | None) -> Finding:
    """What is to be said of a clock that shows `now`, and stepped by `step` seconds while it was watched."""
    says = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < newest_source - 86_400:
        older = time.strftime("%Y-%m-%d", time.gmtime(newest_source))
        return Finding("clock", "limited", f"{says} is before Podium's own files were made ({older}): it is wrong", SYNCHRONIZE)
    if abs(step) > LARGEST_STEP:
        says += f" stepped by {step * 1000:+.0f} ms within {WATCH_SECONDS} s"
        return Finding("clock", "limited", says, "let one time service slew the clock; stop whatever else sets it")
    if kernel is None:
        return Finding("clock", "limited", f"{says}; the kernel does not tell whether it is synchronised", SYNCHRONIZE)
    if not kernel.synchronized:
        return Finding("clock", "limited", f"{says}; nobody synchronises it", SYNCHRONIZE)
    if kernel.max_error > LARGEST_ERROR:
        return Finding("clock", "limited", f"{says}; it may be wrong by {kernel.max_error:.1f} s", SYNCHRONIZE)
    return Finding("clock", "good", f"{says}, synchronised, wrong by at most {kernel.max_error * 1000:.0f} ms")


def synchronization() -> Synchronization | None:
    """What the kernel knows; None where a sandbox forbids the question."""
    answer = _Timex(modes=0)
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(answer))
    return None if state < 0 else Synchronization(state != TIME_ERROR, answer.maxerror / 1_000_000)


def _step() -> float:
    wall, steady = time.time(), time.monotonic()
    time.sleep(WATCH_SECONDS)
    return (time.time() - wall) - (time.monotonic() - steady)


def _newest_source() -> float:
    return max(os.stat(ROOT / name).st_mtime for name in ("pyproject.toml", "requirements.lock"))
