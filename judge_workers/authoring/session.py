"""Judging files of a problem package without any server: for problem authors, and for tests of the judge itself."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from judge_workers import packages
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.input_validators import arguments_of
from judge_workers.evaluation.judge import Judge, UnbuiltValidator
from judge_workers.packages import ProblemPackage
from judge_workers.packages.metadata import time_limit
from judge_workers.sandbox import Sandbox
from judge_workers.sandbox.box import BoxError
from realtime.runtime.errors import Invalid, PodiumError
from realtime.runtime.private_folder import private_folder
from realtime.security.vault import Vault
from realtime.storage.judgements import Judgement
from realtime.storage.packages import InputValidatorFiles

log = logging.getLogger(__name__)

TIMED = ("accepted",)
"""Folders of example submissions that the time limit is found with."""


class PackageSession:
    """One problem on one slot of the sandbox. Use it in `with`."""

    def __init__(self, problem: ProblemPackage, sandbox: Sandbox, cache: Path, slot: int = 0) -> None:
        self.problem = problem
        self.package = problem.package
        self._judge = Judge(slot, sandbox, ArtefactCache(cache, _own_vault(cache)))
        self.told: Callable[[str], None] = lambda _: None

    def __enter__(self) -> PackageSession:
        return self

    def __exit__(self, *_: object) -> None:
        self._judge.close()

    def judge(self, path: Path, *, run_all_tests: bool = False) -> tuple[str, Judgement]:
        """Language and judgement of a submission; JE, with the reason as log, for files of no known language and for a machine that
        fails twice.
        """
        language = ""
        try:
            program = packages.submission(path, self.problem.folder)
            language = program.language.id
            try:
                return language, self._judge.judge(program, self.package, run_all_tests=run_all_tests)
            except BoxError as error:
                log.warning("judging once more: %s", error.message)
                return language, self._judge.judge(program, self.package, run_all_tests=run_all_tests)
        except PodiumError as error:
            return language, Judgement("JE", error.message, (), 0.0, 0)

    def check(self) -> None:
        """Raises `Invalid` when the validator cannot be built."""
        try:
            if self.package.validator:
                self._judge.validator(self.package)
        except UnbuiltValidator as error:
            raise Invalid(f"{error.message}:\n{error.log}", field=error.field) from None

    def input_faults(self, validator: InputValidatorFiles) -> list[str]:
        """What an input validator has against the tests; each begins with the name of a test."""
        try:
            with self._judge.input_validator(self.package, validator) as program:
                said = ((test, program.fault(test.input, arguments_of(test, validator.name))) for test in self.package.tests)
                return [f"{test.name}: {fault}" for test, fault in said if fault is not None]
        except UnbuiltValidator as error:
            return [f"{error.message}:\n{error.log}"]
        except PodiumError as error:
            return [error.message]

    def find_time_limit(self) -> float:
        """Seconds; by the accepted examples where the package names none. Raises `Invalid` when there is neither."""
        if self.problem.has_time_limit:
            return self.package.time_limit_ms / 1000
        slowest = 0.0
        for path in self.problem.submissions():
            if path.parent.name in TIMED:
                _, judgement = self.judge(path)
                if judgement.verdict not in ("JE", "CE"):
                    slowest = max(slowest, judgement.cpu)
        if not slowest:
            raise Invalid("the package names no time limit and has no accepted submission to find one with", field="limits.time_limit")
        seconds = time_limit(self.problem.about, slowest)
        self.told(f"time limit: {seconds:g} s, because the slowest accepted submission takes {slowest:.2f} s")
        self.package = msgspec.structs.replace(self.package, time_limit_ms=round(seconds * 1000))
        return seconds


def _own_vault(folder: Path) -> Vault:
    """An author has no platform with a key: the key lies beside what it seals, as the package itself lies on this machine."""
    path = private_folder(folder) / "key"
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return Vault(path.read_text())


def judgement_as_json(path: str, language: str, judgement: Judgement) -> dict[str, Any]:
    """What `podium judge --json` prints of a submission. Times in seconds, memory in bytes."""
    tests = [
        {
            "test": test.name or test.test,
            "verdict": test.verdict,
            "score": test.score,
            "time": test.cpu,
            "wall_time": test.wall,
            "memory": test.memory,
            "exit_code": test.exit_code,
            "signal": test.signal,
            "message": test.message,
        }
        for test in judgement.tests
    ]
    return {
        "submission": path,
        "language": language,
        "verdict": judgement.verdict,
        "score": judgement.score,
        "time": judgement.cpu,
        "memory": judgement.memory,
        "log": judgement.compile_log,
        "tests": tests,
    }
