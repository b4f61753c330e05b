"""A package's input validators: programs that say whether a test's input is what the statement promises.

Called as `validator [arguments] < input`; exit code 42 accepts, any other one says that the input is not valid.
"""

from __future__ import annotations

import os

from judge_workers.evaluation.build import Built
from judge_workers.evaluation.validators import ACCEPT, MESSAGE, PROCESSES
from judge_workers.languages.commands import environment, expanded
from judge_workers.sandbox import Sandbox
from judge_workers.sandbox.box import Box, Run, memory_file
from judge_workers.sandbox.limits import MIB, Limits
from realtime.storage.packages import Arguments, Case, Package


class InputValidator:
    """One validator in a box, which is its own until another program is put into it."""

    def __init__(self, box: Box, sandbox: Sandbox, built: Built, package: Package) -> None:
        self._box = box
        self._tools = sandbox.tools()
        language = built.program.language
        self._command = expanded(language.run, self._tools, [], built.program.entry, package.validation_memory // MIB)
        self._limits = Limits(
            cpu=package.validation_seconds,
            wall=2 * package.validation_seconds,
            memory=package.validation_memory + language.extra_memory,
            output=package.validation_output,
            processes=PROCESSES,
            address_space=False,
        )
        self._files = built.files or ()
        self._put()

    def fault(self, given: bytes, arguments: Arguments) -> str | None:
        """Why an input is not valid, or why the validator cannot say so; None: it is."""
        if self._box.shared_uid:
            self._put()
        else:
            self._box.wipe(scratch_only=True)
        with memory_file(given) as stdin, memory_file() as words:
            argv = [*self._command, *arguments]
            run = self._box.run(argv, self._limits, stdin=stdin, stdout=words, stderr=words, cwd="/box", env=environment(self._tools))
            said = os.pread(words, MESSAGE, 0).decode(errors="replace").strip()
        return _fault(run, said)

    def _put(self) -> None:
        self._box.wipe()
        for file in self._files:
            self._box.put(f"/box/{file.name}", file.content, 0o555)


def arguments_of(test: Case, validator: str) -> tuple[str, ...]:
    """A validator may be named with or without what its file ends with."""
    by_name = test.input_args
    return by_name.get(validator) or by_name.get(validator.rpartition(".")[0]) or by_name.get("", ())


def _fault(run: Run, said: str) -> str | None:
    if run.out_of_time or run.out_of_memory:
        return f"the validator exceeded its limit of {'time' if run.out_of_time else 'memory'}"
    if run.exit_code == ACCEPT and run.signal is None:
        return None
    if run.signal is not None:
        return f"the validator died of signal {run.signal}: {said}"
    return said or f"exit code {run.exit_code}"
