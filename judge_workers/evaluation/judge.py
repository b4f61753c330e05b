"""`Judge`: a slot that judges submissions in its boxes. Knows no queue and no database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from judge_workers.evaluation.artefacts import ArtefactCache, Kept
from judge_workers.evaluation.build import Built, build
from judge_workers.evaluation.input_validators import InputValidator
from judge_workers.evaluation.program_runner import ProgramRunner
from judge_workers.evaluation.results import Executed
from judge_workers.evaluation.submission_run import Progress, SubmissionRun
from judge_workers.evaluation.validators import Validator
from judge_workers.languages.programs import SCRIPTS, Program, from_files
from judge_workers.sandbox import Sandbox
from judge_workers.sandbox.box import Box, BoxError
from realtime.languages.definition import Language
from realtime.runtime.errors import Invalid
from realtime.storage.judgements import Judgement, TestResult
from realtime.storage.packages import Case, File, InputValidatorFiles, Package

VALIDATOR_COMPILE_SECONDS = 60.0
"""CPU for compiling a validator, whatever is granted to submissions: its author is known, and it is compiled once."""
VALIDATOR_SLOTS = 500
"""Validators run as users of their own: those of this many slots further."""


class UnbuiltValidator(Invalid):
    """A package's validator does not compile. `log` quotes it, and so is no part of the message, which reaches logs and queues."""

    code = "unbuilt-validator"

    def __init__(self, log: str) -> None:
        super().__init__("the validator cannot be built", field="validator")
        self.log = log


class Judge:
    """One slot: boxes for contestants' programs and, when a problem needs them, for its validator. Not thread-safe."""

    def __init__(self, slot: int, sandbox: Sandbox, artefacts: ArtefactCache, *, speed: float = 1.0) -> None:
        """`speed`: see `judge_workers.worker.calibration`."""
        self._slot = slot
        self.sandbox = sandbox
        self._artefacts = artefacts
        self._speed = speed
        self._boxes: dict[tuple[int, str], Box] = {}
        self._validator: tuple[Package, Validator] | None = None
        self._validator_thread = ThreadPoolExecutor(1, thread_name_prefix="validator")

    def judge(
        self, submission: Program, package: Package, progress: Progress = lambda *_: None, *, run_all_tests: bool = False
    ) -> Judgement:
        """`run_all_tests`: also those behind the first that fails.

        Raises `BoxError` when the machine failed; the boxes are new for the next submission then.
        """
        try:
            progress("compiling", 0, len(package.tests))
            built = self.build(submission, package)
            if built.files is None:
                return Judgement("CE", built.log, (), 0.0, 0, 0.0 if package.scoring else None, self._speed)
            runner = self._runner(built, package, self._validator_of(package))
            return SubmissionRun(runner, package, progress, speed=self._speed).judgement(run_all_tests=run_all_tests)
        except BoxError:
            self._close_boxes()
            raise

    def execute(self, submission: Program, package: Package, given: bytes) -> Executed:
        """Runs a program once with an input; of the package, only the limits count. Raises as `judge` does."""
        try:
            built = self.build(submission, package)
            if built.files is None:
                return Executed(TestResult(1, "CE", 0.0, 0.0, 0), b"", b"", built.log)
            return self._runner(built, package).execute(given)
        except BoxError:
            self._close_boxes()
            raise

    def run_test(self, submission: Program, package: Package, test: Case) -> Executed:
        """Runs a program on one test of the package, once, and judges it; of the output, the beginning is kept. Raises as `judge` does."""
        try:
            built = self.build(submission, package)
            if built.files is None:
                return Executed(TestResult(1, "CE", 0.0, 0.0, 0), b"", b"", built.log)
            attempt = self._runner(built, package, self._validator_of(package)).attempt(test)
            return Executed(attempt.result, attempt.output, attempt.error)
        except BoxError:
            self._close_boxes()
            raise

    def build(self, submission: Program, package: Package) -> Built:
        """Compiles, or finds what was compiled before. Files that the package adds to every submission are compiled with it."""
        language = submission.language
        included = package.included(language.id)
        if included:
            files = {file.name: file for file in (*submission.files, *included)}
            # a driver among the added files begins; else what the submission begins with
            driven = language.main_class is not None or any(file.name in language.mains for file in included)
            submission = from_files(files.values(), language=language.id, main=None if driven else submission.main)
        return self._built(submission, 0, package.compile_seconds or language.compile_seconds, package.compile_memory)

    def validator(self, package: Package) -> Validator:
        """The package's own validator, built and in its box. Raises `UnbuiltValidator`."""
        if self._validator is not None and self._validator[0] is package:
            return self._validator[1]
        files = package.validator or (File("check.py", package.checker_source.encode()),)
        program = from_files(files, scripts=True)
        built = self._built(program, VALIDATOR_SLOTS, VALIDATOR_COMPILE_SECONDS, package.compile_memory)
        if built.files is None:
            raise UnbuiltValidator(built.log)
        made = Validator(self.box(program.language, VALIDATOR_SLOTS), self.sandbox, built, package)
        self._validator = (package, made)
        return made

    @contextmanager
    def input_validator(self, package: Package, chosen: InputValidatorFiles) -> Iterator[InputValidator]:
        """One of the package's input validators, built and in its box. Raises `Invalid` where it cannot be built here, else as `judge`."""
        self._validator = None  # it would stand in the same box
        try:
            program = from_files(chosen.files, scripts=True)
            built = self._built(program, VALIDATOR_SLOTS, VALIDATOR_COMPILE_SECONDS, package.compile_memory)
            if built.files is None:
                raise UnbuiltValidator(built.log)
            yield InputValidator(self.box(program.language, VALIDATOR_SLOTS), self.sandbox, built, package)
        except BoxError:
            self._close_boxes()
            raise

    def _validator_of(self, package: Package) -> Validator | None:
        return self.validator(package) if package.validator or package.checker == "custom" else None

    def box(self, language: Language, offset: int = 0) -> Box:
        """The warm box for programs of this language. `offset`: of the slot, for another user than contestants' programs run as."""
        key = (offset, self.sandbox.kind(language))
        if key not in self._boxes:
            self._boxes[key] = self.sandbox.box(self._slot + offset, language)
        return self._boxes[key]

    def close(self) -> None:
        self._close_boxes()
        self._validator_thread.shutdown()

    def _built(self, program: Program, offset: int, seconds: float, memory: int) -> Built:
        if program.language is SCRIPTS:
            version = ""
        elif (found := self.sandbox.available().get(program.language.id)) is None:
            raise Invalid(f"the sandbox {self.sandbox.name} has no {program.language.id}", field="language")
        else:
            version = found.version
        key = self._artefacts.key(program, self.sandbox.name, version, seconds, memory)
        if (held := self._artefacts.get(key)) is not None:
            return Built(program, *held)
        box = self.box(program.language, offset)
        built = build(box, program, self.sandbox.tools(), seconds, memory)
        if not built.by_chance:
            self._artefacts.put(key, Kept(built.files, built.log))
        return built

    def _runner(self, built: Built, package: Package, validator: Validator | None = None) -> ProgramRunner:
        return ProgramRunner(
            self.box(built.program.language),
            built,
            package,
            self.sandbox.tools(),
            time_limit=package.time_limit_ms / 1000 / self._speed,
            validator=validator,
            validator_thread=self._validator_thread,
        )

    def _close_boxes(self) -> None:
        self._validator = None
        for box in self._boxes.values():
            box.close()
        self._boxes = {}
