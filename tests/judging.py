"""What tests of judging share: a judge with a real sandbox and a slot, fed with requests by hand, with its log in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from judge_workers import sandbox
from judge_workers.evaluation.artefacts import ArtefactCache
from judge_workers.evaluation.judge import Judge
from judge_workers.sandbox.box import BoxError
from judge_workers.worker.task_handler import Stores, TaskHandler
from realtime.backbone.memory import MemoryBackbone
from realtime.languages import CATALOGUE
from realtime.protocol import events, subjects
from realtime.protocol.events import VerdictReached
from realtime.runtime import ids
from realtime.security.vault import Vault
from realtime.storage import judgements, packages, sources
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.packages import Case, Package
from tests.logs import AUTHENTICATOR, SECRET_KEY
from tests.workers import judge_slot

MIB = 2**20


@contextmanager
def real_judge(cache: Path, kind: str = "namespaces") -> Iterator[Judge]:
    """Skips the test where no box can be made. `kind`: one of `sandbox.KINDS`."""
    try:
        judge = Judge(judge_slot(30), sandbox.make(kind, cache), ArtefactCache(cache))
        judge.box(CATALOGUE["python3"])
    except BoxError as error:
        pytest.skip(f"SKIPPED: no sandbox of {kind} on this machine: {error.message}")
    yield judge
    judge.close()


class JudgeRole:
    """Make it on the event loop."""

    def __init__(self, documents: Documents, judge: Judge) -> None:
        self.documents, self.vault, self.backbone = documents, Vault(SECRET_KEY), MemoryBackbone()
        stores = Stores(self.backbone, documents, self.vault, AUTHENTICATOR)
        self._handler = TaskHandler(asyncio.get_running_loop(), stores, [judge])

    async def problem(self, *tests: Case) -> tuple[str, str]:
        """A new problem with these tests: its id, and the key of its package."""
        problem = f"p-{ids.new()}"
        package = Package(problem, 1, 2000, 256 * MIB, MIB, "tokens", 0.0, "", tests)
        return problem, await packages.store(self.documents, self.vault, package)

    async def submitted(self, problem: str, key: str, source: str) -> JudgeTask:
        """The request to judge a new submission, as the API makes it."""
        id = ids.new()
        task = JudgeTask(
            submission=id,
            judgement=f"{id}-1",
            problem=f"{problem}/1",
            package=key,
            language="python3",
            contest="c",
            team="t",
            time=1000,
            accepted=0,
        )
        await sources.keep(self.documents, self.vault, task, source.encode())
        return task

    async def handle(self, task: JudgeTask) -> str | None:
        """Delivers a request, the last time that it is tried; the verdict that the contest's log has of it then."""
        await asyncio.to_thread(self._handler.handle, task, True)
        return await self.verdict(task)

    async def verdict(self, task: JudgeTask) -> str | None:
        found = None
        subject = subjects.log(task.contest)
        for entry in self.backbone.server.log:
            if entry is not None and entry.subject == subject:
                for event in events.decode(entry.payload):
                    if isinstance(event, VerdictReached) and event.submission == task.submission:
                        found = event.verdict
        return found

    async def says(self, task: JudgeTask) -> str:
        """What is kept of the judgement for its contestant."""
        kept = await judgements.load(self.documents, self.vault, task.submission, task.judgement)
        assert kept is not None
        return kept.compile_log
