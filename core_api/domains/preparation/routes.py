"""What an organiser needs before a contest starts."""

from __future__ import annotations

from core_api.domains.contests.models import Contest
from core_api.domains.preparation.models import Checklist, ChosenProblems, NewClone
from core_api.domains.preparation.problems import ProblemChoice
from core_api.domains.preparation.service import PreparationService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.protocol.contest_settings import ContestProblem
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims


class PreparationRoutes:
    """Preparing a contest: what is missing, copies of earlier contests."""

    def __init__(self, preparation: PreparationService, problems: ProblemChoice) -> None:
        self._problems = problems
        self._preparation = preparation

    @endpoint("GET /contests/{contest}/checklist", Policy.JURY)
    async def checklist(self, contest: str) -> Checklist:
        """What a contest has and lacks now: its clock, problems, teams, judges, and whether messages and mails are delivered."""
        return await self._preparation.checklist(contest)

    @endpoint("POST /contests/{contest}/clone", Policy.ADMIN, location="/contests/{id}", errors=(Conflict, Invalid))
    async def clone(self, contest: str, body: NewClone, caller: Claims) -> Contest:
        """Makes a contest with the settings and problems of another one, without its pauses, teams and log."""
        return await self._preparation.clone(contest, body, caller)

    @endpoint("PUT /contests/{contest}/problems", Policy.JURY, if_match=IfMatch.REQUIRED, errors=(Conflict, Invalid))
    async def problems(self, contest: str, body: ChosenProblems, caller: Claims) -> tuple[ContestProblem, ...]:
        """Replaces the problems of a contest; `If-Match` takes the ETag of the contest.

        Before the start any list is taken. While the contest runs, problems may be added, relabelled and withdrawn: what teams have sent
        for a problem that is withdrawn does not count any more, and the problem cannot come back. Once it has ended, none is added.
        """
        return await self._problems.replace(contest, body, caller)
