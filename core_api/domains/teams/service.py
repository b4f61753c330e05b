"""Teams: made by their captains, joined by invitation codes, described by their members and the jury."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import UNSET

from core_api.domains.registrations.team_changes import TeamChanges
from core_api.domains.teams import invitation_codes
from core_api.domains.teams.countries import country
from core_api.domains.teams.mailboxes import InvitedMailboxes
from core_api.domains.teams.models import (
    MAX_MEMBERS,
    MAX_TEXT,
    Invitation,
    InvitationList,
    JoinTeam,
    NewInvitation,
    NewTeam,
    Team,
    TeamDetails,
    TeamPage,
    TeamQuery,
)
from core_api.domains.teams.pictures import Pictures
from core_api.domains.teams.store import Field, InvitationRow, TeamRow, Teams
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.names import display_name, visible
from realtime.security.tokens import Claims

CURSOR: Cursor[str] = Cursor("teams", str)
log = logging.getLogger(__name__)

MAX_LED = 50
"""Teams with the same captain."""
MAX_INVITATIONS = 20
"""Of one team that hold at the same time."""


class TeamService:
    def __init__(self, teams: Teams, pictures: Pictures, changes: TeamChanges, mailboxes: InvitedMailboxes) -> None:
        self._teams = teams
        self._pictures = pictures
        self._changes = changes
        self._mailboxes = mailboxes

    async def create(self, wanted: NewTeam, captain: Claims) -> Team:
        id, name = ids.new(), display_name(wanted.name)
        organization = _organization(wanted.organization)
        async with unit_of_work.begin(self._teams.pool) as work:
            if await self._teams.count_led_by(work, captain.sub) >= MAX_LED:
                raise Conflict(f"one may be the captain of {MAX_LED} teams: dissolve one, or hand it over")
            await self._check_name(work, name, [captain.sub])
            await self._teams.add(work, id, name, organization, country(wanted.country), captain.sub)
            work.audit("team", id, after={"name": name, "captain": captain.sub})
            return work.answer((await self._get(id, work)).shown(captain))

    async def get(self, id: str, reader: Claims | None) -> Team:
        return (await self._get(id)).shown(reader)

    async def page(self, query: TeamQuery, reader: Claims | None) -> TeamPage:
        if query.member is not None and (reader is None or (reader.sub != query.member and not reader.is_jury)):
            raise Forbidden("in which teams somebody is, they and the jury may list", field="member")
        shown, more = CURSOR.cut(await self._teams.page(query, CURSOR.read(query.cursor)), query.limit, lambda row: row.id)
        return TeamPage(teams=[row.shown(reader) for row in shown], next=more)

    async def update(self, id: str, wanted: TeamDetails, by: Claims) -> Team:
        """By its captain; its groups by the jury. Contests that have not started show the change."""
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._led(work, id, by)
            changes: dict[Field, Any] = {}
            if wanted.groups is not UNSET:
                if not by.is_jury:
                    raise Forbidden("the groups of a team are the jury's to say: they decide prizes", field="groups")
                changes["groups"] = tuple(dict.fromkeys(wanted.groups))
                for group in wanted.groups:
                    visible(group, "groups")
            if wanted.organization is not UNSET:
                changes["organization"] = _organization(wanted.organization)
            if wanted.country is not UNSET:
                changes["country"] = country(wanted.country)
            if wanted.name is not UNSET:
                if team.individual:
                    raise Conflict("who takes part alone is called as the user is", field="name")
                changes["name"] = display_name(wanted.name)
                await self._check_name(work, changes["name"], [member.user_id for member in team.members])
            return await self._change(work, team, changes, by)

    async def set_captain(self, id: str, captain: str, by: Claims) -> Team:
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._led(work, id, by)
            if team.individual or not team.has(captain):
                raise Invalid("the captain must be a member of the team", field="user_id")
            return await self._change(work, team, {"captain_id": captain}, by)

    async def _change(self, work: UnitOfWork, team: TeamRow, changes: dict[Field, Any], by: Claims) -> Team:
        await self._teams.change(work, team.id, changes)
        new = await self._get(team.id, work)
        await self._changes.described(work, team.id, new.name, new.organization, new.groups)
        before: dict[str, object] = {name: getattr(team, name) for name in changes}
        after: dict[str, object] = {name: getattr(new, name) for name in changes}
        work.audit("team", team.id, before=before, after=after)
        return new.shown(by)

    async def dissolve(self, id: str, by: Claims) -> None:
        """Who took part with it stays in the contests of before."""
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._led(work, id, by)
            if team.individual:
                raise Conflict("a team of one goes with its user")
            await self._changes.check_free(work, id)
            await self._teams.dissolve(work, id)
            work.audit("team", id, before={"name": team.name, "members": [member.user_id for member in team.members]})
        if team.picture is not None:
            await self._pictures.drop(id, team.picture)

    # members

    async def invite(self, id: str, wanted: NewInvitation, by: Claims) -> Invitation:
        """Raises `Limited` for an address that has had its invitations for today."""
        code, email = invitation_codes.new_code(), wanted.email and wanted.email.strip().lower()
        if email is not None:
            _check_led(await self._get(id), by)  # before it counts
            await self._mailboxes.take(email)
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._led(work, id, by)
            if team.individual:
                raise Conflict("nobody joins a team of one: make a team")
            if len(await self._teams.invitations(id, work)) >= MAX_INVITATIONS:
                raise Conflict(f"a team may have {MAX_INVITATIONS} invitations: take one back")
            expires = datetime.now(UTC) + timedelta(hours=wanted.hours)
            invitation = ids.new()
            row = await self._teams.invite(work, invitation, id, invitation_codes.hashed(code), wanted.uses, by.sub, expires)
            if email is not None:
                values = {"team": team.name, "captain": by.name, "link": f"/#/teams/join/{code}"}  # behind #: in no log of a server
                work.mail(Mail("team-invitation", email, values=values))
            work.audit("team", id, after={"invitation": invitation, "uses": wanted.uses, "mailed": email is not None})
            return work.answer(_invitation(row, code if email is None else None))

    async def invitations(self, id: str, by: Claims) -> InvitationList:
        """Without their codes, which nobody knows any more."""
        _check_led(await self._get(id), by)
        return InvitationList([_invitation(row, None) for row in await self._teams.invitations(id)])

    async def revoke(self, id: str, invitation: str, by: Claims) -> None:
        async with unit_of_work.begin(self._teams.pool) as work:
            await self._led(work, id, by)
            if not await self._teams.revoke(work, id, invitation):
                raise NotFound(f"there is no invitation {invitation!r}", field="invitation")
            work.audit("team", id, before={"invitation": invitation})

    async def join(self, wanted: JoinTeam, user: Claims) -> Team:
        async with unit_of_work.begin(self._teams.pool) as work:
            id = await self._teams.use(work, invitation_codes.hashed(wanted.code))
            if id is None:
                raise NotFound("this code does not hold: it was used up, taken back or never given", field="code")
            team = await self._get(id, work)
            if team.has(user.sub):
                raise Conflict("you are a member of this team already")
            if len(team.members) >= MAX_MEMBERS:
                raise Conflict(f"a team may have {MAX_MEMBERS} members")
            await self._teams.add_member(work, id, user.sub)
            await self._teams.change(work, id, {})
            await self._changes.joined(work, id, user.sub)
            work.audit("team", id, after={"joined": user.sub})
            return work.answer((await self._get(id, work)).shown(user))

    async def remove_member(self, id: str, user: str, by: Claims) -> None:
        """A member leaves, or its captain removes one. In contests that have started the member stays."""
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._get(id, work)
            if by.sub != user:
                _check_led(team, by)
            if not team.has(user):
                raise NotFound(f"user {user!r} is no member of this team", field="user")
            if team.captain_id == user:
                raise Conflict("a captain cannot leave: hand the team over first, or dissolve it", field="user")
            await self._teams.remove_member(work, id, user)
            await self._teams.change(work, id, {})
            await self._changes.left(work, id, user)
            work.audit("team", id, before={"member": user})

    # pictures

    async def set_picture(self, id: str, sent: bytes, by: Claims) -> Team:
        _check_led(await self._get(id), by)  # before its picture is decoded
        name = await self._pictures.keep(id, sent)
        return await self._set_picture(id, name, by)

    async def remove_picture(self, id: str, by: Claims) -> Team:
        return await self._set_picture(id, None, by)

    async def _set_picture(self, id: str, name: str | None, by: Claims) -> Team:
        """Of the picture before, nothing is left."""
        async with unit_of_work.begin(self._teams.pool) as work:
            team = await self._led(work, id, by)
            changed = await self._change(work, team, {"picture": name}, by)
        if team.picture not in (None, name):
            await self._pictures.drop(id, str(team.picture))
        return changed

    async def picture(self, id: str, name: str) -> bytes:
        return await self._pictures.load(id, name)

    # accounts that are deleted

    async def strip(self, work: UnitOfWork, user: str) -> None:
        """Empties the team of one of a user: picture, organization, country, groups. The row stays, contests of before name it.

        The picture goes before the commit: where that fails the deletion fails and is tried again, and no picture is forgotten.
        """
        picture = await self._teams.strip(work, user)
        if picture is not None:
            await self._pictures.drop(user, picture)

    async def _get(self, id: str, work: UnitOfWork | None = None) -> TeamRow:
        """Within a transaction, locked. Raises `NotFound`."""
        found = await self._teams.get(id, work)
        if found is None:
            raise NotFound(f"there is no team {id!r}", field="team")
        return found

    async def _led(self, work: UnitOfWork, id: str, by: Claims) -> TeamRow:
        """A team that `by` may change, locked. Raises `NotFound` or `Forbidden`."""
        team = await self._get(id, work)
        _check_led(team, by)
        work.check_version(team.version)
        return team

    async def _check_name(self, work: UnitOfWork, name: str, members: list[str]) -> None:
        """Raises `Conflict` for the name of a user who is not in the team: on boards both look the same."""
        if await self._teams.is_users_name(work, name, members):
            raise Conflict("this name cannot be used", field="name")


def _check_led(team: TeamRow, by: Claims) -> None:
    if by.sub != team.captain_id and not by.is_jury:
        raise Forbidden("this is for the captain of the team")


def _organization(given: str) -> str:
    return display_name(given, "organization", MAX_TEXT) if given else ""


def _invitation(row: InvitationRow, code: str | None) -> Invitation:
    return Invitation(row.id, code, row.uses_left, row.created_at, row.expires_at)
