"""Judging one submission: compile, run every test, check, say the verdict. Works on boxes; knows no queue and no database."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec

from judge_workers import checkers
from judge_workers.languages import Toolchain
from judge_workers.sandbox.box import MIB, PYTHON, Box, BoxError, Limits, Run, memory_file
from realtime.packages import Case, Package

log = logging.getLogger(__name__)

COMPILE = Limits(cpu=30, wall=60, memory=1024 * MIB, output=64 * MIB, processes=128, address_space=False)
COMPILE_LOG = 16 * 1024
"""Bytes of a compile log that are kept."""
CHECKER = Limits(cpu=10, wall=20, memory=512 * MIB, output=MIB, address_space=False)
MEMORY_WORDS = (b"java.lang.OutOfMemoryError", b"JavaScript heap out of memory", b"MemoryError", b"std::bad_alloc")
"""What runtimes say that notice the limit themselves and end by their own will."""
ACCEPT, REJECT = 42, 43
"""Exit codes of a custom checker, as the problem package format has them."""


class TestResult(msgspec.Struct, frozen=True):
    test: int
    verdict: str
    cpu: float
    wall: float
    memory: int
    message: str = ""


class Judgement(msgspec.Struct, frozen=True):
    verdict: str
    compile_log: str
    tests: tuple[TestResult, ...]
    cpu: float
    """The largest of any test, in seconds."""
    memory: int
    """The largest of any test, in bytes."""


Progress = Callable[[str, int, int], None]
"""Told the state, the test under way from 1, and how many there are."""


class Judge:
    """One slot: a box for contestants' programs and, when a problem needs one, a second for its checker. Not thread-safe."""

    def __init__(self, slot: int, cache: Path, *, native: bool = True) -> None:
        self._slot = slot
        self._cache = cache
        self._native = native
        self._box: Box | None = None
        self._checker_box: Box | None = None

    def judge(self, source: bytes, toolchain: Toolchain, package: Package, progress: Progress) -> Judgement:
        """Raises `BoxError` when the machine failed; the boxes are new for the next one then."""
        try:
            return self._judge(source, toolchain, package, progress)
        except BoxError:
            self.close()
            raise

    def close(self) -> None:
        for box in (self._box, self._checker_box):
            if box is not None:
                box.close()
        self._box = self._checker_box = None

    def _judge(self, source: bytes, toolchain: Toolchain, package: Package, progress: Progress) -> Judgement:
        if self._box is None:
            self._box = Box(self._slot, self._cache, native=self._native)
        box = self._box
        box.wipe()
        progress("compiling", 0, len(package.tests))
        files, compile_log = self._compile(box, source, toolchain)
        if files is None:
            return Judgement("CE", compile_log, (), 0.0, 0)
        results: list[TestResult] = []
        for number, test in enumerate(package.tests, 1):
            progress("running", number, len(package.tests))
            result = self._test(box, files, toolchain, package, number, test)
            results.append(result)
            if result.verdict != "AC":
                break
        verdict = results[-1].verdict if results else "JE"
        return Judgement(verdict, compile_log, tuple(results), max(r.cpu for r in results), max(r.memory for r in results))

    def _compile(self, box: Box, source: bytes, toolchain: Toolchain) -> tuple[dict[str, bytes] | None, str]:
        """The files a run needs, or None with the compiler's words."""
        box.put(f"/box/{toolchain.source}", source)
        with memory_file() as out, memory_file() as nothing:
            command = ["/bin/sh", "-c", 'mkdir -p /tmp/out && exec "$@"', "sh", *toolchain.compile]
            run = box.run(command, COMPILE, stdin=nothing, stdout=out, stderr=out, cwd="/tmp")
            said = os.pread(out, COMPILE_LOG + 1, 0)
        words = said[:COMPILE_LOG].decode(errors="replace") + ("\n… cut" if len(said) > COMPILE_LOG else "")
        if run.out_of_time or run.out_of_memory:
            return None, words + f"\nthe compiler exceeded its limit of {COMPILE.cpu:.0f} s and {COMPILE.memory // MIB} MiB"
        if run.exit_code != 0:
            return None, words or f"the compiler ended with exit code {run.exit_code}"
        if not toolchain.artefact:
            box.wipe(scratch_only=True)
            return {toolchain.source: source}, words
        artefact = box.get(f"/tmp/out/{toolchain.artefact}", COMPILE.output)
        if artefact is None:
            return None, words + "\nthe compiler made no program, or one that is too large"
        box.wipe()
        box.put(f"/box/{toolchain.artefact}", artefact, 0o555)
        return {toolchain.artefact: artefact}, words

    def _test(self, box: Box, files: dict[str, bytes], tools: Toolchain, package: Package, number: int, test: Case) -> TestResult:
        if box.shared_uid:
            box.wipe()
            for name, content in files.items():
                box.put(f"/box/{name}", content, 0o555)
        else:
            box.wipe(scratch_only=True)  # no test finds what another one wrote
        cpu = package.time_limit_ms / 1000
        limits = Limits(
            cpu=cpu,
            wall=2 * cpu + 1,
            memory=package.memory_limit + tools.extra_memory,
            output=package.output_limit,
            processes=tools.processes,
            address_space=tools.address_space,
        )
        argv = [part.replace("{memory}", str(package.memory_limit // MIB)) for part in tools.run]
        with memory_file(test.input) as stdin, memory_file() as stdout, memory_file() as stderr:
            run = box.run(argv, limits, stdin=stdin, stdout=stdout, stderr=stderr, env={"PYTHONHASHSEED": "0"})
            size = os.fstat(stdout).st_size
            output = os.pread(stdout, package.output_limit + 1, 0) if size <= package.output_limit else b""
            said = os.pread(stderr, 4096, 0)
        verdict, message = _died(run, size >= package.output_limit)
        if verdict == "RTE" and any(words in said for words in MEMORY_WORDS):
            verdict = "MLE"
        if verdict is None:
            verdict, message = self._check(package, test, output)
        return TestResult(number, verdict, round(run.cpu, 4), round(run.wall, 4), run.memory, message)

    def _check(self, package: Package, test: Case, output: bytes) -> tuple[str, str]:
        match package.checker:
            case "exact":
                return checkers.exact(output, test.answer), ""
            case "float":
                return checkers.floats(output, test.answer, package.tolerance), ""
            case "custom":
                return self._custom(package, test, output)
            case _:
                return checkers.tokens(output, test.answer), ""

    def _custom(self, package: Package, test: Case, output: bytes) -> tuple[str, str]:
        """The problem's own checker, in a box that no contestant's program ever enters."""
        if self._checker_box is None:
            self._checker_box = Box(self._slot + 500, self._cache, native=self._native)
        box = self._checker_box
        box.wipe()
        for name, content in (
            ("check.py", package.checker_source.encode()),
            ("input", test.input),
            ("answer", test.answer),
        ):
            box.put(f"/box/{name}", content)
        with memory_file(output) as stdin, memory_file() as said:
            argv = ["/bin/sh", "-c", 'mkdir /tmp/feedback && exec "$@"', "sh", PYTHON, "-I", "-B"]
            argv += ["/box/check.py", "/box/input", "/box/answer", "/tmp/feedback"]
            run = box.run(argv, CHECKER, stdin=stdin, stdout=said, stderr=said)
            words = os.pread(said, 500, 0).decode(errors="replace").strip()
        if run.exit_code == ACCEPT:
            return "AC", words
        if run.exit_code == REJECT:
            return "WA", words
        log.error("the checker of %s failed: exit %s, signal %s: %s", package.problem, run.exit_code, run.signal, words)
        return "JE", f"the checker failed (exit {run.exit_code}, signal {run.signal})"


def _died(run: Run, output_full: bool) -> tuple[str | None, str]:
    """The verdict of a run that did not end well; None when its output decides."""
    if run.out_of_memory:
        return "MLE", ""
    if output_full or run.signal == signal.SIGXFSZ:
        return "OLE", ""
    if run.out_of_time:
        return "TLE", ""
    if run.signal is not None:
        names = {one.value: one.name for one in signal.Signals}
        return "RTE", f"signal {names.get(run.signal, run.signal)}"
    if run.exit_code != 0:
        return "RTE", f"exit code {run.exit_code}"
    return None, ""
