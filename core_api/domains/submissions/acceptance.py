"""Making submissions durable: their rows, their events in the log and the requests to judge them, in one transaction.

Those that come to one contest at the same time share it (`realtime.runtime.batching`). Each contest has batches of its own, since a
transaction waits while its contest is locked; practice is one more. None is answered before its transaction has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import asyncpg
import msgspec

from core_api.domains.problems.versions import Played, VersionService
from core_api.domains.rejudgings.switches import SwitchService
from core_api.domains.submissions.store import AcceptedRow, SubmissionRow, Submissions
from core_api.storage import replica, unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import Event, SubmissionReceived, VerdictReached
from realtime.protocol.subjects import PRACTICE
from realtime.runtime.batching import Batcher
from realtime.runtime.errors import NotFound

MOST = 100
"""Submissions in one transaction: their events fit one message of the log many times over."""
ONES_FAULT = (NotFound, asyncpg.IntegrityConstraintViolationError, asyncpg.DataError, asyncpg.DeadlockDetectedError)
"""What rolls a transaction back because of one submission in it, such as one whose sender's account is deleted at that moment, or one that
another process inserts too while it waits for another of these."""


class Acceptance:
    def __init__(self, submissions: Submissions, versions: VersionService, switches: SwitchService) -> None:
        self._submissions = submissions
        self._versions = versions
        self._switches = switches
        self._batchers: dict[str, Batcher[AcceptedRow, SubmissionRow | None]] = {}
        """Of contests to which somebody submits at this moment."""

    async def accept(self, new: AcceptedRow) -> SubmissionRow | None:
        """None: its idempotency key was used meanwhile. Raises `NotFound` for a problem that is gone."""
        where = new.contest or PRACTICE
        batcher = self._batchers.get(where)
        if batcher is None:
            batcher = self._batchers[where] = Batcher(partial(self._write, new.contest), MOST, ONES_FAULT)
        try:
            row = await batcher.do(new)
        finally:
            if batcher.idle and self._batchers.get(where) is batcher:
                del self._batchers[where]
        if (own_writes := replica.own_writes.get()) is not None:  # whose write it was, no batch knows
            await own_writes.note(self._submissions.pool)
        return row

    async def _write(self, contest: str | None, batch: Sequence[AcceptedRow]) -> list[SubmissionRow | None]:
        async with unit_of_work.begin(self._submissions.pool) as work:
            played: dict[str, Played] = {}
            if contest is not None:
                played = {problem: await self._played(work, contest, problem) for problem in sorted({new.problem for new in batch})}
                batch = [_judged_with(new, played[new.problem]) for new in batch]
            rows = await self._submissions.add(work, batch)
            added = [new for new in batch if new.id in rows]
            if added:
                id = f"submission:{added[0].id}" if len(added) == 1 else f"submissions:{added[0].id}"
                work.log_events(contest or PRACTICE, id, *(event for new in added for event in _events(new)))
            for new in added:
                if new.judged_before is None:
                    work.judge(new.task, new.queue)
                if new.problem in played and (switch := played[new.problem].switch) is not None:
                    await self._switches.follow(work, new.task, switch)
        return [rows.get(new.id) for new in batch]

    async def _played(self, work: UnitOfWork, contest: str, problem: str) -> Played:
        """What the contest judges the problem with until the transaction ends: no switch comes between."""
        played = await self._versions.played(contest, problem, work)
        if played is None:
            raise NotFound(f"there is no problem {problem!r}", field="problem_id")
        return played


def _judged_with(new: AcceptedRow, played: Played) -> AcceptedRow:
    """The source is sealed for the problem, whatever its version."""
    version, key = played.package
    task = msgspec.structs.replace(new.task, problem=f"{new.problem}/{version}", package=key)
    return msgspec.structs.replace(new, version=version, task=task)


def _events(new: AcceptedRow) -> Iterator[Event]:
    task, first = new.task, new.judged_before
    yield SubmissionReceived(new.id, new.team, new.problem, task.time, new.language)
    if first is not None:
        yield VerdictReached(task.judgement, new.id, first.verdict, run_time=first.run_time_ms or 0)
