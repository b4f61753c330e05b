"""What recommendations are made from, in PostgreSQL. Every read is bounded, however much anybody has solved.

Problems of a contest that runs or is frozen take no part, neither as what is recommended nor as what people have in common: an aggregate of
hidden verdicts would tell of them. Nor do people who show their statistics or submissions to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core_api.domains.marks.scoring import Candidate, Neighbour, SolvedProblem
from core_api.storage import rows
from core_api.storage.replica import Reader
from core_api.storage.visibility import BUSY_PROBLEMS, PROBLEM_IS_SHOWN, PROBLEM_RESTS

MAX_SOLVED = 300
"""Own solved problems that are looked at: more say nothing more about a person."""
PER_SIDE = 50
"""Solvers of each of them that are looked at on either side of the person in the order of ids: accounts that are about as old."""
MAX_NEAR = 200
"""Near people, those with most in common."""
PER_PERSON = 300
"""Solved problems of each near person."""
MAX_LIKED = 100
"""Candidates for their tags, and for their difficulty: the most liked ones."""


class SuggestedRow(msgspec.Struct, frozen=True):
    """A recommended problem as everybody sees it now."""

    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    likes: int


class RecommendationStore:
    def __init__(self, reads: Reader) -> None:
        self._reads = reads

    async def solved(self, user: str) -> list[SolvedProblem]:
        found = await self._reads.fetch(
            "select p.id, p.difficulty, p.tags from problem_marks m join problems p on p.id = m.problem_id"
            f" where m.user_id = $1 and m.solving > 0 and {PROBLEM_RESTS} order by p.id limit $2",
            user,
            MAX_SOLVED,
        )
        return rows.structs(SolvedProblem, found)

    async def neighbours(self, user: str, solved: Sequence[str]) -> list[Neighbour]:
        """Those with most in common first."""
        found = await self._reads.fetch(
            "with near as (select user_id, array_agg(seed order by seed) as common from unnest($2::text[]) as seed, lateral ("
            " (select user_id from problem_marks where problem_id = seed and solving > 0 and user_id > $1 order by user_id limit $3)"
            " union all"
            " (select user_id from problem_marks where problem_id = seed and solving > 0 and user_id < $1 order by user_id desc limit $3)"
            ") solvers group by user_id)"
            " select near.user_id, common,"
            " (select count(*) from problem_marks m where m.user_id = near.user_id and m.solving > 0"
            f" and m.problem_id not in {BUSY_PROBLEMS}) as solved"
            " from near join users u on u.id = near.user_id where coalesce(u.privacy ->> 'statistics', 'everybody') <> 'nobody'"
            " and coalesce(u.privacy ->> 'submissions', 'members') <> 'nobody'"
            " order by cardinality(common) desc, near.user_id limit $4",
            user,
            list(solved),
            PER_SIDE,
            MAX_NEAR,
        )
        return rows.structs(Neighbour, found)

    async def candidates(self, user: str, near: Sequence[str], tags: Sequence[str], difficulty: str) -> list[Candidate]:
        """Not solved by the user: what near people have solved, what has one of the tags, and what is of the difficulty."""
        found = await self._reads.fetch(
            "with of_near as (select s.problem_id, array_agg(near order by near) as solvers from unnest($2::text[]) as near, lateral"
            " (select problem_id from problem_marks m where m.user_id = near and m.solving > 0 order by problem_id limit $5) s"
            " group by s.problem_id order by count(*) desc, s.problem_id limit $5),"
            " by_tag as (select id from problems p where p.tags && $3::text[] order by likes desc, id limit $6),"
            " by_level as (select id from problems p where p.difficulty = $4 order by likes desc, id limit $6),"
            " ids as (select problem_id as id from of_near union select id from by_tag union select id from by_level)"
            " select p.id, p.difficulty, p.tags, p.likes, coalesce(n.solvers, '{}') as solvers"
            " from ids join problems p using (id) left join of_near n on n.problem_id = p.id"
            f" where {_OPEN_TO}",
            user,
            list(near),
            list(tags),
            difficulty,
            PER_PERSON,
            MAX_LIKED,
        )
        return rows.structs(Candidate, found)

    async def shown(self, user: str, problems: Sequence[str]) -> list[SuggestedRow]:
        """Those that everybody sees, that rest and that the user has not solved, by the state of now."""
        found = await self._reads.fetch(
            f"select p.id, p.title, p.difficulty, p.tags, p.likes from problems p where p.id = any($2::text[]) and {_OPEN_TO}",
            user,
            list(problems),
        )
        return rows.structs(SuggestedRow, found)


_OPEN_TO = f"""
{PROBLEM_IS_SHOWN} and {PROBLEM_RESTS}
and not exists (select from problem_marks own where own.user_id = $1 and own.problem_id = p.id and own.solving > 0)
"""
