"""Likes and marks of problems in PostgreSQL. Triggers count them: see `migrations/0041_marks.sql`."""

from __future__ import annotations

from collections.abc import Sequence

from core_api.domains.marks.models import OwnMark
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.replica import Reader
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import PROBLEM_IS_SHOWN
from realtime.runtime.errors import NotFound

_TEAMMATES = """
from registration_members m join contests c on c.id = m.contest_id
    join submissions s on s.contest_id = m.contest_id and s.team_id = m.team_id
where m.user_id = $1 and m.team_id <> $1 and s.user_id <> $1 and s.verdict <> 'JE' and s.state <> 'deleted'
"""
"""What the other members of the caller's teams have sent for them."""
_OF_TEAMS = f"""
select s.problem_id, bool_or(solves(c.settings, s.verdict)) as solved {_TEAMMATES} and s.problem_id = any($2::text[]) group by s.problem_id
"""
_SOLVED = f"""
select problem_id from problem_marks where user_id = $1 and solving > 0
union select s.problem_id {_TEAMMATES} and solves(c.settings, s.verdict) limit $2
"""


class Marks:
    def __init__(self, pool: Pool, reads: Reader) -> None:
        self.pool = pool
        self._reads = reads

    async def set_like(self, work: UnitOfWork, problem: str, user: str, *, liked: bool) -> int:
        """Returns how many like the problem then. Nothing changes where it is so already. Raises `NotFound`."""
        if liked:
            done = await work.connection.execute(
                "insert into problem_likes (problem_id, user_id) select id, $2 from problems where id = $1 on conflict do nothing",
                problem,
                user,
            )
        else:
            done = await work.connection.execute("delete from problem_likes where problem_id = $1 and user_id = $2", problem, user)
        likes: int | None = await work.connection.fetchval("select likes from problems where id = $1", problem)
        if likes is None:  # removed since it was looked at
            raise NotFound(f"there is no problem {problem!r}", field="problem_id")
        if done.endswith("1") and is_noticed(likes):
            work.changed("problem", problem)
        return likes

    async def own(self, user: str, problems: Sequence[str]) -> list[OwnMark]:
        """Of those that everybody sees, or the user has submitted to."""
        found = await self._reads.fetch(
            f"with of_teams as ({_OF_TEAMS}) select p.id as problem_id, p.likes, l.user_id is not null as liked,"
            " case when coalesce(m.solving, 0) > 0 or coalesce(t.solved, false) then 'solved'"
            " when coalesce(m.judged, 0) > 0 or t.problem_id is not null then 'tried' else 'none' end as mark"
            " from problems p left join problem_likes l on l.problem_id = p.id and l.user_id = $1"
            " left join problem_marks m on m.problem_id = p.id and m.user_id = $1"
            " left join of_teams t on t.problem_id = p.id"
            f" where p.id = any($2::text[]) and (m.judged > 0 or t.problem_id is not null or {PROBLEM_IS_SHOWN}) order by p.id",
            user,
            list(problems),
        )
        return rows.structs(OwnMark, found)

    async def solved(self, user: str, limit: int) -> tuple[str, ...]:
        """Ids of all problems that have this mark for the user."""
        return tuple(row["problem_id"] for row in await self._reads.fetch(_SOLVED, user, limit))


def is_noticed(likes: int) -> bool:
    """Whether a number of likes ends what caches keep of the one before: each up to 100, then one in a hundred.

    When a contest is over, thousands like the same few problems, and each list would be made anew for each of them.
    """
    return likes % max(1, likes // 100) == 0
