"""`/contests/{contest}/guests`."""

from __future__ import annotations

from core_api.domains.registrations.guest_models import Access, ContestCode, Guest, GuestPage
from core_api.domains.registrations.guests import GuestService
from core_api.domains.registrations.routes import CODES
from core_api.router.endpoint import endpoint
from core_api.router.pages import PageQuery
from core_api.router.policies import Policy
from realtime.runtime.errors import Conflict, NotFound
from realtime.security.tokens import Claims

INVITED = "somebody is a guest or is not, whatever was before"
CODE_OPENS = "the contest's code opens it to those who do not see it yet"


class GuestRoutes:
    """Private contests: who sees them without taking part.

    A contest with the setting `visibility` `private` exists for its jury, for teams that take part or ask to, for the accounts that its
    registration is for, and for its guests. For everybody else it is answered as a contest that does not exist, here and in live rooms.
    """

    def __init__(self, guests: GuestService) -> None:
        self._guests = guests

    @endpoint("GET /contests/{contest}/guests", Policy.JURY)
    async def page(self, contest: str, query: PageQuery) -> GuestPage:
        """A page of the guests of a contest."""
        return await self._guests.page(contest, query)

    @endpoint("PUT /contests/{contest}/guests/{user}", Policy.JURY, if_match=INVITED, errors=(NotFound,))
    async def invite(self, contest: str, user: str, caller: Claims) -> Guest:
        """Invites a user to see a private contest without taking part."""
        return await self._guests.invite(contest, user, caller)

    @endpoint("DELETE /contests/{contest}/guests/{user}", Policy.JURY, errors=(NotFound,))
    async def remove(self, contest: str, user: str) -> None:
        """Takes an invitation back: the contest is closed to the user at once, unless they take part in it."""
        await self._guests.remove(contest, user)

    @endpoint("POST /contests/{contest}/access", Policy.SIGNED_IN, limits=CODES, unseen=CODE_OPENS, errors=(Conflict, NotFound))
    async def enter(self, contest: str, body: ContestCode, caller: Claims) -> Access:
        """Opens a private contest to the caller, who has its code, without taking part. A wrong code: there is no such contest."""
        return await self._guests.enter(contest, body.code, caller)
