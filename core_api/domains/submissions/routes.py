"""`/submissions`, submitting in a contest, and the languages on offer."""

from __future__ import annotations

from core_api.domains.submissions.models import (
    MAX_BODY,
    Language,
    NewSubmission,
    Result,
    Submission,
    SubmissionPage,
    SubmissionQuery,
    Withdrawn,
)
from core_api.domains.submissions.service import PER_DAY, PER_MINUTE, SubmissionService
from core_api.router.endpoint import Address, endpoint
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Quota
from core_api.router.pages import PageQuery
from core_api.router.policies import Policy
from core_api.router.responses import Created
from core_api.router.scopes import Scope
from realtime.languages import LANGUAGES
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims

LIMITS = (PER_MINUTE, PER_DAY)
OWN_SUBMISSION = "one's own submission: its row says who and when, and so does the log, in a hash chain of its own"


class SubmissionRoutes:
    """Submissions, and the languages on offer."""

    def __init__(self, submissions: SubmissionService) -> None:
        self._submissions = submissions

    @endpoint("GET /languages", Policy.ANYONE)
    async def languages(self) -> list[Language]:
        """Languages that the judges which are up offer, with versions and the names of their files."""
        offered = await self._submissions.languages()
        known = [(LANGUAGES[id], version) for id, version in offered.items() if id in LANGUAGES]
        return [Language(each.id, each.name, version, each.extensions, each.source_file, each.detected) for each, version in known]

    @endpoint(
        "POST /submissions",
        Policy.SIGNED_IN,
        body_limit=MAX_BODY,
        limits=LIMITS,
        errors=(Conflict, Invalid, NotFound),
        audit=OWN_SUBMISSION,
        scope=Scope.SUBMIT,
    )
    async def submit(
        self, body: NewSubmission, caller: Claims, address: Address, quota: Quota, key: IdempotencyKey | None
    ) -> Created[Submission]:
        """Submits a solution outside a contest.

        Durable when this answers. The limits count accepted submissions, not retries and refusals.
        """
        return _created(*await self._submissions.submit(body, caller, address, None, key, quota))

    @endpoint(
        "POST /contests/{contest}/submissions",
        Policy.SIGNED_IN,
        body_limit=MAX_BODY,
        limits=LIMITS,
        errors=(Conflict, Forbidden, Invalid),
        audit=OWN_SUBMISSION,
        scope=Scope.SUBMIT,
    )
    async def submit_in_contest(
        self, contest: str, body: NewSubmission, caller: Claims, address: Address, quota: Quota, key: IdempotencyKey | None
    ) -> Created[Submission]:
        """Submits a solution in a contest that the caller has joined, for the team that they are in there.

        Where the contest is held in halls, only from their networks.
        Durable when this answers. The limits count accepted submissions, not retries and refusals.
        """
        return _created(*await self._submissions.submit(body, caller, address, contest, key, quota))

    @endpoint("GET /submissions/user/{user}", Policy.OWNER, errors=(Forbidden,))
    async def of_user(self, user: str, query: SubmissionQuery, caller: Claims) -> SubmissionPage:
        """A page of the own submissions, newest first."""
        if user != caller.sub:
            raise Forbidden("these are somebody else's submissions")
        return await self._submissions.mine(caller, query)

    @endpoint("GET /submissions/problem/{problem}", Policy.SIGNED_IN)
    async def of_problem(self, problem: str, query: PageQuery, caller: Claims) -> SubmissionPage:
        """A page of the own submissions to a problem, in contests and outside of them, newest first."""
        return await self._submissions.mine_to(problem, caller, query)

    @endpoint("GET /contests/{contest}/own-submissions", Policy.OWNER, errors=(Forbidden,))
    async def of_own_team(self, contest: str, query: PageQuery, caller: Claims) -> SubmissionPage:
        """A page of what all members of the caller's team have sent in a contest, newest first."""
        return await self._submissions.of_own_team(contest, caller, query)

    @endpoint("GET /submissions/{submission}", Policy.OWNER)
    async def get(self, submission: str, caller: Claims) -> Submission:
        """State and verdict of a submission, for whoever sent it, their team and the contest's jury."""
        return await self._submissions.get(submission, caller)

    @endpoint("GET /submissions/{submission}/result", Policy.OWNER)
    async def result(self, submission: str, caller: Claims) -> Result:
        """The verdict with the details of tests, for whoever sent it, their team and the contest's jury.

        The team sees samples, and of hidden tests what the contest's setting `feedback` allows: verdict, and time and memory, rounded.
        """
        return await self._submissions.result(submission, caller)

    @endpoint("DELETE /submissions/{submission}", Policy.JURY, status=202, errors=(NotFound,))
    async def withdraw(self, submission: str, caller: Claims) -> Withdrawn:
        """Deletes a submission of the jury's contest and removes it from scoring."""
        await self._submissions.withdraw(submission, caller)
        return Withdrawn(submission)


def _created(submission: Submission, new: bool) -> Created[Submission]:
    return Created(submission, f"/submissions/{submission.id}", new)
