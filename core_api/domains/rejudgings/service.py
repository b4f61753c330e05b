"""Judging again beside the contest, looking at what would change, then applying it as one revision or not at all."""

from __future__ import annotations

import logging

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.rejudgings.models import MAX_SUBMISSIONS, Changed, NewRejudging, Rejudging
from core_api.domains.rejudgings.store import ChangedRow, ChosenRow, Rejudgings
from core_api.history import ask
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone
from realtime.protocol.events import VerdictReached
from realtime.protocol.questions import Moves, Preview
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims
from realtime.storage.judge_queue import JudgeTask

log = logging.getLogger(__name__)

QUEUE = "rejudge"


class RejudgingService:
    def __init__(self, rejudgings: Rejudgings, contests: ContestService, backbone: Backbone) -> None:
        self._rejudgings = rejudgings
        self._contests = contests
        self._backbone = backbone

    async def create(self, contest: str, wanted: NewRejudging, author: Claims) -> Rejudging:
        """Sends the chosen submissions to be judged again; their verdicts count when it is applied."""
        await self._contests.check(contest)
        id_ = ids.new()
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            rows = await self._rejudgings.chosen(work, contest, wanted)
            if not rows:
                raise Invalid("no judged submission fits this choice")
            if len(rows) > MAX_SUBMISSIONS:
                raise Invalid(f"more than {MAX_SUBMISSIONS:,} submissions fit this choice: take fewer at a time")
            tasks = [(_again(msgspec.json.decode(row.task, type=JudgeTask), id_, row), row.verdict) for row in rows]
            await self._rejudgings.add(work, id_, contest, wanted.reason, author.sub, tasks)
            for task, _ in tasks:
                work.judge(task, QUEUE)
        log.info("rejudging", extra={"contest_id": contest, "rejudging": id_, "submissions": len(tasks)})
        return await self.get(contest, id_)

    async def get(self, contest: str, id: str) -> Rejudging:
        row = await self._rejudgings.get(contest, id)
        total, judged = await self._rejudgings.counts(id)
        return Rejudging(
            id=id,
            contest_id=contest,
            reason=row.reason,
            state="ready" if row.state == "judging" and judged == total else row.state,
            submissions=total,
            judged=judged,
            changed=[
                Changed(change.submission_id, change.user_id, change.problem_id, change.old_verdict, change.verdict)
                for change in await self._rejudgings.changed(id)
            ],
            created_at=row.created_at,
            finished_at=row.finished_at,
        )

    async def of_contest(self, contest: str) -> list[Rejudging]:
        """The newest first."""
        await self._contests.check(contest)
        return [await self.get(contest, id_) for id_ in await self._rejudgings.of_contest(contest)]

    async def preview(self, contest: str, id: str) -> Moves:
        """Who would move and which medals would change, with what has been judged so far."""
        await self._rejudgings.get(contest, id)
        verdicts = tuple(_verdict(change) for change in await self._rejudgings.changed(id))
        return await ask(self._backbone, Preview(contest, verdicts), Moves)

    async def apply(self, contest: str, id: str) -> Rejudging:
        """Makes its verdicts count, all at once."""
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            await self._open(work, contest, id)
            total, judged = await self._rejudgings.counts(id)
            if judged < total:
                raise Conflict(f"{total - judged} of {total} submissions are still being judged")
            verdicts = [_verdict(change) for change in await self._rejudgings.changed(id, work)]
            if verdicts:
                work.log_events(contest, f"rejudging:{id}", *verdicts)
            await self._rejudgings.finish(work, id, "applied")
        log.info("rejudging applied", extra={"contest_id": contest, "rejudging": id, "verdicts": len(verdicts)})
        return await self.get(contest, id)

    async def cancel(self, contest: str, id: str) -> Rejudging:
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            await self._open(work, contest, id)
            await self._rejudgings.finish(work, id, "cancelled")
        return await self.get(contest, id)

    async def _open(self, work: UnitOfWork, contest: str, id: str) -> None:
        row = await self._rejudgings.get(contest, id, work)
        if row.state != "judging":
            raise Conflict(f"this rejudging is {row.state} already")


def _verdict(change: ChangedRow) -> VerdictReached:
    return VerdictReached(change.judgement_id, change.submission_id, change.verdict, change.time_ms)


def _again(task: JudgeTask, rejudging: str, row: ChosenRow) -> JudgeTask:
    """With the tests the problem has now."""
    problem = f"{task.problem_id}/{row.version}"
    judgement = f"{task.submission}-{rejudging}"
    again = msgspec.structs.replace(task, judgement=judgement, problem=problem, package=row.package_key)
    return msgspec.structs.replace(again, rejudging=rejudging, request="", trace={})
