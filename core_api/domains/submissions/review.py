"""Submissions as a jury works through them: the list with its filters, and marks for what has been looked at."""

from __future__ import annotations

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.submissions.models import ContestSubmissionQuery, JurySubmission, JurySubmissionPage, Review
from core_api.domains.submissions.review_store import ReviewedRow, Reviews
from core_api.domains.submissions.service import CURSOR, shown
from core_api.storage import unit_of_work
from realtime.security.tokens import Claims


class ReviewService:
    def __init__(self, reviews: Reviews, contests: ContestService) -> None:
        self._reviews = reviews
        self._contests = contests

    async def page(self, contest: str, wanted: ContestSubmissionQuery) -> JurySubmissionPage:
        """For the contest's jury."""
        await self._contests.check(contest)
        found, more = CURSOR.cut(await self._reviews.page(contest, wanted, CURSOR.read(wanted.cursor)), wanted.limit, lambda row: row.id)
        return JurySubmissionPage(submissions=[_shown(row) for row in found], next=more)

    async def mark(self, contest: str, id: str, juror: Claims) -> JurySubmission:
        """Of two jurors, the mark names the last one."""
        return await self._set(contest, id, juror, reviewed=True)

    async def unmark(self, contest: str, id: str, juror: Claims) -> JurySubmission:
        return await self._set(contest, id, juror, reviewed=False)

    async def _set(self, contest: str, id: str, juror: Claims, *, reviewed: bool) -> JurySubmission:
        async with unit_of_work.begin(self._reviews.pool) as work:
            before = await self._reviews.get(work, contest, id)
            if reviewed:
                await self._reviews.mark(work, id, juror.sub)
            else:
                await self._reviews.unmark(work, id)
            after = await self._reviews.get(work, contest, id)
            work.tell_desk(contest, "submissions")
            work.audit("submission", id, before={"reviewed_by": before.reviewed_by}, after={"reviewed_by": after.reviewed_by})
        return _shown(after)


def _shown(row: ReviewedRow) -> JurySubmission:
    review = Review(row.reviewed_by, row.reviewed_at) if row.reviewed_by is not None and row.reviewed_at is not None else None
    return JurySubmission(**msgspec.structs.asdict(shown(row)), review=review)
