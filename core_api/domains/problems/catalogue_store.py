"""The archive as a whole in PostgreSQL: changes and removal of a problem, counts of those that everybody sees."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from core_api.domains.problems.models import CategoryCount, PreparedProblem, TagCount
from core_api.domains.problems.store import ProblemRow
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import USES
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import PROBLEM_IS_SHOWN
from realtime.runtime.errors import Conflict

MAX_TAGS = 500
"""Tags in the list, those of most problems: authors write them freely."""


class Counts(msgspec.Struct, frozen=True):
    """Of the problems that everybody sees."""

    tags: list[TagCount]
    categories: list[CategoryCount]
    until: datetime | None
    """When the next contest starts, whose problems may count then."""


class CatalogueStore:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def change(self, work: UnitOfWork, new: ProblemRow) -> None:
        """Raises `Conflict` for a title that another problem has."""
        try:
            await work.connection.execute(
                "update problems set title = $2, difficulty = $3, tags = $4, published = $5, revision = revision + 1 where id = $1",
                new.id,
                new.title,
                new.difficulty,
                list(new.tags),
                new.published,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("there is a problem with this title already", field="title") from None
        work.changed("problem", new.id)

    async def is_used(self, work: UnitOfWork, id: str) -> bool:
        """Whether any contest has the problem, private ones too: whoever may remove it is not told which."""
        found: bool = await work.connection.fetchval(f"select exists (select from contests c, problems p where p.id = $1 and {USES})", id)
        return found

    async def has_submissions(self, work: UnitOfWork, id: str) -> bool:
        found: bool = await work.connection.fetchval("select exists (select from submissions where problem_id = $1)", id)
        return found

    async def file_keys(self, work: UnitOfWork, id: str) -> list[str]:
        """Of the problem's files in the document store."""
        found = await work.connection.fetch("select key from problem_files where problem_id = $1", id)
        return [row["key"] for row in found]

    async def remove(self, work: UnitOfWork, id: str) -> None:
        """Its statements and the lists of its tests and files go with it; package and files are in the document store."""
        await work.connection.execute("delete from problems where id = $1", id)
        work.changed("problem", id)

    async def prepared(
        self, user: str, contests: tuple[str, ...], text: str, after: str, limit: int, *, all_of_them: bool
    ) -> list[PreparedProblem]:
        """Those of this author, and those of contests that the author is jury of."""
        found = await self.pool.fetch(
            "select p.id, p.title, p.difficulty, p.version, v.tests, p.published, p.author_id = $1 as own from problems p"
            " join problem_versions v on v.problem_id = p.id and v.version = p.version"
            " where p.id > $4 and ($3 = '' or strpos(lower(p.id || ' ' || p.title), lower($3)) > 0)"
            f" and ($6 or p.author_id = $1 or exists (select from contests c where c.id = any($2::text[]) and {USES}))"
            " order by p.id limit $5",
            user,
            list(contests),
            text,
            after,
            limit,
            all_of_them,
        )
        return rows.structs(PreparedProblem, found)

    async def counts(self) -> Counts:
        until = await self.pool.fetchval("select min(starts_at) from contests where starts_at > now()")
        tags = await self.pool.fetch(
            "select tag, count(distinct p.id) as problems from problems p, unnest(p.tags) as tag"
            f" where {PROBLEM_IS_SHOWN} group by tag order by problems desc, tag limit $1",
            MAX_TAGS,
        )
        categories = await self.pool.fetch(
            f"select difficulty, count(*) as problems from problems p where {PROBLEM_IS_SHOWN} group by difficulty"
            " order by array_position(array['easy', 'medium', 'hard'], difficulty)"
        )
        return Counts(rows.structs(TagCount, tags), rows.structs(CategoryCount, categories), until)
