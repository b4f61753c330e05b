"""What a jury does to a contest that is judged here: each action is one event in the contest's log."""

from __future__ import annotations

import time

import msgspec
from msgspec import UNSET

from core_api.domains.contests.service import ContestService
from core_api.domains.contests.settings import changed
from core_api.domains.jury.models import (
    MAX_NAME,
    AdjustmentPage,
    AdjustmentQuery,
    ContestUpdate,
    NewAdjustment,
    NewAnnouncement,
    NewHack,
    Noted,
    TeamUpdate,
)
from core_api.domains.jury.store import Adjustments, Announcements
from core_api.router.pages import Cursor
from core_api.storage import push_news, unit_of_work
from core_api.storage.pool import Pool
from core_api.storage.push_news import News
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import Adjusted, Announced, ContestConfigured, Event, Hacked, TeamJoined
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.names import display_name, visible

ADJUSTMENTS: Cursor[str] = Cursor("adjustments", str)


class JuryService:
    def __init__(self, contests: ContestService, announcements: Announcements, adjustments: Adjustments, pool: Pool) -> None:
        self._contests = contests
        self._announcements = announcements
        self._adjustments = adjustments
        self._pool = pool

    async def update(self, id: str, wanted: ContestUpdate) -> None:
        """Changes the clock, the freeze, the pauses, the rule's options, the medals or the awards of a contest."""
        async with unit_of_work.begin(self._pool) as work:
            held = await self._contests.locked(work, id)
            work.check_version((await self._contests.row(id, work)).version)
            settings = changed(held, wanted.settings)
            work.audit("contest", id, before=held, after=settings)
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
            work.audit("team", f"{id}/{team}", before=held, after=joined)
            self._log(work, id, joined)
        return joined

    async def adjust(self, id: str, wanted: NewAdjustment, author: str) -> Noted:
        """Adds to a team's score."""
        adjusted = Adjusted(ids.new(), wanted.team_id, wanted.amount, wanted.reason)
        async with unit_of_work.begin(self._pool) as work:
            await self._score(work, id, adjusted)
            await self._adjustments.add(work, id, adjusted, author)
            return work.answer(Noted(adjusted.id))

    async def take_back(self, id: str, team: str, adjustment: str) -> None:
        """Raises `NotFound`."""
        async with unit_of_work.begin(self._pool) as work:
            await self._score(work, id, Adjusted(adjustment, team, 0.0, "taken back"))
            await self._adjustments.remove(work, id, team, adjustment)

    async def adjustments(self, id: str, query: AdjustmentQuery) -> AdjustmentPage:
        """Those that count, oldest first."""
        found = await self._adjustments.page(id, query, ADJUSTMENTS.read(query.cursor))
        shown, cursor = ADJUSTMENTS.cut(found, query.limit, lambda adjustment: adjustment.id)
        return AdjustmentPage(adjustments=shown, next=cursor)

    async def hack(self, id: str, wanted: NewHack) -> Noted:
        hacked = Hacked(ids.new(), wanted.team_id, wanted.successful, wanted.time * 1000)
        async with unit_of_work.begin(self._pool) as work:
            await self._score(work, id, hacked)
            return work.answer(Noted(hacked.id))

    async def announce(self, id: str, wanted: NewAnnouncement, author: str) -> Announced:
        """Says something to everybody."""
        async with unit_of_work.begin(self._pool) as work:
            return work.answer(await self.say(work, id, ids.new(), wanted.text, wanted.problem_id, author))

    async def say(self, work: UnitOfWork, id: str, announcement: str, text: str, problem: str, author: str) -> Announced:
        """A new announcement, or another wording of one that has this id."""
        said = Announced(announcement, text, _now(), problem)
        settings = await self._contests.locked(work, id, judged_here=False)
        known = {problem.id for problem in settings.problems}
        if said.problem and said.problem not in known:
            raise Invalid(f"the contest has no problem {said.problem!r}", field="problem_id")
        if said.problem and not await self._contests.shows_problems(id):
            raise Conflict("the problems are secret until the contest starts: announce it without one", field="problem_id")
        await self._announcements.put(work, id, said, author)
        work.audit("announcement", f"{id}/{said.id}", after={"text": said.text, "problem": said.problem})
        self._log(work, id, said)
        await push_news.add(work, News(id, None, "announcement", text, f"{said.id} {said.at}"))
        return said

    async def unsay(self, id: str, announcement: str) -> None:
        """Takes an announcement back."""
        async with unit_of_work.begin(self._pool) as work:
            await self.take_announcement_back(work, id, announcement)

    async def take_announcement_back(self, work: UnitOfWork, id: str, announcement: str) -> None:
        await self._contests.locked(work, id, judged_here=False)
        await self._announcements.remove(work, id, announcement)
        work.audit("announcement", f"{id}/{announcement}", after={"removed": True})
        self._log(work, id, Announced(announcement, "", _now()))

    async def announcements(self, id: str) -> list[Announced]:
        """All of them, oldest first; while the problems are secret (a start may have been put off), without the problem they are about."""
        shown = await self._contests.shows_problems(id)
        said = await self._announcements.of_contest(id)
        return said if shown else [msgspec.structs.replace(announcement, problem="") for announcement in said]

    async def _score(self, work: UnitOfWork, id: str, event: Adjusted | Hacked) -> None:
        """Notes what changes a team's score. Raises `NotFound` for a team that the contest does not have."""
        await self._contests.locked(work, id)
        await self._contests.team(work, id, event.team)
        self._log(work, id, event)
        work.audit("score", f"{id}/{event.team}", after=event)

    def _log(self, work: UnitOfWork, id: str, event: Event) -> None:
        work.log_events(id, f"jury:{id}:{ids.new()}", event)


def _now() -> int:
    """Wall clock, ms since 1970."""
    return round(time.time() * 1000)
