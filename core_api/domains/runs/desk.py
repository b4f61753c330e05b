"""Handing requests to the judges' queue `run`, and asking what became of them. Test runs and validations of tests share it.

Nothing of it stands in a table or in a log; see `realtime.storage.runs`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, NamedTuple, TypeVar

from core_api.domains.runs.models import State
from core_api.router.limits import Quota
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from realtime.runtime import ids, logs, tracing
from realtime.runtime.errors import Damaged, NotFound, Unavailable
from realtime.security.vault import Vault
from realtime.storage import runs
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import RUNS, JudgeQueue, RunTask
from realtime.storage.runs import AnyRequest, AnyResult, RunRequest, Unfinished, ValidationRequest

MAX_WAITING = 500
"""Requests that wait for a judge: some minutes' work of one judge. Who comes then is told to come back, and nobody waits for an hour."""
RETRY_SECONDS = 15
OLD_SECONDS = 15
"""Age from which what is not done is looked for in the queue; before, it may be on its way."""
T = TypeVar("T")
R = TypeVar("R", RunRequest, ValidationRequest)


class RunProgress(NamedTuple, Generic[R]):
    state: State
    request: R
    result: AnyResult | None
    """None while no judge has begun."""

    @property
    def reason(self) -> str:
        """Of a failure."""
        return self.result.reason if isinstance(self.result, Unfinished) else ""


class RunDesk:
    def __init__(self, pool: Pool, queue: JudgeQueue, documents: Documents, vault: Vault) -> None:
        self._pool = pool
        self._queue = queue
        self._documents = documents
        self._vault = vault.only("run")

    async def accept(self, request: AnyRequest, user: str, quota: Quota, answer: Callable[[str], T]) -> T:
        """`answer`: what the endpoint says, of the run's id. Raises `Unavailable` while too many wait, which does not count."""
        if (await self._queue.depths())[RUNS] >= MAX_WAITING:
            raise Unavailable("too many test runs wait for a judge; try again later", retry_after=RETRY_SECONDS)
        await quota.take()
        id = ids.new()
        with logs.about(id), tracing.span("test run"):
            await runs.keep_request(self._documents, self._vault, id, user, request)
            async with unit_of_work.begin(self._pool) as work:  # for the idempotency key: there is no row
                await self._queue.send(RUNS, RunTask(id, user, logs.request_id.get(), tracing.carry()))
                return work.answer(answer(id))

    async def progress(self, id: str, user: str, kind: type[R]) -> RunProgress[R]:
        """Raises `NotFound` for another user's, for what is of another kind, and for what is gone."""
        try:
            made = ids.made_at(id)
            result = await runs.load_result(self._documents, self._vault, id, user)
            request = await runs.load_request(self._documents, self._vault, id, user)
        except (ValueError, Damaged):
            raise _not_found(id) from None
        if not isinstance(request, kind):
            raise _not_found(id)
        if result is not None and result.state != "running":
            return RunProgress(result.state, request, result)
        if time.time() - made > OLD_SECONDS and await self._is_lost(RunTask(id, user)):
            result = await runs.load_result(self._documents, self._vault, id, user)  # it may have been made meanwhile
            return RunProgress("lost" if result is None or result.state == "running" else result.state, request, result)
        return RunProgress("queued" if result is None else "running", request, result)

    async def _is_lost(self, task: RunTask) -> bool:
        try:
            return bool(await self._queue.missing(RUNS, [task]))
        except Unavailable:  # nobody knows
            return False


def expires_at(id: str) -> datetime:
    return datetime.fromtimestamp(ids.made_at(id) + runs.KEPT_SECONDS, UTC)


def _not_found(id: str) -> NotFound:
    return NotFound(f"there is no run {id!r}, or none any more", field="run")
