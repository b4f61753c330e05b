"""`/teams`."""

from __future__ import annotations

from core_api.domains.teams.models import (
    MAX_PICTURE_BODY,
    Invitation,
    InvitationList,
    JoinTeam,
    NewCaptain,
    NewInvitation,
    NewPicture,
    NewTeam,
    Team,
    TeamDetails,
    TeamPage,
    TeamQuery,
)
from core_api.domains.teams.service import TeamService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden, Invalid, Limited, NotFound
from realtime.security.tokens import Claims

CODES = (Limit("team-code", 20, 3600), Limit("team-code-address", 300, 3600, per="address"))
"""Codes that are tried: a code has 80 random bits."""
INVITE = (Limit("team-invitation", 50, 24 * 3600),)
"""An invitation may be a mail to anybody."""
CREATE = (Limit("team", 20, 24 * 3600),)
PICTURE = (Limit("team-picture", 30, 3600),)
IMMUTABLE = "public, max-age=31536000, immutable"


class TeamRoutes:
    """Teams: members, invitations, pictures.

    A contest keeps who took part for a team when it started: what changes later changes nothing there.
    """

    def __init__(self, teams: TeamService) -> None:
        self._teams = teams

    @endpoint("GET /teams", Policy.ANYONE, errors=(Forbidden,))
    async def page(self, query: TeamQuery, caller: Claims | None) -> TeamPage:
        """A page of the teams that people or the jury made, by name."""
        return await self._teams.page(query, caller)

    @endpoint("POST /teams", Policy.SIGNED_IN, limits=CREATE, location="/teams/{id}", errors=(Conflict, Invalid))
    async def create(self, body: NewTeam, caller: Claims) -> Team:
        """Makes a team, with the caller as its captain."""
        return await self._teams.create(body, caller)

    @endpoint("POST /teams/join", Policy.SIGNED_IN, limits=CODES, errors=(Conflict, NotFound))
    async def join(self, body: JoinTeam, caller: Claims) -> Team:
        """Joins a team by an invitation code."""
        return await self._teams.join(body, caller)

    @endpoint("GET /teams/{team}", Policy.ANYONE, etag="version")
    async def get(self, team: str, caller: Claims | None) -> Team:
        """A team. Members who do not show their profiles are counted, not listed, but for their team and the jury."""
        return await self._teams.get(team, caller)

    @endpoint("PATCH /teams/{team}", Policy.OWNER, etag="version", if_match=IfMatch.OPTIONAL, errors=(Conflict, Forbidden, Invalid))
    async def update(self, team: str, body: TeamDetails, caller: Claims) -> Team:
        """Changes a team: name, organization, country; and groups, by the jury. For its captain and the jury."""
        return await self._teams.update(team, body, caller)

    @endpoint("DELETE /teams/{team}", Policy.OWNER, errors=(Conflict, Forbidden))
    async def dissolve(self, team: str, caller: Claims) -> None:
        """Dissolves a team, unless it is registered in a contest that has not ended. For its captain and the jury."""
        await self._teams.dissolve(team, caller)

    @endpoint("PUT /teams/{team}/captain", Policy.OWNER, etag="version", if_match=IfMatch.OPTIONAL, errors=(Forbidden, Invalid))
    async def set_captain(self, team: str, body: NewCaptain, caller: Claims) -> Team:
        """Hands a team over to another member. For its captain and the jury."""
        return await self._teams.set_captain(team, body.user_id, caller)

    @endpoint("DELETE /teams/{team}/members/{user}", Policy.OWNER, errors=(Conflict, Forbidden))
    async def remove_member(self, team: str, user: str, caller: Claims) -> None:
        """Leaves a team, or removes a member of one's own.

        In contests that have not started the member does not take part any more. A captain hands the team over first.
        """
        await self._teams.remove_member(team, user, caller)

    @endpoint("GET /teams/{team}/invitations", Policy.OWNER, errors=(Forbidden,))
    async def invitations(self, team: str, caller: Claims) -> InvitationList:
        """Invitations that hold, without their codes. For the captain and the jury."""
        return await self._teams.invitations(team, caller)

    @endpoint(
        "POST /teams/{team}/invitations",
        Policy.OWNER,
        limits=INVITE,
        location="/teams/{team}/invitations",
        errors=(Conflict, Forbidden, Limited, NotFound),
    )
    async def invite(self, team: str, body: NewInvitation, caller: Claims) -> Invitation:
        """Makes an invitation code, which is told here once, or sends one by mail. For the captain and the jury.

        429: the address has had its five invitations for today, whoever sent them.
        """
        return await self._teams.invite(team, body, caller)

    @endpoint("DELETE /teams/{team}/invitations/{invitation}", Policy.OWNER, errors=(Forbidden,))
    async def revoke(self, team: str, invitation: str, caller: Claims) -> None:
        """Takes an invitation back."""
        await self._teams.revoke(team, invitation, caller)

    @endpoint(
        "PUT /teams/{team}/picture",
        Policy.OWNER,
        etag="version",
        if_match=IfMatch.OPTIONAL,
        limits=PICTURE,
        body_limit=MAX_PICTURE_BODY,
        errors=(Forbidden, Invalid),
    )
    async def set_picture(self, team: str, body: NewPicture, caller: Claims) -> Team:
        """Sets a team's picture: PNG, JPEG or WebP of at most 256 KiB, which is made a WebP of at most 256 × 256 points."""
        return await self._teams.set_picture(team, body.content, caller)

    @endpoint("DELETE /teams/{team}/picture", Policy.OWNER, errors=(Forbidden,))
    async def remove_picture(self, team: str, caller: Claims) -> Team:
        """Removes a team's picture."""
        return await self._teams.remove_picture(team, caller)

    @endpoint("GET /teams/{team}/picture/{picture}", Policy.ANYONE, media_type="image/webp", cache_control=IMMUTABLE)
    async def picture(self, team: str, picture: str) -> Encoded[bytes]:
        """A team's picture, under a name that changes with it: to be kept for ever."""
        return Encoded(await self._teams.picture(team, picture), {"X-Content-Type-Options": "nosniff"})
