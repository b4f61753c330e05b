"""What a jury does to its contest; and its announcements, for everybody."""

from __future__ import annotations

from core_api.domains.jury.models import (
    AdjustmentPage,
    AdjustmentQuery,
    ContestUpdate,
    NewAdjustment,
    NewAnnouncement,
    NewHack,
    Noted,
    TeamUpdate,
)
from core_api.domains.jury.service import JuryService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.protocol.events import Announced, TeamJoined
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims

PART = "it changes what it names, under a lock, and nothing else"


class JuryRoutes:
    """The jury: changes of a running contest, announcements.

    Each change is one event in the contest's log.
    """

    def __init__(self, jury: JuryService) -> None:
        self._jury = jury

    @endpoint("PUT /contests/{contest}", Policy.JURY, status=202, if_match=IfMatch.OPTIONAL, errors=(Conflict, Invalid))
    async def update(self, contest: str, body: ContestUpdate) -> Noted:
        """Changes settings of a contest: name, start, duration, freeze, pauses, options, medals, awards. What is left out stays."""
        await self._jury.update(contest, body)
        return Noted(contest)

    @endpoint("PUT /contests/{contest}/teams/{team}", Policy.JURY, status=202, if_match=PART, errors=(Conflict, Invalid))
    async def team(self, contest: str, team: str, body: TeamUpdate) -> TeamJoined:
        """Changes a team: name, groups, hidden, unofficial, disqualified, extension. What is left out stays."""
        return await self._jury.team(contest, team, body)

    @endpoint("POST /contests/{contest}/adjustments", Policy.JURY, status=202, errors=(Conflict,))
    async def adjust(self, contest: str, body: NewAdjustment, caller: Claims) -> Noted:
        """Adds minutes of penalty or points to a team's score."""
        return await self._jury.adjust(contest, body, caller.sub)

    @endpoint("GET /contests/{contest}/adjustments", Policy.JURY)
    async def adjustments(self, contest: str, query: AdjustmentQuery) -> AdjustmentPage:
        """A page of the adjustments that count, the oldest first: those that were taken back are not among them."""
        return await self._jury.adjustments(contest, query)

    @endpoint("DELETE /contests/{contest}/teams/{team}/adjustments/{adjustment}", Policy.JURY, status=202, errors=(Conflict,))
    async def take_back(self, contest: str, team: str, adjustment: str) -> Noted:
        """Takes an adjustment back."""
        await self._jury.take_back(contest, team, adjustment)
        return Noted(adjustment)

    @endpoint("POST /contests/{contest}/hacks", Policy.JURY, status=202, errors=(Conflict,))
    async def hack(self, contest: str, body: NewHack) -> Noted:
        """Records that a team tried to break somebody's solution."""
        return await self._jury.hack(contest, body)

    @endpoint("GET /contests/{contest}/announcements", Policy.ANYONE, etag=True)
    async def announcements(self, contest: str) -> list[Announced]:
        """All announcements of a contest, oldest first."""
        return await self._jury.announcements(contest)

    @endpoint("POST /contests/{contest}/announcements", Policy.JURY, status=201, errors=(Conflict, Invalid))
    async def announce(self, contest: str, body: NewAnnouncement, caller: Claims) -> Announced:
        """Announces something to everybody; about a problem only from the start on."""
        return await self._jury.announce(contest, body, caller.sub)

    @endpoint("DELETE /contests/{contest}/announcements/{announcement}", Policy.JURY, status=202)
    async def withdraw_announcement(self, contest: str, announcement: str) -> Noted:
        """Takes an announcement back."""
        await self._jury.unsay(contest, announcement)
        return Noted(announcement)
