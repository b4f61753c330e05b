"""Judging one submission. Works on boxes; knows no queue and no database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judge_workers.evaluation.build import Built, Cache, build
from judge_workers.evaluation.judging import Judging
from judge_workers.evaluation.programs import SCRIPTS, Program, program
from judge_workers.evaluation.results import Executed, Judgement, TestResult
from judge_workers.evaluation.validators import Validator
from judge_workers.languages import BY_ID, Toolchain
from judge_workers.sandbox import Sandbox
from judge_workers.sandbox.box import Box, BoxError
from realtime.runtime.errors import Invalid
from realtime.storage.packages import File, Package

VALIDATOR_SLOTS = 500
"""Validators run as users of their own: those of this many slots further."""

Progress = Callable[[str, int, int], None]
"""Told the state, the test under way from 1, and how many there are."""


class Judge:
    """One slot: boxes for contestants' programs and, when a problem needs them, for its validator. Not thread-safe."""

    def __init__(self, slot: int, sandbox: Sandbox, cache: Path, *, speed: float = 1.0) -> None:
        """`speed`: see `judge_workers.worker.calibration`."""
        self._slot = slot
        self.sandbox = sandbox
        self._cache = Cache(cache)
        self.speed = speed
        self._boxes: dict[tuple[int, str], Box] = {}
        self._validator: tuple[Package, Validator] | None = None
        self.beside = ThreadPoolExecutor(1, thread_name_prefix="validator")
        """Where a validator runs while a program does."""

    def judge(
        self, submission: Program, package: Package, progress: Progress = lambda *_: None, *, run_all_tests: bool = False
    ) -> Judgement:
        """`run_all_tests`: runs all tests, also those behind the first that fails.

        Raises `BoxError` when the machine failed; the boxes are new for the next one then.
        """
        try:
            progress("compiling", 0, len(package.tests))
            built = self.build(submission, package)
            if built.files is None:
                return Judgement("CE", built.log, (), 0.0, 0, 0.0 if package.scoring else None, self.speed)
            return Judging(self, built, package, progress).all(run_all_tests=run_all_tests)
        except BoxError:
            self.close_boxes()
            raise

    def execute(self, submission: Program, package: Package, given: bytes) -> Executed:
        """Runs a program once with an input; of the package, only the limits count. Raises as `judge` does."""
        try:
            built = self.build(submission, package)
            if built.files is None:
                return Executed(TestResult(1, "CE", 0.0, 0.0, 0), b"", b"", built.log)
            return Judging(self, built, package, lambda *_: None).once(given)
        except BoxError:
            self.close_boxes()
            raise

    def build(self, submission: Program, package: Package) -> Built:
        """Compiles, or finds what was compiled before."""
        included = package.include.get(submission.tools.id, package.include.get("default", ()))
        if included:
            files = {file.name: file for file in (*submission.files, *included)}
            # a driver among them begins; else what the submission begins with
            driven = submission.tools.id in ("java", "kotlin") or any(file.name in submission.tools.mains for file in included)
            submission = program(files.values(), language=submission.tools.id, main=None if driven else submission.main)
        return self._built(submission, 0, package.compile_seconds, package.compile_memory)

    def _built(self, what: Program, offset: int, seconds: float, memory: int) -> Built:
        if what.tools is SCRIPTS:
            version = ""
        elif (found := self.sandbox.available().get(what.tools.id)) is None:
            raise Invalid(f"the sandbox {self.sandbox.name} has no {what.tools.id}", field="language")
        else:
            version = found[1]
        key = self._cache.key(what, self.sandbox.name, version)
        if (held := self._cache.get(key)) is not None:
            return Built(what, *held)
        built = build(self.box(what.tools, offset), what, self.sandbox.tools(), seconds, memory)
        if built.files is not None:
            self._cache.put(key, built.files, built.log)
        return built

    def box(self, tools: Toolchain, offset: int = 0) -> Box:
        key = (offset, self.sandbox.kind(tools))
        if key not in self._boxes:
            self._boxes[key] = self.sandbox.box(self._slot + offset, tools)
        return self._boxes[key]

    def validator(self, package: Package) -> Validator:
        """Raises `Invalid` when it cannot be built."""
        if self._validator is not None and self._validator[0] is package:
            return self._validator[1]
        files = package.validator or (File("check.py", package.checker_source.encode()),)
        what = program(files, scripts=True)
        built = self._built(what, VALIDATOR_SLOTS, package.compile_seconds, package.compile_memory)
        if built.files is None:
            raise Invalid(f"the output validator cannot be built:\n{built.log}", field="validator")
        made = Validator(self.box(what.tools, VALIDATOR_SLOTS), self.sandbox, built, package)
        self._validator = (package, made)
        return made

    def close(self) -> None:
        self.close_boxes()
        self.beside.shutdown()

    def close_boxes(self) -> None:
        self._validator = None
        for box in self._boxes.values():
            box.close()
        self._boxes = {}


def source_program(language: str, source: bytes) -> Program:
    """A submission that is one piece of text."""
    tools = BY_ID[language]
    names = {"java": "Main.java", "cpp17": "main.cpp"}
    return program((File(names.get(language) or f"main{tools.extensions[0]}", source),), language=language)
