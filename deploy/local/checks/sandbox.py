"""Checks of the sandbox: whether programs can be contained and measured here."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deploy.local.checks.finding import Finding, Level
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.sandbox.box import BoxError, compiled_runner, memory_file
from judge_workers.sandbox.limits import MIB, Limits
from judge_workers.sandbox.namespaces import NamespaceBox, Namespaces
from judge_workers.worker import calibration

SLOT, MEASURING_SLOT = 950, 951
"""Slots of the check: no judge has as many."""
GOOD_SPREAD = 0.1
"""Part by which the slowest of repeated runs may take longer."""
EXIT_CODE = 7


def sandbox() -> list[Finding]:
    cache = Path(tempfile.mkdtemp(prefix="podium-doctor-"))
    try:
        return [*_runner(cache), *_containment(cache)]
    except BoxError as error:
        mend = "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone), or run as root"
        return [Finding("sandbox", "missing", error.message, mend)]
    finally:
        shutil.rmtree(cache, ignore_errors=True)


def _runner(cache: Path) -> Iterator[Finding]:
    if compiled_runner(cache) is None:
        yield Finding("runner", "limited", "no C compiler: the slower runner in Python is used", "install gcc for 2 ms less a test")


def _containment(cache: Path) -> Iterator[Finding]:
    box = NamespaceBox(SLOT, cache)
    try:
        kind = "as root, programs run as their own uid" if os.geteuid() == 0 else "in a user namespace"
        with memory_file() as nothing, memory_file() as out:
            ended = box.run(["/bin/sh", "-c", f"exit {EXIT_CODE}"], Limits(1, 5, 64 * MIB, MIB), stdin=nothing, stdout=out, stderr=out)
        if ended.exit_code == EXIT_CODE:
            yield Finding("sandbox", "good", f"namespaces, {kind}")
        else:
            yield Finding("sandbox", "missing", f"a test program ended with {ended}", "report this with the output of podium doctor --json")
        if box.has_group:
            yield Finding("control groups", "good", "memory and processes are limited for all processes together")
            yield from _noise(cache)
        else:
            mend = "run as root, or have memory and pids controllers delegated"
            yield Finding("control groups", "limited", "none are granted: memory is limited by process only", mend)
    finally:
        box.close()


def _noise(cache: Path) -> Iterator[Finding]:
    """How alike repeated runs are, and what of the machine makes them differ."""
    judge = Judge(MEASURING_SLOT, Namespaces(cache), ArtefactCache(cache))
    try:
        measured = calibration.measure(judge)
    finally:
        judge.close()
    if measured is not None:
        level: Level = "good" if measured.spread < GOOD_SPREAD else "limited"
        slowest = f"the slowest of {calibration.RUNS} runs {measured.spread:.0%} more"
        says = f"the calibration program takes {measured.seconds:.3f} s, {slowest}"
        yield Finding("repeated runs", level, says, "" if level == "good" else "let nothing else run on a judge's machine")
    cpu = Path("/sys/devices/system/cpu/cpu0")
    siblings = _read(cpu / "topology/thread_siblings_list")
    if "," in siblings or "-" in siblings:
        mend = "one slot for each core: PODIUM_JUDGE_SLOTS = cores / 2, or switch hyper-threading off"
        yield Finding("hyper-threads", "limited", f"CPUs {siblings} share a core: slots on both disturb each other", mend)
    governor = _read(cpu / "cpufreq/scaling_governor")
    if governor and governor != "performance":
        mend = "cpupower frequency-set -g performance"
        yield Finding("CPU governor", "limited", f"{governor}: the clock changes under a running program", mend)


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
