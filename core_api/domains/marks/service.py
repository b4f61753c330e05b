"""What people make of problems: likes, which everybody sees counted, and one's own marks, which nobody else sees."""

from __future__ import annotations

from core_api.domains.marks.models import Like, OwnMarks
from core_api.domains.marks.store import Marks
from core_api.domains.problems.service import ProblemService
from core_api.storage import unit_of_work
from realtime.security.tokens import Claims

MAX_SOLVED = 20_000
"""Problems that one person has solved: more than anybody has, and what a query to the search server can hold."""


class MarkService:
    def __init__(self, marks: Marks, problems: ProblemService) -> None:
        self._marks = marks
        self._problems = problems

    async def set_like(self, problem: str, user: Claims, *, liked: bool) -> Like:
        """Raises `NotFound`, also for a problem that the user may not see. Taking a like back is possible in any case."""
        if liked:
            await self._problems.check_readable(problem, user)
        async with unit_of_work.begin(self._marks.pool) as work:
            return Like(problem, liked, await self._marks.set_like(work, problem, user.sub, liked=liked))

    async def own(self, ids: str, user: Claims) -> OwnMarks:
        """`ids`: with commas between them."""
        return OwnMarks(await self._marks.own(user.sub, ids.split(",")))

    async def solved(self, user: Claims) -> tuple[str, ...]:
        """Ids of all problems that the user has solved, the first `MAX_SOLVED` of them."""
        return await self._marks.solved(user.sub, MAX_SOLVED)
