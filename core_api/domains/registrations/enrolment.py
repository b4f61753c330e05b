"""What every change of a registration does: rows, the contest's log, and what gateways are told of who is in which team."""

from __future__ import annotations

from collections.abc import Sequence

from core_api.domains.registrations import membership, membership_store
from core_api.domains.registrations.models import State
from core_api.domains.registrations.store import Registrations
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone
from realtime.protocol.events import TeamJoined, TeamWithdrawn
from realtime.runtime.errors import Conflict


class Enrolment:
    def __init__(self, registrations: Registrations, backbone: Backbone) -> None:
        self._registrations = registrations
        self._backbone = backbone

    async def check_name(self, work: UnitOfWork, contest: str, team: str, name: str) -> None:
        """Raises `Conflict` for a name that cannot be told from that of another team in the contest."""
        if await self._registrations.has_name(work, contest, name, team):
            raise Conflict(f"a team of contest {contest!r} is called {name!r}, or looks so: choose another name", field="team_id")

    async def add_members(self, work: UnitOfWork, contest: str, team: str, users: Sequence[str]) -> None:
        """Raises `Conflict` for users who take part with another team."""
        if elsewhere := await self._registrations.add_members(work, contest, team, users):
            names = ", ".join(await self._registrations.names(work, elsewhere))
            raise Conflict(f"nobody takes part in a contest twice: {names} joined this contest already", field="team_id")
        await self._tell(work, contest, team, users)

    async def remove_members(self, work: UnitOfWork, contest: str, team: str, users: Sequence[str]) -> None:
        await self._registrations.remove_members(work, contest, team, users)
        await self._tell(work, contest, team, users)

    async def end(self, work: UnitOfWork, contest: str, team: str, state: State, reason: str, by: str | None) -> None:
        """A team does not take part any more, and its members may with others."""
        held = await self._registrations.get(work, contest, team)
        version = await self._registrations.decide(work, contest, team, state, reason, by)
        await self.remove_members(work, contest, team, await self._registrations.members(work, contest, team))
        if held is not None and held.state == "approved":
            work.log_events(contest, f"registration:{contest}:{team}:{version}", TeamWithdrawn(team))

    async def describe(self, work: UnitOfWork, contest: str, joined: TeamJoined, state: State) -> None:
        """A team is called otherwise."""
        version = await self._registrations.describe(work, contest, joined)
        if state == "approved":
            self.log(work, contest, joined, version)

    def log(self, work: UnitOfWork, contest: str, joined: TeamJoined, version: int) -> None:
        work.log_events(contest, f"registration:{contest}:{joined.team}:{version}", joined)

    async def _tell(self, work: UnitOfWork, contest: str, team: str, users: Sequence[str]) -> None:
        for user in users:
            work.changed("user", user)  # by whom is kept which private contests one sees: those that one takes part in, too
        if changed := await membership_store.told(work, contest, users, team):
            work.after_commit(lambda: membership.tell(self._backbone, changed))
