"""Benchmark of the sandbox: cost of a test, runs a second, error of its measurements. `python -m judge_workers.bench` prints JSON."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_source
from judge_workers.worker import calibration
from realtime.storage.packages import Case, Package

MIB = 2**20
TRIVIAL = b"int main(void) { return 0; }"
SPIN = b"""
#include <time.h>
int main(void) {
    struct timespec t;
    do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); while (t.tv_sec * 1000000000LL + t.tv_nsec < %dLL * 1000000);
    return 0;
}
"""
EAT = b"""
#include <stdlib.h>
#include <string.h>
int main(void) { char *volatile p = malloc(%d << 20); memset(p, 1, %d << 20); return p[12345] - 1; }
"""


def package(tests: int, milliseconds: int = 10_000) -> Package:
    return Package("bench", 1, milliseconds, 256 * MIB, MIB, "tokens", 0.0, "", tuple(Case(b"1 2\n", b"", True) for _ in range(tests)))


def bare(times: int) -> float:
    """Milliseconds to start a program, and to wait for it, without any box; the median."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "a.c", Path(folder) / "a"
        source.write_bytes(TRIVIAL)
        subprocess.run(["gcc", "-O2", "-o", program, source], check=True)
        took = []
        for _ in range(times):
            began = time.perf_counter()
            subprocess.run([program], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


def per_test(judge: Judge, tests: int) -> dict[str, float]:
    """Milliseconds for one test of a trivial program, all included; of several submissions the median, compiled before."""
    took = []
    program = from_source("c", TRIVIAL)
    judge.judge(program, package(2))
    for _ in range(7):
        began = time.perf_counter()
        judgement = judge.judge(program, package(tests))
        took.append((time.perf_counter() - began) / tests * 1000)
        assert judgement.verdict == "AC", judgement
    return {"ms_a_test": round(statistics.median(took), 2), "fastest_ms_a_test": round(min(took), 2)}


def _slot(name: str, cache: str, slot: int, seconds: float, found: Any) -> None:
    judge = Judge(slot, sandbox.make(name, Path(cache)), ArtefactCache(Path(cache)))
    program, done = from_source("c", TRIVIAL), 0
    judge.judge(program, package(2))
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        done += len(judge.judge(program, package(100)).tests)
    found.put(done / (seconds + time.perf_counter() - until))
    judge.close()


def throughput(name: str, cache: Path, slots: int, seconds: float) -> float:
    """Tests of a trivial program a second, with a process for each slot."""
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    workers = [context.Process(target=_slot, args=(name, str(cache), 30 + slot, seconds, found)) for slot in range(slots)]
    for worker in workers:
        worker.start()
    total = sum(found.get(timeout=seconds + 60) for _ in workers)
    for worker in workers:
        worker.join()
    return float(total)


def errors(judge: Judge) -> dict[str, float]:
    """How far measured CPU and memory are from what programs are known to use; the largest of several."""
    cpu, memory = [], []
    for milliseconds in (20, 100, 300):
        for _ in range(3):
            ran = judge.execute(from_source("c", SPIN % milliseconds), package(1), b"")
            cpu.append(ran.result.cpu * 1000 - milliseconds)
    empty = min(judge.execute(from_source("c", TRIVIAL), package(1), b"").result.memory for _ in range(3))
    for size in (8, 32, 100):
        ran = judge.execute(from_source("c", EAT % (size, size)), package(1), b"")
        memory.append((ran.result.memory - empty) / MIB - size)
    return {
        "cpu_error_ms": round(max(map(abs, cpu)), 2),
        "cpu_error_median_ms": round(statistics.median(map(abs, cpu)), 2),
        "memory_error_mib": round(max(map(abs, memory)), 2),
        "empty_mib": round(empty / MIB, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sandbox", choices=sandbox.KINDS, default="namespaces")
    parser.add_argument("--tests", type=int, default=100)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        judge = Judge(29, sandbox.make(given.sandbox, cache), ArtefactCache(cache))
        try:
            began = bare(200)
            found: dict[str, Any] = {"sandbox": given.sandbox, "bare_exec_ms": round(began, 2), **per_test(judge, given.tests)}
            found["ms_over_bare"] = round(found["ms_a_test"] - began, 2)
            found |= errors(judge)
            if (measured := calibration.measure(judge)) is not None:
                found |= {"calibration_s": round(measured.seconds, 4), "spread": round(measured.spread, 3)}
        finally:
            judge.close()
        found["slots"] = given.slots
        found["runs_a_second"] = round(throughput(given.sandbox, cache, given.slots, given.seconds))
        found["runs_a_second_a_core"] = round(found["runs_a_second"] / given.slots)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
