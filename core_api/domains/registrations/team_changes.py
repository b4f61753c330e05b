"""What changes of a team do to the contests it is registered in: before their start they follow the team, from then on they do not."""

from __future__ import annotations

import msgspec

from core_api.domains.registrations.enrolment import Enrolment
from core_api.domains.registrations.store import Registrations
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import Conflict


class TeamChanges:
    def __init__(self, registrations: Registrations, enrolment: Enrolment) -> None:
        self._registrations = registrations
        self._enrolment = enrolment

    async def joined(self, work: UnitOfWork, team: str, user: str) -> None:
        """Raises `Conflict` where a contest allows no more members, or the user takes part with another team."""
        for entry in await self._registrations.upcoming(work, team):
            if len(entry.members) >= entry.registration.members_max:
                raise Conflict(
                    f"the team is registered in contest {entry.contest_id!r}, which allows {entry.registration.members_max} members"
                )
            await self._enrolment.add_members(work, entry.contest_id, team, [user])

    async def left(self, work: UnitOfWork, team: str, user: str) -> None:
        """A team that is too small then does not take part."""
        for entry in await self._registrations.upcoming(work, team):
            if user not in entry.members:
                continue
            await self._enrolment.remove_members(work, entry.contest_id, team, [user])
            if len(entry.members) - 1 < entry.registration.members_min:
                reason = f"the team has fewer than {entry.registration.members_min} members since somebody left"
                await self._enrolment.end(work, entry.contest_id, team, "withdrawn", reason, None)

    async def described(self, work: UnitOfWork, team: str, name: str, organization: str, groups: tuple[str, ...]) -> None:
        """Raises `Conflict` for a name that another team of a contest has."""
        for entry in await self._registrations.upcoming(work, team):
            held = entry.joined or TeamJoined(team, name)
            new = msgspec.structs.replace(held, name=name, organization=organization, groups=groups)
            if new != held:
                await self._enrolment.check_name(work, entry.contest_id, team, name)
                await self._enrolment.describe(work, entry.contest_id, new, entry.state)

    async def check_free(self, work: UnitOfWork, team: str) -> None:
        """Raises `Conflict` for a team that takes part, or wants to, in a contest that has not ended."""
        if (contest := await self._registrations.unfinished(work, team)) is not None:
            raise Conflict(f"the team is registered in contest {contest!r}, which has not ended: withdraw it there first")
