"""Progress frames of a submission under judgement, to its team's `submissions` room."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from realtime.protocol.frames import Progress
from realtime.protocol.rooms import SubmissionsRoom
from realtime.storage.judge_queue import JudgeTask

TESTS_SECONDS = 0.1
"""Shortest time between two frames about tests: a submission of a thousand short tests sends no thousand frames."""


class ProgressReporter:
    """One submission's. A re-judging reports nothing: its team knows a verdict, which holds until the jury applies another."""

    def __init__(self, task: JudgeTask, publish: Callable[[str, bytes], None]) -> None:
        self._task = task
        self._publish = publish
        self._room = SubmissionsRoom(task.contest, task.team).name
        self._told = 0.0

    def __call__(self, state: str, test: int, tests: int) -> None:
        """As `judge_workers.evaluation.submission_run.Progress`."""
        if state == "compiling":
            self._send(Progress(room=self._room, submission=self._task.submission, state="compiling"))
            return
        if self._task.hide_tests:
            if not self._told:
                self._told = time.monotonic()
                self._send(Progress(room=self._room, submission=self._task.submission, state="running"))
            return
        now = time.monotonic()
        if now - self._told >= TESTS_SECONDS or test in (1, tests):
            self._told = now
            self._send(Progress(room=self._room, submission=self._task.submission, state="running", test=test, tests=tests))

    def done(self, verdict: str) -> None:
        self._send(Progress(room=self._room, submission=self._task.submission, state="done", verdict=verdict))

    def _send(self, frame: Progress) -> None:
        if not self._task.rejudging:
            self._publish(self._room, msgspec.json.encode(frame))
