"""Test runs of programs, on an input or on samples.

A run takes a slot for one test at a time: a submission, which is more urgent, waits for one test of it at most. No key of secret tests is
held here.
"""

from __future__ import annotations

from judge_workers.evaluation.judge import Judge
from judge_workers.evaluation.results import Executed
from judge_workers.languages.programs import Program, from_files
from judge_workers.worker.loop_calls import LoopCalls
from judge_workers.worker.slots import Slots
from judge_workers.worker.task_handler import Stores
from realtime.storage import packages, runs, sources
from realtime.storage.packages import Files, Package
from realtime.storage.runs import RanTest, RunRequest, RunResult

MAX_SAMPLES = 20
"""Of a problem, the first."""
MAX_SECONDS = 60.0
"""Of wall time, after which no further sample is begun: all samples of a problem with long limits are no quick look."""


class ProgramRuns:
    def __init__(self, calls: LoopCalls, stores: Stores, slots: Slots[Judge]) -> None:
        self._calls = calls
        self._documents = stores.documents
        self._vault = stores.vault.only("package", "sample")
        self._slots = slots

    def make(self, request: RunRequest, urgency: int) -> RunResult:
        program = from_files(sources.unpacked(request.language, request.source, files=request.files), language=request.language)
        if request.input is not None:
            package = self._limits(request)
            with self._slots.take(urgency) as judge:
                executed = [judge.execute(program, package, request.input)]
        else:
            package = self._calls.wait(packages.load_samples(self._documents, self._vault, request.problem, request.package, MAX_SAMPLES))
            executed = self._samples(program, package, urgency)
        return _result(executed, added=package.included(request.language))

    def _limits(self, request: RunRequest) -> Package:
        if not request.problem:
            return packages.FREE
        return self._calls.wait(packages.load_head(self._documents, self._vault, request.problem, request.package)).package

    def _samples(self, program: Program, package: Package, urgency: int) -> list[Executed]:
        done: list[Executed] = []
        spent = 0.0
        for test in package.tests:
            with self._slots.take(urgency) as judge:
                executed = judge.run_test(program, package, test)
            done.append(executed)
            spent += executed.result.wall
            if executed.result.verdict == "CE" or spent > MAX_SECONDS:
                break
        return done


def _result(executed: list[Executed], *, added: Files) -> RunResult:
    """`added`: files that the package adds to the program. It could print them, and contestants do not have them: no output is shown."""
    if executed and executed[0].result.verdict == "CE":
        return RunResult(compile_log=executed[0].compile_log)
    room = runs.SHOWN_OF_ALL
    tests: list[RanTest] = []
    for number, (found, output, error, _) in enumerate(executed, 1):
        written, said = (b"", b"") if added else (output, error)
        head = written[: min(runs.SHOWN, room)]
        room -= len(head)
        error_head = said[: min(runs.SHOWN, room)]
        room -= len(error_head)
        tests.append(
            RanTest(
                number,
                found.verdict,
                found.cpu,
                found.wall,
                found.memory,
                found.exit_code,
                found.signal,
                head,
                len(head) < len(written),
                error_head,
                len(error_head) < len(said),
            )
        )
    return RunResult(tests=tuple(tests))
