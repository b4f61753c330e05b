"""Checks of this machine for `podium doctor`: what it can and cannot do, each with the mend."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from deploy.local.embedded import PARTS
from judge_workers.evaluation.judge import Judge
from judge_workers.languages import available
from judge_workers.sandbox.box import BoxError, Limits, compiled_runner, memory_file
from judge_workers.sandbox.namespaces import NamespaceBox, Namespaces
from judge_workers.worker import calibration
from realtime.languages import LANGUAGES
from realtime.runtime import settings
from realtime.runtime.errors import PodiumError

MIB = 2**20
MENDS = {
    "c": "install gcc (Debian: apt-get install gcc libc6-dev)",
    "cpp": "install g++ (Debian: apt-get install g++)",
    "java": "install a JDK (Debian: apt-get install openjdk-17-jdk-headless)",
    "go": "install Go (Debian: apt-get install golang-go)",
    "rust": "install Rust (Debian: apt-get install rustc)",
    "kotlin": "install Kotlin's compiler, kotlinc",
    "csharp": "install Mono (Debian: apt-get install mono-mcs mono-runtime)",
    "javascript": "Node comes with the locked dependencies: run ./podium once more",
}


class Finding(NamedTuple):
    """`level`: good, limited (works, but less well) or missing."""

    topic: str
    level: str
    says: str
    mend: str = ""


def examine() -> list[Finding]:
    """Runs all checks; each tells what it finds, and how to mend it."""
    checks: list[Callable[[], list[Finding]]] = [_machine, _settings, _sandbox, _languages, _limits, _servers]
    return [finding for check in checks for finding in check()]


def _machine() -> list[Finding]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    says = f"{platform.system()} {platform.release()} on {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"
    return [
        Finding("machine", "good" if sys.platform == "linux" else "missing", says),
        Finding("Python", "good", f"{platform.python_version()} at {sys.base_prefix}"),
    ]


def _settings() -> list[Finding]:
    try:
        settings.load()
    except PodiumError as error:
        return [Finding("settings", "missing", error.message, "correct the setting, in the environment or in podium.toml")]
    return [Finding("settings", "good", "can be read")]


def _sandbox() -> list[Finding]:
    findings = []
    cache = Path(tempfile.mkdtemp(prefix="podium-doctor-"))
    try:
        runner = compiled_runner(cache)
        if runner is None:
            findings.append(
                Finding("runner", "limited", "no C compiler: the slower runner in Python is used", "install gcc for 2 ms less a test")
            )
        box = NamespaceBox(950, cache)
        try:
            kind = "as root, programs run as their own uid" if os.geteuid() == 0 else "in a user namespace"
            with memory_file() as nothing, memory_file() as out:
                ended = box.run(["/bin/sh", "-c", "exit 7"], Limits(1, 5, 64 * MIB, MIB), stdin=nothing, stdout=out, stderr=out)
            good = ended.exit_code == 7
            says = f"namespaces, {kind}" if good else f"a test program ended with {ended}"
            findings.append(Finding("sandbox", "good" if good else "missing", says))
            if box.has_group:
                findings.append(Finding("control groups", "good", "memory and processes are limited for all processes together"))
                findings += _noise(cache)
            else:
                mend = "run as root, or have memory and pids controllers delegated"
                findings.append(Finding("control groups", "limited", "none are granted: memory is limited by process only", mend))
        finally:
            box.close()
    except BoxError as error:
        mend = "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone), or run as root"
        findings.append(Finding("sandbox", "missing", error.message, mend))
    finally:
        shutil.rmtree(cache, ignore_errors=True)
    return findings


def _noise(cache: Path) -> list[Finding]:
    """How alike repeated runs are, and what of the machine makes them differ."""
    findings = []
    judge = Judge(951, Namespaces(cache), cache)
    try:
        measured = calibration.measure(judge)
    finally:
        judge.close()
    if measured is not None:
        level = "good" if measured.spread < 0.1 else "limited"
        slowest = f"the slowest of {calibration.RUNS} runs {measured.spread:.0%} more"
        says = f"the calibration program takes {measured.seconds:.3f} s, {slowest}"
        findings.append(Finding("repeated runs", level, says, "" if level == "good" else "let nothing else run on a judge's machine"))
    cpu = Path("/sys/devices/system/cpu/cpu0")
    siblings = _read(cpu / "topology/thread_siblings_list")
    if "," in siblings or "-" in siblings:
        mend = "one slot for each core: PODIUM_JUDGE_SLOTS = cores / 2, or switch hyper-threading off"
        findings.append(Finding("hyper-threads", "limited", f"CPUs {siblings} share a core: slots on both disturb each other", mend))
    governor = _read(cpu / "cpufreq/scaling_governor")
    if governor and governor != "performance":
        mend = "cpupower frequency-set -g performance"
        findings.append(Finding("CPU governor", "limited", f"{governor}: the clock changes under a running program", mend))
    return findings


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _languages() -> list[Finding]:
    found = available()
    return [
        Finding(one.name, "good", found[one.id][1])
        if one.id in found
        else Finding(one.name, "limited", "not found: nobody can submit in it", MENDS.get(one.id, ""))
        for one in LANGUAGES.values()
    ]


def _limits() -> list[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    says = f"{soft} file descriptors a process (up to {hard}): about {max(0, soft - 100)} viewers a gateway process"
    level = "good" if soft >= 4096 else "limited"
    return [Finding("descriptors", level, says, "" if level == "good" else "raise it: ulimit -n, or LimitNOFILE in the unit")]


def _servers() -> list[Finding]:
    given = settings.load() if _settings()[0].level == "good" else settings.Settings()
    findings = []
    for part in PARTS:
        if getattr(given, part.setting):
            findings.append(Finding(part.name, "good", f"PODIUM_{part.setting.upper()} is used"))
            continue
        try:
            program = Path(part(Path(), 0, "").command()[0])
            there = program.exists()
        except (StopIteration, OSError):
            there = False
        says = "embedded" if there else "its wheel is not there for this machine"
        mend = "" if there else f"set PODIUM_{part.setting.upper()} to the URL of a server"
        findings.append(Finding(part.name, "good" if there else "missing", says, mend))
    return findings
