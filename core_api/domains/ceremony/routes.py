"""`/contests/{contest}`: reveal, thaw, finalize, and the way back."""

from __future__ import annotations

from core_api.domains.ceremony.models import Ceremony, Finalize, HiddenAgain, HideQuery, Reveal, Revealed
from core_api.domains.ceremony.service import CeremonyService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.protocol.recording import Rehearsal
from realtime.runtime.errors import Conflict, Unavailable
from realtime.security.tokens import Claims

REHEARSALS = Limit("rehearsals", 30, 60)
"""Each is made from the whole log."""


class CeremonyRoutes:
    """The end of a contest: what was frozen is revealed, the freeze is lifted, the result becomes official. Each can be taken back."""

    def __init__(self, ceremonies: CeremonyService) -> None:
        self._ceremonies = ceremonies

    @endpoint("GET /contests/{contest}/ceremony", Policy.JURY)
    async def get(self, contest: str) -> Ceremony:
        """Where a contest stands between its start and its final result."""
        return await self._ceremonies.get(contest)

    @endpoint("GET /contests/{contest}/reveal", Policy.JURY, limits=(REHEARSALS,), errors=(Unavailable,))
    async def rehearse(self, contest: str) -> Rehearsal:
        """What the reveal is going to show, step by step, from the public's board of now on: for a rehearsal that nobody else sees."""
        return await self._ceremonies.rehearse(contest)

    @endpoint("POST /contests/{contest}/reveal", Policy.JURY, errors=(Conflict, Unavailable))
    async def reveal(self, contest: str, body: Reveal | None, caller: Claims) -> Revealed:
        """Shows the next frozen cell from below, or one that is named, to everybody, and says what is in it.

        When the time of all teams is up.
        """
        return await self._ceremonies.reveal(contest, body or Reveal(), caller)

    @endpoint("DELETE /contests/{contest}/reveal", Policy.JURY, errors=(Conflict,))
    async def hide(self, contest: str, query: HideQuery, caller: Claims) -> HiddenAgain:
        """Hides the cell again that was revealed last, or all of them. Who has seen it has seen it."""
        return await self._ceremonies.hide(contest, caller, all_of_them=query.all)

    @endpoint("POST /contests/{contest}/thaw", Policy.JURY, errors=(Conflict,))
    async def thaw(self, contest: str) -> Ceremony:
        """Ends the freeze: everybody sees everything. When the time of all teams is up."""
        return await self._ceremonies.thaw(contest)

    @endpoint("DELETE /contests/{contest}/thaw", Policy.JURY, errors=(Conflict,))
    async def freeze_again(self, contest: str) -> Ceremony:
        """Takes the thaw back: the public sees what it saw before. Who has seen more has seen it."""
        return await self._ceremonies.freeze_again(contest)

    @endpoint("POST /contests/{contest}/finalize", Policy.JURY, errors=(Conflict,))
    async def finalize(self, contest: str, body: Finalize | None) -> Ceremony:
        """Makes the result official: nothing that changes it is taken any more. When the time of all teams is up.

        Refused while `warnings` of the ceremony hold that `despite` does not name.
        """
        return await self._ceremonies.finalize(contest, (body or Finalize()).despite)

    @endpoint("DELETE /contests/{contest}/finalize", Policy.JURY, errors=(Conflict,))
    async def reopen(self, contest: str) -> Ceremony:
        """Takes the final result back, so that it can be corrected, and with it the ratings that rest on it.

        Rated contests that ended later are computed anew; 409 names one of them where that would be too much at once.
        """
        return await self._ceremonies.reopen(contest)
