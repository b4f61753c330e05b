"""A corrected problem in a contest that runs: the jury switches to another version of it, in one step with a rejudging.

    10:00  the contest starts with version 1; whatever the author uploads, it goes on with 1
    11:10  switch to version 2      → a rejudging of all submissions to the problem, with version 2; nothing counts yet
    11:11  a team submits           → judged with 1, whose verdict counts; judged with 2 as well, as part of the rejudging
    11:15  preview, then apply      → in one transaction the contest plays 2, and all verdicts of 2 count. From here on teams submit to 2
           or cancel                → everything is as if nobody had asked

Applying waits for the submissions that were there at 11:10, and not for those that came since, or on a busy problem it would never end. A
verdict of 2 that one of these still lacks counts as soon as it is reached (`core_api.workers.submission_index`); until then its verdict of
1 does. A result does not become final before.

Submissions and switches exclude each other by a lock on the contest's row, so none falls between.
"""

from __future__ import annotations

import logging

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.problems.service import PackageName
from core_api.domains.problems.versions import Switch, VersionService
from core_api.domains.rejudgings.models import MAX_SUBMISSIONS, NewSwitch, PlayedVersion, PlayedVersions, Rejudging, VersionSwitch
from core_api.domains.rejudgings.service import QUEUE, RejudgingService, again
from core_api.domains.rejudgings.store import Rejudgings
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid, NotFound
from realtime.security.tokens import Claims
from realtime.storage.judge_queue import JudgeTask

log = logging.getLogger(__name__)


class SwitchService:
    def __init__(self, store: Rejudgings, rejudgings: RejudgingService, contests: ContestService, versions: VersionService) -> None:
        self._store = store
        self._rejudgings = rejudgings
        self._contests = contests
        self._versions = versions

    async def create(self, contest: str, problem: str, wanted: NewSwitch, author: Claims) -> Rejudging:
        """A rejudging that makes the contest play another version once it is applied; nothing counts yet."""
        id_ = ids.new()
        async with unit_of_work.begin(self._store.pool) as work:
            settings = await self._contests.locked(work, contest)
            if all(problem != known.id for known in settings.problems):
                raise NotFound(f"the contest has no problem {problem!r}", field="problem_id")
            if (await self._contests.row(contest, work)).status == "upcoming":
                raise Conflict("the contest has not started: until then it plays the newest version", field="contest_id")
            package = await self._free(work, contest, problem, wanted.version)
            chosen = await self._store.of_problem(work, contest, problem)
            if len(chosen) > MAX_SUBMISSIONS:
                raise Invalid(f"more than {MAX_SUBMISSIONS:,} submissions would have to be judged again")
            tasks = [(again(msgspec.json.decode(row.task, type=JudgeTask), id_, package), row.verdict) for row in chosen]
            switch = VersionSwitch(problem, wanted.version)
            await self._store.add(work, id_, contest, wanted.reason, author.sub, tasks, switch)
            after = {"contest": contest, "problem": problem, "version": wanted.version, "count": len(tasks), "reason": wanted.reason}
            work.audit("rejudging", id_, after=after)
            for task, _ in tasks:
                work.judge(task, QUEUE)
            work.tell_desk(contest, "rejudgings")
            made = work.answer(await self._rejudgings.get(contest, id_, work))
        log.info("switch asked for", extra={"contest_id": contest, "problem_id": problem, "rejudging": id_, "submissions": len(tasks)})
        return made

    async def _free(self, work: UnitOfWork, contest: str, problem: str, version: int) -> PackageName:
        """What judges with the version, which the contest does not play. Raises `Conflict`, `NotFound`."""
        package = await self._versions.package(work, problem, version)
        played = await self._versions.played(contest, problem, work)
        if played is not None and played.switch is not None:
            raise Conflict(f"apply or cancel rejudging {played.switch.rejudging!r} first: it switches this problem", field="problem_id")
        if played is not None and played.package.version == version:
            raise Conflict(f"the contest plays version {version} already", field="version")
        return package

    async def follow(self, work: UnitOfWork, task: JudgeTask, switch: Switch) -> None:
        """A submission that arrives while a switch is open is part of its rejudging."""
        repeated = again(task, switch.rejudging, switch.package)
        await self._store.add_arrived(work, switch.rejudging, repeated)
        work.judge(repeated, QUEUE)

    async def played(self, contest: str) -> PlayedVersions:
        """Of all problems of the contest, in their order."""
        settings = await self._contests.settings(contest)
        found = await self._store.played(contest)
        shown = [(problem, found[problem.id]) for problem in settings.problems if problem.id in found]
        return PlayedVersions([PlayedVersion(problem.id, problem.label, row.version, row.newest, row.switch_id) for problem, row in shown])
