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
from core_api.router.endpoint import endpoint
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Quota
from core_api.router.policies import Policy
from core_api.router.responses import Created
from realtime.languages import LANGUAGES
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims

LIMITS = (PER_MINUTE, PER_DAY)


class SubmissionRoutes:
    """Submissions, and the languages on offer."""

    def __init__(self, submissions: SubmissionService) -> None:
        self._submissions = submissions

    @endpoint("GET /languages", Policy.ANYONE)
    async def languages(self) -> list[Language]:
        """Languages that the judges which are up offer, with versions."""
        offered = await self._submissions.languages()
        return [Language(id, LANGUAGES[id].name, version) for id, version in offered.items() if id in LANGUAGES]

    @endpoint("POST /submissions", Policy.SIGNED_IN, body_limit=MAX_BODY, limits=LIMITS, errors=(Conflict, Invalid, NotFound))
    async def submit(self, body: NewSubmission, caller: Claims, quota: Quota, key: IdempotencyKey | None) -> Created[Submission]:
        """Submits a solution outside a contest.

        Durable when this answers. The limits count accepted submissions, not retries and refusals.
        """
        return _created(*await self._submissions.submit(body, caller, None, key, quota))

    @endpoint(
        "POST /contests/{contest}/submissions", Policy.SIGNED_IN, body_limit=MAX_BODY, limits=LIMITS, errors=(Conflict, Forbidden, Invalid)
    )
    async def submit_in_contest(
        self, contest: str, body: NewSubmission, caller: Claims, quota: Quota, key: IdempotencyKey | None
    ) -> Created[Submission]:
        """Submits a solution in a contest that the caller has joined.

        Durable when this answers. The limits count accepted submissions, not retries and refusals.
        """
        return _created(*await self._submissions.submit(body, caller, contest, key, quota))

    @endpoint("GET /submissions/user/{user}", Policy.OWNER, errors=(Forbidden,))
    async def of_user(self, user: str, query: SubmissionQuery, caller: Claims) -> SubmissionPage:
        """A page of the own submissions, newest first."""
        if user != caller.sub:
            raise Forbidden("these are somebody else's submissions")
        found = await self._submissions.mine(caller, query.contest, query.before, query.limit)
        return SubmissionPage(found, found[-1].id if len(found) == query.limit else None)

    @endpoint("GET /submissions/{submission}", Policy.OWNER)
    async def get(self, submission: str, caller: Claims) -> Submission:
        """State and verdict of a submission, for its owner and admins."""
        return await self._submissions.get(submission, caller)

    @endpoint("GET /submissions/{submission}/result", Policy.OWNER)
    async def result(self, submission: str, caller: Claims) -> Result:
        """The verdict with the details of tests, for the owner of the submission and admins.

        The owner sees samples, and of hidden tests what the contest's setting `feedback` allows: verdict, and time and memory, rounded.
        """
        return await self._submissions.result(submission, caller)

    @endpoint("DELETE /submissions/{submission}", Policy.ADMIN, status=202)
    async def withdraw(self, submission: str) -> Withdrawn:
        """Deletes a submission and removes it from scoring."""
        await self._submissions.withdraw(submission)
        return Withdrawn(submission)


def _created(submission: Submission, new: bool) -> Created[Submission]:
    return Created(submission, f"/submissions/{submission.id}", new)
