"""Handles one request of the queue `run`: fetches what is asked for, has it made, keeps the result for its user. Nothing reaches a log."""

from __future__ import annotations

import asyncio
import logging
from typing import Literal

import msgspec
from prometheus_client import Counter

from judge_workers.evaluation.judge import Judge
from judge_workers.worker.loop_calls import LoopCalls
from judge_workers.worker.program_runs import ProgramRuns
from judge_workers.worker.slots import Slots
from judge_workers.worker.task_handler import Stores
from judge_workers.worker.validations import Validations
from realtime.protocol.frames import RunFrame
from realtime.protocol.rooms import SubmissionsRoom
from realtime.protocol.subjects import PRACTICE
from realtime.runtime import logs, tracing
from realtime.runtime.errors import Damaged, Unavailable
from realtime.storage import runs
from realtime.storage.judge_queue import RunTask
from realtime.storage.runs import AnyRequest, AnyResult, RunRequest, Unfinished

log = logging.getLogger(__name__)

MADE = Counter("podium_judge_test_runs_total", "Test runs and validations of tests", ["outcome"])


class RunHandler:
    """Called from the threads of the queue's consumer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stores: Stores, slots: Slots[Judge]) -> None:
        self._calls = LoopCalls(loop)
        self._backbone, self._documents = stores.backbone, stores.documents
        self._vault = stores.vault.only("run")
        self._programs = ProgramRuns(self._calls, stores, slots)
        self._validations = Validations(self._calls, stores, slots)

    def handle(self, task: RunTask, give_up: bool, urgency: int) -> None:
        """As `TaskHandler.handle`; given up, the run has failed."""
        with logs.about(task.run, task.request), tracing.span("test run", dict(task.trace)):
            request = self._request(task)
            if request is None:
                return
            try:
                self._keep(task, Unfinished("running"))
                result = self._made(request, urgency)
            except Exception as error:
                if not give_up or isinstance(error, Unavailable | TimeoutError):
                    raise
                log.exception("given up")
                result = Unfinished("failed", f"the judge failed: {type(error).__name__}")
            self._keep(task, result)
            self._tell(task, "failed" if result.state == "failed" else "done")
            MADE.labels(result.state).inc()
            log.info("test run made", extra={"outcome": result.state})

    def _request(self, task: RunTask) -> AnyRequest | None:
        """None: it was made by an earlier delivery, is too long ago, or was never accepted like this."""
        try:
            held = self._calls.wait(runs.load_result(self._documents, self._vault, task.run, task.user))
            if held is not None and held.state != "running":
                return None
            return self._calls.wait(runs.load_request(self._documents, self._vault, task.run, task.user))
        except Damaged as error:
            MADE.labels("refused").inc()
            log.error("a test run is refused: %s", error.message)
            return None

    def _made(self, request: AnyRequest, urgency: int) -> AnyResult:
        if isinstance(request, RunRequest):
            return self._programs.make(request, urgency)
        return self._validations.make(request, urgency)

    def _keep(self, task: RunTask, result: AnyResult) -> None:
        self._calls.wait(runs.keep_result(self._documents, self._vault, task.run, task.user, result))

    def _tell(self, task: RunTask, state: Literal["done", "failed"]) -> None:
        """Whoever waits for it; who does not hear it asks."""
        room = SubmissionsRoom(PRACTICE, task.user).name
        payload = msgspec.json.encode(RunFrame(room=room, run=task.run, state=state))
        try:
            self._calls.wait(self._backbone.publish(room, payload))
        except Unavailable:
            log.warning("nobody is told of a test run")
