"""Other problems for a contest that exists: one event in its log.

The engine's cells follow their problem when the list changes; what teams have sent for a problem that goes is dropped, and does not come
back with it. See `contest_engine.model.contest`.
"""

from __future__ import annotations

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.contests.settings import check_settings
from core_api.domains.preparation.models import ChosenProblems
from core_api.domains.preparation.store import PreparationFacts
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.versions import VersionService
from core_api.storage import unit_of_work
from realtime.protocol.contest_settings import ContestProblem
from realtime.protocol.events import ContestConfigured
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims


class ProblemChoice:
    def __init__(self, facts: PreparationFacts, contests: ContestService, problems: ProblemService, versions: VersionService) -> None:
        self._facts = facts
        self._versions = versions
        self._contests = contests
        self._problems = problems

    async def replace(self, id: str, wanted: ChosenProblems, juror: Claims) -> tuple[ContestProblem, ...]:
        """Before the start any change; then problems come, are relabelled and go, but one that had submissions does not come back.

        One that comes into a contest that runs is played in its newest version.
        """
        known = {problem.id for problem in (await self._contests.row(id)).settings.problems}
        chosen = await self._contests.chosen(wanted.problems, "problems")
        for number, problem in enumerate(chosen):
            if problem.id not in known and not await self._problems.may_choose(problem.id, juror):
                # else a juror of one contest would read, or show, the problems of another one; the words are those for an unknown id
                raise Invalid(f"there is no problem {problem.id!r}", field=f"problems[{number}].id")
        async with unit_of_work.begin(self._facts.pool) as work:
            settings = await self._contests.locked(work, id)
            contest = await self._contests.row(id, work)
            work.check_version(contest.version)
            await self._contests.keep(work, chosen, "problems")
            held = {problem.id for problem in settings.problems}
            for number, problem in enumerate(chosen):
                if problem.id in held:
                    continue
                field = f"problems[{number}]"
                if problem.id in known:
                    raise Conflict(f"problem {problem.id!r} was withdrawn a moment ago: look at the contest again", field=field)
                if contest.status == "ended":
                    raise Conflict("the contest is over: nobody can solve another problem", field=field)
                if await self._facts.was_tried(work, id, problem.id):
                    raise Conflict(f"problem {problem.id!r} was withdrawn after teams had tried it, and cannot come back", field=field)
                if contest.status == "running":
                    await self._versions.pin_newest(work, id, problem.id, juror.sub)
            new = msgspec.structs.replace(settings, problems=chosen)
            check_settings(new)
            work.audit("contest", id, before={"problems": settings.problems}, after={"problems": chosen})
            await self._contests.set_settings(work, id, new)
            work.log_events(id, f"jury:{id}:{ids.new()}", ContestConfigured(new))
        return chosen
