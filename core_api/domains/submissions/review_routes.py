"""`/contests/{contest}/submissions` for the jury."""

from __future__ import annotations

from core_api.domains.submissions.models import ContestSubmissionQuery, JurySubmission, JurySubmissionPage
from core_api.domains.submissions.review import ReviewService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.security.tokens import Claims


class ReviewRoutes:
    """Submissions of a contest for its jury, with marks for what has been looked at."""

    def __init__(self, reviews: ReviewService) -> None:
        self._reviews = reviews

    @endpoint("GET /contests/{contest}/submissions", Policy.JURY)
    async def page(self, contest: str, query: ContestSubmissionQuery) -> JurySubmissionPage:
        """A page of all submissions of a contest, newest first, without deleted ones.

        `from_time` and `to_time`: milliseconds since the contest's start, the second one excluded.
        """
        return await self._reviews.page(contest, query)

    @endpoint(
        "PUT /contests/{contest}/submissions/{submission}/review",
        Policy.JURY,
        if_match="a mark has nothing that could get lost, and the last one holds",
    )
    async def mark(self, contest: str, submission: str, caller: Claims) -> JurySubmission:
        """Marks a submission as reviewed by the caller. Only the jury sees it."""
        return await self._reviews.mark(contest, submission, caller)

    @endpoint("DELETE /contests/{contest}/submissions/{submission}/review", Policy.JURY)
    async def unmark(self, contest: str, submission: str, caller: Claims) -> JurySubmission:
        """Takes the mark away, also that of another juror."""
        return await self._reviews.unmark(contest, submission, caller)
