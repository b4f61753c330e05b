"""The checklist of a contest, and contests that are made from others."""

from __future__ import annotations

import msgspec

from core_api.domains.contests.models import Contest, NewContest
from core_api.domains.contests.service import ContestService
from core_api.domains.judging.service import JudgingService
from core_api.domains.preparation import checks
from core_api.domains.preparation.checks import Judge, JudgingFacts
from core_api.domains.preparation.models import Checklist, NewClone, State
from core_api.domains.preparation.store import PreparationFacts
from core_api.domains.submissions.service import SubmissionService
from realtime.runtime.errors import Conflict, Unavailable
from realtime.security.tokens import Claims

WORST: tuple[State, ...] = ("missing", "warning", "ok")


class PreparationService:
    def __init__(self, facts: PreparationFacts, contests: ContestService, judging: JudgingService, submissions: SubmissionService) -> None:
        self._facts = facts
        self._contests = contests
        self._judging = judging
        self._submissions = submissions

    async def checklist(self, id: str) -> Checklist:
        """Raises `NotFound`."""
        contest = await self._contests.row(id)
        delivery = await self._facts.delivery(id, checks.LATE_SECONDS, checks.MAIL_SECONDS)
        known = await self._facts.problems(id, [problem.id for problem in contest.settings.problems])
        items = [*checks.of_clock(contest), *checks.of_problems(contest, known), checks.of_teams(contest)]
        judging = None if contest.imported else await self._judging_of(id)
        if not contest.imported:
            items += checks.of_judging(judging, delivery.now)
        items += checks.of_delivery(delivery, judging.dead if judging else 0, imported=contest.imported)
        states = {item.state for item in items}
        return Checklist(next(state for state in WORST if state in states), items)

    async def _judging_of(self, contest: str) -> JudgingFacts | None:
        """None: it cannot be asked."""
        try:
            judges = [msgspec.convert(report, Judge) for report in (await self._judging.state()).workers]
            letters = await self._judging.dead()
            languages = await self._submissions.languages()
        except (Unavailable, msgspec.ValidationError):  # the latter: a judge of another version
            return None
        dead = sum(isinstance(letter.task, dict) and letter.task.get("contest") == contest for letter in letters)
        return JudgingFacts(judges, languages, dead)

    async def clone(self, id: str, wanted: NewClone, author: Claims) -> Contest:
        """Raises `Conflict` for a contest that is judged elsewhere: its problems are not here."""
        held = await self._contests.row(id)
        if held.imported:
            raise Conflict("this contest is judged elsewhere: its settings cannot be copied", field="contest_id")
        settings = msgspec.structs.replace(held.settings, start=wanted.start, pauses=(), name=wanted.name or held.settings.name)
        return await self._contests.create(NewContest(wanted.id, settings, held.capacity), author)
