"""How a run failed: from what the sandbox saw of a program to the verdict MLE, OLE, TLE or RTE. Pure."""

from __future__ import annotations

import signal
from typing import NamedTuple

from judge_workers.sandbox.box import Run
from realtime.languages.definition import Language


class Failure(NamedTuple):
    verdict: str
    message: str = ""


def failure_of(run: Run, language: Language, stderr: bytes, *, output_full: bool) -> Failure | None:
    """None for a program that ended well: its output decides. `output_full`: it wrote as much as it was allowed to."""
    if run.out_of_memory:
        return Failure("MLE")
    if output_full or run.signal == signal.SIGXFSZ:
        return Failure("OLE")
    if run.out_of_time:
        return Failure("TLE")
    if run.signal is None and run.exit_code == 0:
        return None
    if any(words in stderr for words in language.out_of_memory):
        return Failure("MLE")
    if run.signal is not None:
        names = {known.value: known.name for known in signal.Signals}
        return Failure("RTE", f"signal {names.get(run.signal, run.signal)}")
    return Failure("RTE", f"exit code {run.exit_code}")
