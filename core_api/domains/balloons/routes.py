"""`/contests/{contest}/balloons`."""

from __future__ import annotations

from core_api.domains.balloons.models import Balloon, BalloonPage, BalloonQuery
from core_api.domains.balloons.service import BalloonService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from realtime.security.tokens import Claims

DELIVERED = "a balloon was delivered or it was not: doing it twice changes nothing"


class BalloonRoutes:
    """Balloons: what teams have solved, for those who bring the balloons.

    One for each team and problem, as long as an accepted submission counts: a rejudging that takes it back removes the balloon, and
    one that was delivered is listed as `withdrawn`. Solves at or after the freeze have no balloon until the contest is thawed, not
    for the jury either: everybody in the hall sees a balloon.
    """

    def __init__(self, balloons: BalloonService) -> None:
        self._balloons = balloons

    @endpoint("GET /contests/{contest}/balloons", Policy.JURY)
    async def page(self, contest: str, query: BalloonQuery) -> BalloonPage:
        """A page of the balloons, in the order of solving.

        A submission that is judged late has its place among earlier ones: to follow the queue, ask for `delivered=false` from the start.
        """
        return await self._balloons.page(contest, query)

    @endpoint("PUT /contests/{contest}/balloons/{balloon}/delivery", Policy.JURY, if_match=DELIVERED)
    async def deliver(self, contest: str, balloon: str, caller: Claims) -> Balloon:
        """Marks a balloon as delivered by the caller, unless somebody has done so before: the answer says who."""
        return await self._balloons.deliver(contest, balloon, caller)

    @endpoint("DELETE /contests/{contest}/balloons/{balloon}/delivery", Policy.JURY)
    async def take_back(self, contest: str, balloon: str) -> Balloon:
        """Marks a balloon as not delivered. A withdrawn one leaves the list: the team gave it back, or keeps it."""
        return await self._balloons.take_back(contest, balloon)
