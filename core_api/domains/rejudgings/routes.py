"""`/contests/{contest}/rejudgings`, for the contest's jury."""

from __future__ import annotations

from core_api.domains.rejudgings.models import MAX_BODY, NewRejudging, Rejudging, RejudgingList
from core_api.domains.rejudgings.service import RejudgingService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.protocol.questions import Moves
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims

LOCATION = "/contests/{contest}/rejudgings/{id}"


class RejudgingRoutes:
    """Rejudgings: submissions judged again; nothing counts before it is applied."""

    def __init__(self, rejudgings: RejudgingService) -> None:
        self._rejudgings = rejudgings

    @endpoint("GET /contests/{contest}/rejudgings", Policy.JURY)
    async def listed(self, contest: str) -> RejudgingList:
        """The newest 100 rejudgings of a contest, newest first."""
        return RejudgingList(await self._rejudgings.of_contest(contest))

    @endpoint("POST /contests/{contest}/rejudgings", Policy.JURY, body_limit=MAX_BODY, location=LOCATION, errors=(Invalid,))
    async def create(self, contest: str, body: NewRejudging, caller: Claims) -> Rejudging:
        """Judges again all judged submissions that fit; nothing counts yet."""
        return await self._rejudgings.create(contest, body, caller)

    @endpoint("GET /contests/{contest}/rejudgings/{rejudging}", Policy.JURY)
    async def get(self, contest: str, rejudging: str) -> Rejudging:
        """The progress of a rejudging, and which verdicts differ."""
        return await self._rejudgings.get(contest, rejudging)

    @endpoint("GET /contests/{contest}/rejudgings/{rejudging}/preview", Policy.JURY)
    async def preview(self, contest: str, rejudging: str) -> Moves:
        """Teams whose standing would change, and how many medals, with what has been judged so far."""
        return await self._rejudgings.preview(contest, rejudging)

    @endpoint("POST /contests/{contest}/rejudgings/{rejudging}/apply", Policy.JURY, errors=(Conflict,))
    async def apply(self, contest: str, rejudging: str, caller: Claims) -> Rejudging:
        """Makes its verdicts count, all at once; that of a switch makes the contest play its version, too."""
        return await self._rejudgings.apply(contest, rejudging, caller)

    @endpoint("POST /contests/{contest}/rejudgings/{rejudging}/cancel", Policy.JURY, errors=(Conflict,))
    async def cancel(self, contest: str, rejudging: str) -> Rejudging:
        """Ends a rejudging without effect."""
        return await self._rejudgings.cancel(contest, rejudging)
