"""What a jury does to a contest that is judged here: each action is one event in the contest's log."""

from __future__ import annotations

import time

import msgspec
from msgspec import UNSET

from core_api.domains.contests.service import ContestService
from core_api.domains.contests.settings import changed
from core_api.domains.jury.models import MAX_NAME, ContestUpdate, NewAdjustment, NewAnnouncement, NewHack, TeamUpdate
from core_api.domains.jury.store import Announcements
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import Adjusted, Announced, ContestConfigured, Event, Hacked, TeamJoined
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.names import display_name, visible


class JuryService:
    def __init__(self, contests: ContestService, announcements: Announcements, pool: Pool) -> None:
        self._contests = contests
        self._announcements = announcements
        self._pool = pool

    async def update(self, id: str, wanted: ContestUpdate) -> None:
        """Changes the clock, the freeze, the pauses, the rule's options or the medals of a contest."""
        async with unit_of_work.begin(self._pool) as work:
            settings = changed(await self._contests.locked(work, id), wanted.settings)
            await self._contests.set_settings(work, id, settings)
            self._log(work, id, ContestConfigured(settings))

    async def team(self, id: str, team: str, wanted: TeamUpdate) -> TeamJoined:
        """Renames, hides, disqualifies, … a team."""
        async with unit_of_work.begin(self._pool) as work:
            await self._contests.locked(work, id)
            given = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not UNSET}
            for field in ("name", "organization"):
                if given.get(field):
                    given[field] = display_name(given[field], field, MAX_NAME)
            for group in given.get("groups", ()):
                visible(group, "groups")
            if "extension" in given:
                given["extension"] *= 1000
            held = await self._contests.team(work, id, team)
            joined = msgspec.structs.replace(held, **given)
            await self._contests.set_team(work, id, joined)
            self._log(work, id, joined)
        return joined

    async def adjust(self, id: str, wanted: NewAdjustment) -> str:
        """Adds to a team's score; returns the id under which it can be taken back."""
        adjustment = ids.new()
        await self._of_team(id, wanted.team_id, Adjusted(adjustment, wanted.team_id, wanted.amount, wanted.reason))
        return adjustment

    async def take_back(self, id: str, team: str, adjustment: str) -> None:
        await self._of_team(id, team, Adjusted(adjustment, team, 0.0, "taken back"))

    async def hack(self, id: str, wanted: NewHack) -> str:
        hack = ids.new()
        await self._of_team(id, wanted.team_id, Hacked(hack, wanted.team_id, wanted.successful, wanted.time * 1000))
        return hack

    async def announce(self, id: str, wanted: NewAnnouncement, author: str) -> Announced:
        """Says something to everybody."""
        said = Announced(ids.new(), wanted.text, round(time.time() * 1000), wanted.problem_id)
        async with unit_of_work.begin(self._pool) as work:
            settings = await self._contests.locked(work, id, judged_here=False)
            known = {problem.id for problem in settings.problems}
            if said.problem and said.problem not in known:
                raise Invalid(f"the contest has no problem {said.problem!r}", field="problem_id")
            if said.problem and not await self._contests.shows_problems(id):
                raise Conflict("the problems are secret until the contest starts: announce it without one", field="problem_id")
            await self._announcements.add(work, id, said, author)
            self._log(work, id, said)
        return said

    async def unsay(self, id: str, announcement: str) -> None:
        """Takes an announcement back."""
        async with unit_of_work.begin(self._pool) as work:
            await self._contests.locked(work, id, judged_here=False)
            await self._announcements.remove(work, id, announcement)
            self._log(work, id, Announced(announcement, "", round(time.time() * 1000)))

    async def announcements(self, id: str) -> list[Announced]:
        """All of them, oldest first; while the problems are secret (a start may have been put off), without the problem they are about."""
        shown = await self._contests.shows_problems(id)
        said = await self._announcements.of_contest(id)
        return said if shown else [msgspec.structs.replace(announcement, problem="") for announcement in said]

    async def _of_team(self, id: str, team: str, event: Event) -> None:
        async with unit_of_work.begin(self._pool) as work:
            await self._contests.locked(work, id)
            await self._contests.team(work, id, team)
            self._log(work, id, event)

    def _log(self, work: UnitOfWork, id: str, event: Event) -> None:
        work.log_events(id, f"jury:{id}:{ids.new()}", event)
