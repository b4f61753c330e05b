"""The queue of balloons: which teams are to get one for what they solved, and who has brought it."""

from __future__ import annotations

import msgspec

from core_api.domains.balloons.models import Balloon, BalloonPage, BalloonQuery
from core_api.domains.balloons.store import BalloonRow, Balloons
from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound
from realtime.security.tokens import Claims

CURSOR: Cursor[tuple[int, str]] = Cursor("balloons", tuple[int, str])


class BalloonService:
    def __init__(self, balloons: Balloons, contests: ContestService) -> None:
        self._balloons = balloons
        self._contests = contests

    async def page(self, contest: str, wanted: BalloonQuery) -> BalloonPage:
        held = await self._contests.row(contest)
        found = await self._balloons.page(held, wanted.delivered, CURSOR.read(wanted.cursor), wanted.limit)
        page, more = CURSOR.cut(found, wanted.limit, lambda row: (row.contest_time_ms, row.id))
        return BalloonPage(balloons=[_shown(row, held) for row in page], next=more)

    async def deliver(self, contest: str, id: str, runner: Claims) -> Balloon:
        """Of two runners who say so, the first has brought it: the second one reads who that was."""
        async with unit_of_work.begin(self._balloons.pool) as work:
            held, before = await self._found(work, contest, id)
            await self._balloons.deliver(work, held.id, before, runner.sub)
            return await self._changed(work, held, before)

    async def take_back(self, contest: str, id: str) -> Balloon:
        """It was not delivered after all. A withdrawn one leaves the list."""
        async with unit_of_work.begin(self._balloons.pool) as work:
            held, before = await self._found(work, contest, id)
            await self._balloons.take_back(work, contest, before)
            return await self._changed(work, held, before)

    async def _found(self, work: UnitOfWork, contest: str, id: str) -> tuple[ContestRow, BalloonRow]:
        """Raises `NotFound`, in the same words for what is behind the freeze and what nobody has solved.

        The delivery stays locked. The contest does not: its submissions would have to wait.
        """
        held = await self._contests.row(contest, work)
        await self._balloons.lock(work, contest, id)
        row = await self._balloons.find(work, held, id)
        if row is None:
            raise NotFound(f"there is no balloon {id!r}", field="balloon")
        return held, row

    async def _changed(self, work: UnitOfWork, contest: ContestRow, before: BalloonRow) -> Balloon:
        after = await self._balloons.find(work, contest, before.id) or msgspec.structs.replace(before, delivered_by=None, delivered_at=None)
        if after.delivered_at == before.delivered_at:
            work.no_change()
        else:
            work.tell_desk(contest.id, "balloons")
            names = [{"delivered_by": row.delivered_by} for row in (before, after)]
            work.audit("balloon", f"{contest.id}/{before.id}", before=names[0], after=names[1])
        return work.answer(_shown(after, contest))


def _shown(row: BalloonRow, contest: ContestRow) -> Balloon:
    problem = next((problem for problem in contest.settings.problems if problem.id == row.problem_id), None)
    return Balloon(
        id=row.id,
        team_id=row.team_id,
        team_name=row.team_name,
        organization=row.organization,
        place=row.location,
        problem_id=row.problem_id,
        label=problem.label if problem else row.problem_id,
        rgb=problem.rgb if problem else "",
        contest_time=contest.settings.contest_time(row.contest_time_ms),
        first_of_contest=row.first_of_contest,
        first_of_team=row.first_of_team,
        delivered_by=row.delivered_by,
        delivered_at=row.delivered_at,
        withdrawn=row.withdrawn,
    )
