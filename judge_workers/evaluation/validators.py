"""A problem's own output validator: a program in a box that no contestant's program ever enters.

Called as `validator input answer feedback/ [arguments] < output`; exit code 42 accepts, 43 rejects. Interactive, its standard output is
what the program reads.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from judge_workers.evaluation.build import Built
from judge_workers.languages.commands import environment, expanded
from judge_workers.sandbox import Sandbox
from judge_workers.sandbox.box import Box, Run, memory_file
from judge_workers.sandbox.limits import MIB, Limits
from realtime.storage.packages import Case, Package

ACCEPT, REJECT = 42, 43
FEEDBACK = "/tmp/feedback/"
MESSAGE = 2000
"""Characters of its message that are kept."""
FEEDBACK_FILE = 2**20
"""Bytes of a file of feedback: a larger one is not read."""
PROCESSES = 256


class Validation(NamedTuple):
    """What a validator said of one run. `verdict`: AC, WA or JE."""

    verdict: str
    message: str
    run: Run
    score: float | None = None
    multiplier: float | None = None
    next_input: bytes | None = None


class Validator:
    """A package's validator in its box, which is its own until the next package. Every test begins with `begin`."""

    def __init__(self, box: Box, sandbox: Sandbox, built: Built, package: Package) -> None:
        self._box = box
        self._tools = sandbox.tools()
        self._package = package
        language = built.program.language
        self._command = expanded(language.run, self._tools, [], built.program.entry, package.validation_memory // MIB)
        self._memory = package.validation_memory + language.extra_memory
        self._files = built.files or ()
        self._put()

    def begin(self, test: Case) -> None:
        """An empty feedback folder, and the test's files."""
        if self._box.shared_uid:
            self._put()
        else:
            self._box.wipe(scratch_only=True)
        self._box.put("/box/.test/test.in", test.input)
        self._box.put("/box/.test/test.ans", test.answer)

    def _put(self) -> None:
        self._box.wipe()
        for file in self._files:
            self._box.put(f"/box/{file.name}", file.content, 0o555)

    def another_pass(self, given: bytes) -> None:
        """The program gets another input now; what the validator has written stays."""
        self._box.put("/box/.test/test.in", given)

    def validate(self, test: Case, output: int, answers: int | None = None, *, patience: float = 0.0) -> Validation:
        """`output`: descriptor of what the program wrote, or writes; `answers`: where an interactive validator writes to the program;
        `patience`: seconds that the program may take meanwhile.
        """
        package = self._package
        limits = Limits(
            cpu=package.validation_seconds,
            wall=2 * package.validation_seconds + patience,
            memory=self._memory,
            output=package.validation_output,
            processes=PROCESSES,
            address_space=False,
        )
        with memory_file() as said, memory_file() as words:
            out = said if answers is None else answers
            run = self._box.run(self._argv(test), limits, stdin=output, stdout=out, stderr=words, cwd="/box", env=environment(self._tools))
            noise = os.pread(words, MESSAGE, 0) + os.pread(said, MESSAGE, 0)
        message = (self._feedback("judgemessage.txt") or noise.decode(errors="replace").strip())[:MESSAGE]
        return self._conclusion(run, message)

    def _argv(self, test: Case) -> list[str]:
        # it must not die of a program that reads no more; a file of the pass before would ask for another pass
        script = f'trap "" PIPE; mkdir -p {FEEDBACK}; rm -f {FEEDBACK}nextpass.in; exec "$@"'
        files = ("/box/.test/test.in", "/box/.test/test.ans", FEEDBACK)
        return ["/bin/sh", "-c", script, "sh", *self._command, *files, *test.validator_args]

    def _conclusion(self, run: Run, message: str) -> Validation:
        package = self._package
        if run.exit_code not in (ACCEPT, REJECT) or run.out_of_time or run.out_of_memory:
            how = "too slow" if run.out_of_time else f"exit {run.exit_code}, signal {run.signal}"
            return Validation("JE", f"the validator failed ({how}): {message}".strip(), run)
        following = self._box.get(f"{FEEDBACK}nextpass.in", package.validation_output * 8) if package.passes > 1 else None
        if run.exit_code == REJECT:
            if following is not None:
                return Validation("JE", "the validator rejects, and asks for another pass", run)
            return Validation("WA", message, run)
        try:
            score, multiplier = self._number("score.txt"), self._number("score_multiplier.txt")
        except ValueError as error:
            return Validation("JE", f"the validator's score is no number: {error}", run)
        return Validation("AC", message, run, score, multiplier, following)

    def _feedback(self, name: str) -> str:
        content = self._box.get(FEEDBACK + name, FEEDBACK_FILE)
        return (content or b"").decode(errors="replace").strip()

    def _number(self, name: str) -> float | None:
        text = self._feedback(name)
        return float(text) if text else None
