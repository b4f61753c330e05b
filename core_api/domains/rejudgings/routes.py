"""`/contests/{contest}/rejudgings`, for admins only."""

from __future__ import annotations

from core_api.domains.rejudgings.models import MAX_BODY, NewRejudging, Rejudging, RejudgingList
from core_api.domains.rejudgings.service import RejudgingService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Created
from realtime.protocol.questions import Moves
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims


class RejudgingRoutes:
    """Rejudgings: submissions judged again; nothing counts before it is applied."""

    def __init__(self, rejudgings: RejudgingService) -> None:
        self._rejudgings = rejudgings

    @endpoint("GET /contests/{contest}/rejudgings", Policy.ADMIN)
    async def listed(self, contest: str) -> RejudgingList:
        """The newest 100 rejudgings of a contest, newest first."""
        return RejudgingList(await self._rejudgings.of_contest(contest))

    @endpoint("POST /contests/{contest}/rejudgings", Policy.ADMIN, body_limit=MAX_BODY, errors=(Invalid,))
    async def create(self, contest: str, body: NewRejudging, caller: Claims) -> Created[Rejudging]:
        """Judges again all judged submissions that fit; nothing counts yet."""
        made = await self._rejudgings.create(contest, body, caller)
        return Created(made, f"/contests/{contest}/rejudgings/{made.id}")

    @endpoint("GET /contests/{contest}/rejudgings/{rejudging}", Policy.ADMIN)
    async def get(self, contest: str, rejudging: str) -> Rejudging:
        """The progress of a rejudging, and which verdicts differ."""
        return await self._rejudgings.get(contest, rejudging)

    @endpoint("GET /contests/{contest}/rejudgings/{rejudging}/preview", Policy.ADMIN)
    async def preview(self, contest: str, rejudging: str) -> Moves:
        """Teams whose standing would change, and how many medals, with what has been judged so far."""
        return await self._rejudgings.preview(contest, rejudging)

    @endpoint("POST /contests/{contest}/rejudgings/{rejudging}/apply", Policy.ADMIN, errors=(Conflict,))
    async def apply(self, contest: str, rejudging: str) -> Rejudging:
        """Makes its verdicts count, all at once."""
        return await self._rejudgings.apply(contest, rejudging)

    @endpoint("POST /contests/{contest}/rejudgings/{rejudging}/cancel", Policy.ADMIN, errors=(Conflict,))
    async def cancel(self, contest: str, rejudging: str) -> Rejudging:
        """Ends a rejudging without effect."""
        return await self._rejudgings.cancel(contest, rejudging)
