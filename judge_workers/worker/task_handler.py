"""Handles one request of the judge queue: fetches source and package, judges, keeps the details, appends the verdict to the log."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from typing import Any, NamedTuple, TypeVar

from prometheus_client import Counter, Histogram

from judge_workers.evaluation.judge import Judge
from judge_workers.languages.programs import from_files
from judge_workers.worker.cpu_pressure import CpuPressure
from judge_workers.worker.loop_calls import LoopCalls
from judge_workers.worker.progress import ProgressReporter
from judge_workers.worker.slots import Slots
from realtime.backbone import Backbone
from realtime.protocol import events, subjects
from realtime.runtime import logs, tracing
from realtime.runtime.errors import Damaged, NotFound, Unavailable
from realtime.security.authenticator import Authenticator
from realtime.security.vault import Vault
from realtime.storage import judgements, packages, sources
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.judgements import Judgement
from realtime.storage.log_trust import LogWriter
from realtime.storage.packages import File, Package

log = logging.getLogger(__name__)

T = TypeVar("T")
PACKAGES = 32
"""Packages held in memory."""

REFUSED = Counter("podium_judge_refused_total", "Requests to judge that do not fit a source as it was accepted")
FOREIGN = Counter("podium_judge_foreign_judgements_total", "Stored judgements that no judge sealed for their submission")
JUDGED = Counter("podium_judge_verdicts_total", "Verdicts reached", ["language", "verdict"])
SECONDS = Histogram("podium_judge_seconds", "Time from acceptance to verdict", buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120))


class Stores(NamedTuple):
    """What requests are read from and results written to."""

    backbone: Backbone
    documents: Documents
    vault: Vault
    authenticator: Authenticator
    """Of verdicts: a log believes no others."""


class TaskHandler:
    """Called from the threads of the queue's consumers; all I/O happens on the event loop of the role."""

    def __init__(self, loop: asyncio.AbstractEventLoop, stores: Stores, judges: Sequence[Judge], patience: float = 0.0) -> None:
        """`judges`: one for each slot; `patience`: seconds that a slot waits where the machine is short of processor time."""
        self._calls = LoopCalls(loop)
        self._backbone, self._documents, self._vault, authenticator = stores
        self._writer = LogWriter(self._backbone, authenticator)
        self._packages: OrderedDict[tuple[str, str], Package] = OrderedDict()
        self._judges = judges
        self.slots = Slots(judges, CpuPressure(patience / max(1, len(judges))).wait)

    @property
    def waiting(self) -> int:
        """Submissions that were taken from the queues and wait for a slot."""
        return self.slots.waiting

    def handle(self, task: JudgeTask, give_up: bool, urgency: int = 0) -> None:
        """Raises what went wrong with the machine, so that the queue tries again; with `give_up`, the verdict is JE then. `urgency`: see
        `Slots`.

        A store or log that is away is never a reason to give up.
        """
        with logs.about(task.submission, task.request), tracing.span("judge", dict(task.trace)):
            source = self._source(task)
            if source is None:
                return
            progress = ProgressReporter(task, self._publish)
            judgement = self._kept(task)
            if judgement is None:
                try:
                    judgement = self._judge(task, source, progress, urgency)
                except Exception as error:
                    if not give_up or isinstance(error, Unavailable | TimeoutError):
                        raise
                    log.exception("given up")
                    reason = error.message if isinstance(error, Damaged) else type(error).__name__
                    judgement = Judgement("JE", f"the judge failed: {reason}", (), 0.0, 0)
                self._keep(task, judgement)
            self._append_verdict(task, judgement)
            progress.done(judgement.verdict)

    def close(self) -> None:
        for judge in self._judges:
            judge.close()

    def _source(self, task: JudgeTask) -> tuple[File, ...] | None:
        """None: this is no request to judge that was ever accepted, or the source was changed. Then there is no verdict, not even JE."""
        try:
            if not task.names_itself:
                raise Damaged(f"judgement {task.judgement} is not one of submission {task.submission}")
            return self._wait(sources.load_files(self._documents, self._vault, task))
        except (Damaged, NotFound) as error:
            REFUSED.inc()
            log.error("a request to judge is refused: %s", error.message)
            return None

    def _judge(self, task: JudgeTask, source: tuple[File, ...], progress: ProgressReporter, urgency: int) -> Judgement:
        package = self._package(task.problem_id, task.package_key)
        with self.slots.take(urgency) as judge:
            log.info("judging", extra={"problem": task.problem, "language": task.language})
            return judge.judge(from_files(source, language=task.language), package, progress, run_all_tests=task.run_all_tests)

    def _package(self, problem: str, key: str) -> Package:
        held = self._packages.get((problem, key))
        if held is None:
            held = self._wait(packages.load(self._documents, self._vault, problem, key))
            self._packages[problem, key] = held
            while len(self._packages) > PACKAGES:
                self._packages.popitem(last=False)
        return held

    def _kept(self, task: JudgeTask) -> Judgement | None:
        """What an earlier delivery of this task found out before its worker died. What no judge sealed for it counts for nothing."""
        try:
            return self._wait(judgements.load(self._documents, self._vault, task.submission, task.judgement))
        except Damaged as error:
            FOREIGN.inc()
            log.warning("judged again: %s", error.message)
            return None

    def _keep(self, task: JudgeTask, judgement: Judgement) -> None:
        self._wait(judgements.keep(self._documents, self._vault, task.submission, task.judgement, judgement))

    def _append_verdict(self, task: JudgeTask, judgement: Judgement) -> None:
        waited = round(time.time() * 1000) - task.accepted
        run_time = math.ceil(1000 * judgement.cpu * judgement.speed)
        event = events.VerdictReached(
            task.judgement, task.submission, judgement.verdict, task.time + max(0, waited), judgement.score, run_time=run_time
        )
        contest = subjects.REJUDGED if task.rejudging else task.contest
        sequence = self._wait(self._writer.append(contest, event, id=f"verdict:{task.judgement}"))
        JUDGED.labels(task.language, judgement.verdict).inc()
        SECONDS.observe(waited / 1000)
        log.info("judged", extra={"verdict": judgement.verdict, "sequence": sequence, "ms": waited})

    def _publish(self, room: str, payload: bytes) -> None:
        asyncio.run_coroutine_threadsafe(self._backbone.publish(room, payload), self._calls.loop)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self._calls.wait(work)
