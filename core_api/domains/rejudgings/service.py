"""Judging again beside the contest, looking at what would change, then applying it as one revision or not at all."""

from __future__ import annotations

import logging

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.problems.service import PackageName
from core_api.domains.problems.versions import VersionService
from core_api.domains.rejudgings.models import MAX_SUBMISSIONS, Changed, Counted, NewRejudging, Rejudging, VersionSwitch
from core_api.domains.rejudgings.store import ChangedRow, RejudgingRow, Rejudgings
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
    def __init__(self, rejudgings: Rejudgings, contests: ContestService, versions: VersionService, backbone: Backbone) -> None:
        self._rejudgings = rejudgings
        self._versions = versions
        self._contests = contests
        self._backbone = backbone

    async def create(self, contest: str, wanted: NewRejudging, author: Claims) -> Rejudging:
        """Sends the chosen submissions to be judged again; their verdicts count when it is applied."""
        await self._contests.check(contest)
        id_ = ids.new()
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            if wanted.repeats is not None:
                await self._rejudgings.get(contest, wanted.repeats, work)
            rows = await self._rejudgings.chosen(work, contest, wanted)
            if not rows:
                raise Invalid("no judged submission fits this choice")
            if len(rows) > MAX_SUBMISSIONS:
                raise Invalid(f"more than {MAX_SUBMISSIONS:,} submissions fit this choice: take fewer at a time")
            tasks = [
                (again(msgspec.json.decode(row.task, type=JudgeTask), id_, PackageName(row.version, row.package_key)), row.verdict)
                for row in rows
            ]
            await self._rejudgings.add(work, id_, contest, wanted.reason, author.sub, tasks)
            choice = {name: values for name, values in msgspec.structs.asdict(wanted).items() if values}
            work.audit("rejudging", id_, after={"contest": contest, **choice, "count": len(tasks)})
            for task, _ in tasks:
                work.judge(task, QUEUE)
            work.tell_desk(contest, "rejudgings")
            made = work.answer(await self.get(contest, id_, work))
        log.info("rejudging", extra={"contest_id": contest, "rejudging": id_, "submissions": len(tasks)})
        return made

    async def get(self, contest: str, id: str, work: UnitOfWork | None = None) -> Rejudging:
        row = await self._rejudgings.get(contest, id, work)
        total, judged = await self._rejudgings.counts(id, work)
        return Rejudging(
            id=id,
            contest_id=contest,
            reason=row.reason,
            state="ready" if row.state == "judging" and judged == total else row.state,
            submissions=total,
            judged=judged,
            changed=[
                Changed(change.submission_id, change.team_id, change.problem_id, change.old_verdict, change.verdict, change.score)
                for change in await self._rejudgings.changed(id, work)
            ],
            matrix=[Counted(cell.old_verdict, cell.verdict, cell.submissions) for cell in await self._rejudgings.matrix(id, work)],
            created_at=row.created_at,
            finished_at=row.finished_at,
            switch=_switch(row),
        )

    async def of_contest(self, contest: str) -> list[Rejudging]:
        """The newest first."""
        await self._contests.check(contest)
        return [await self.get(contest, id_) for id_ in await self._rejudgings.of_contest(contest)]

    async def preview(self, contest: str, id: str) -> Moves:
        """Who would move and which medals would change, with what has been judged so far."""
        await self._rejudgings.get(contest, id)
        played = {problem.id for problem in (await self._contests.settings(contest)).problems}  # what was sent for others is on no board
        verdicts = tuple(_verdict(change) for change in await self._rejudgings.changed(id) if change.problem_id in played)
        return await ask(self._backbone, Preview(contest, verdicts), Moves)

    async def apply(self, contest: str, id: str, author: Claims) -> Rejudging:
        """Makes its verdicts count, all at once; of a switch, the version too. See `switches` for what arrives meanwhile."""
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            settings = await self._contests.locked(work, contest)
            row = await self._open(work, contest, id)
            if waiting := await self._rejudgings.waiting(work, id):
                raise Conflict(f"{waiting} submissions are still being judged")
            if (switch := _switch(row)) is not None:
                if all(switch.problem_id != problem.id for problem in settings.problems):
                    raise Conflict("the problem was withdrawn from the contest: cancel this", field="rejudging_id")
                await self._play(work, contest, switch, author)
            elif await self._rejudgings.is_stale(work, contest, id):
                raise Conflict("the contest plays another version of a problem since this was made: cancel it", field="rejudging_id")
            verdicts = [_verdict(change) for change in await self._rejudgings.count_verdicts(work, id)]
            if verdicts:
                work.log_events(contest, f"rejudging:{id}", *verdicts)
            await self._rejudgings.finish(work, id, "applied")
            work.tell_desk(contest, "rejudgings")
            work.audit("rejudging", id, after={"contest": contest, "state": "applied", "verdicts": len(verdicts)})
            applied = work.answer(await self.get(contest, id, work))
        log.info("rejudging applied", extra={"contest_id": contest, "rejudging": id, "verdicts": len(verdicts)})
        return applied

    async def _play(self, work: UnitOfWork, contest: str, switch: VersionSwitch, author: Claims) -> None:
        played = await self._versions.played(contest, switch.problem_id, work)
        before = None if played is None else played.package.version
        await self._versions.pin(work, contest, switch.problem_id, switch.version, author.sub)
        versions = ({"versions": {switch.problem_id: version}} for version in (before, switch.version))
        work.audit("contest", contest, before=next(versions), after=next(versions))

    async def cancel(self, contest: str, id: str) -> Rejudging:
        async with unit_of_work.begin(self._rejudgings.pool) as work:
            await self._open(work, contest, id)
            await self._rejudgings.finish(work, id, "cancelled")
            work.tell_desk(contest, "rejudgings")
            work.audit("rejudging", id, after={"contest": contest, "state": "cancelled"})
            return work.answer(await self.get(contest, id, work))

    async def _open(self, work: UnitOfWork, contest: str, id: str) -> RejudgingRow:
        row = await self._rejudgings.get(contest, id, work)
        if row.state != "judging":
            raise Conflict(f"this rejudging is {row.state} already")
        return row


def _verdict(change: ChangedRow) -> VerdictReached:
    run_time = change.run_time_ms or 0
    return VerdictReached(change.judgement_id, change.submission_id, change.verdict, change.time_ms, change.score, run_time=run_time)


def _switch(row: RejudgingRow) -> VersionSwitch | None:
    return None if row.problem_id is None or row.version is None else VersionSwitch(row.problem_id, row.version)


def again(task: JudgeTask, rejudging: str, package: PackageName) -> JudgeTask:
    """The request to judge a submission for a rejudging, with this package."""
    problem = f"{task.problem_id}/{package.version}"
    judgement = f"{task.submission}-{rejudging}"
    again = msgspec.structs.replace(task, judgement=judgement, problem=problem, package=package.key)
    return msgspec.structs.replace(again, rejudging=rejudging, request="", trace={})
