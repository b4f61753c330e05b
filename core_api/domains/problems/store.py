"""Problems in PostgreSQL; their statement and limits here, their tests sealed in the document store."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg
import msgspec

from core_api.domains.problems.models import ProblemHead
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import NEXT_CHANGE, SHOWN_VERSION, USES, uses
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import IS_USED, PROBLEM_IS_SHOWN, SHOWN_AT, is_inside
from realtime.runtime.errors import Conflict, NotFound


class ProblemSummaryRow(msgspec.Struct, frozen=True):
    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    time_limit_ms: int
    memory_limit_bytes: int
    likes: int


class ProblemRow(ProblemSummaryRow, frozen=True):
    author_id: str
    output_limit_bytes: int
    version: int
    package_key: str
    published: bool
    revision: int
    tests: int
    used: bool
    """By a public contest."""
    shown_at: datetime | None
    """When the first public contest that uses it starts."""

    @property
    def visible(self) -> bool:
        """To everybody, by the clock of now: a row may be kept for a while."""
        if not self.used:
            return self.published
        return self.shown_at is not None and self.shown_at <= datetime.now(UTC)


class Listed(msgspec.Struct, frozen=True):
    """A page of the problems that everybody sees."""

    problems: list[ProblemSummaryRow]
    until: datetime | None
    """When the next contest starts, whose problems may be among them then, or ends, which may show other limits."""


class SampleRow(msgspec.Struct, frozen=True):
    ordinal: int
    bytes: int
    """Of input and answer."""


_SELECT = (
    "select p.id, p.title, p.difficulty, p.tags, p.author_id, p.published, p.likes, p.revision, v.version, v.package_key, v.tests,"
    f" v.time_limit_ms, v.memory_limit_bytes, v.output_limit_bytes, {SHOWN_AT} as shown_at, {IS_USED} as used"
    " from problems p join problem_versions v on v.problem_id = p.id and v.version = %s where p.id = $1"
)
"""To be completed with the version, an expression."""


class Problems:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(self, work: UnitOfWork, problem: ProblemHead, author: str) -> None:
        """Without its first version. Raises `Conflict` naming what another problem has already.

        A custom checker stands in the package only, which is sealed.
        """
        try:
            await work.connection.execute(
                "insert into problems (id, title, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes,"
                " difficulty, tags, checker, published) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                problem.id,
                problem.title,
                author,
                round(problem.time_limit * 1000),
                problem.memory_limit * 2**20,
                problem.output_limit * 2**20,
                problem.difficulty,
                list(problem.tags),
                {"kind": problem.checker.kind, "tolerance": problem.checker.tolerance},
                problem.published,
            )
        except asyncpg.UniqueViolationError as error:
            field = "title" if "title" in (error.constraint_name or "") else "id"
            raise Conflict(f"there is a problem with this {field} already", field=field) from None
        work.changed("problem", problem.id)

    async def get(self, id: str, work: UnitOfWork | None = None) -> ProblemRow | None:
        """Its newest version."""
        found = await (work.connection if work else self.pool).fetchrow(_SELECT % "p.version", id)
        return rows.optional(ProblemRow, found)

    async def shown(self, id: str) -> ProblemRow | None:
        """The version that readers see: that of a public contest that runs, else the newest."""
        return rows.optional(ProblemRow, await self.pool.fetchrow(_SELECT % SHOWN_VERSION, id))

    async def shown_until(self, id: str) -> datetime | None:
        """When the first of the public contests that run with it ends; None: none runs."""
        found: datetime | None = await self.pool.fetchval(
            f"select min(c.ends_at) from contests c, problems p where p.id = $1 and not c.imported and not c.private"
            f" and c.starts_at <= now() and now() < c.ends_at and {USES}",
            id,
        )
        return found

    async def used_by(self, id: str, contests: tuple[str, ...]) -> bool:
        """Whether one of these contests has the problem."""
        found = await self.pool.fetchval(
            f"select true from contests c where c.id = any($2::text[]) and {uses('$1::text')} limit 1",
            id,
            list(contests),
        )
        return bool(found)

    async def shown_inside(self, id: str, user: str) -> bool:
        """Whether a private contest that has started, and that the user may see, has the problem."""
        found = await self.pool.fetchval(
            f"select true from contests c where c.private and c.starts_at <= now() and {uses('$1::text')} and {is_inside('$2')} limit 1",
            id,
            user,
        )
        return bool(found)

    async def samples(self, id: str, version: int, limit: int) -> list[SampleRow]:
        """In their order."""
        found = await self.pool.fetch(
            "select ordinal, input_bytes + answer_bytes as bytes from testcases"
            " where problem_id = $1 and version = $2 and sample order by ordinal limit $3",
            id,
            version,
            limit,
        )
        return rows.structs(SampleRow, found)

    async def page(self, after: str, limit: int, difficulty: str | None, tag: str | None) -> Listed:
        """Those that everybody sees, by id."""
        until = await self.pool.fetchval(NEXT_CHANGE)
        found = await self.pool.fetch(
            "with page as materialized (select id, title, difficulty, tags, likes, version from problems p"
            f" where id > $1 and ($3::text is null or difficulty = $3)"
            f" and ($4::text is null or p.tags @> array[$4::text]) and {PROBLEM_IS_SHOWN} order by id limit $2)"
            " select p.id, p.title, p.difficulty, p.tags, v.time_limit_ms, v.memory_limit_bytes, p.likes from page p"
            f" join problem_versions v on v.problem_id = p.id and v.version = {SHOWN_VERSION} order by p.id",
            after,
            limit,
            difficulty,
            tag,
        )
        return Listed(rows.structs(ProblemSummaryRow, found), until)

    async def lock(self, work: UnitOfWork, id: str, *, to_remove: bool = False) -> int:
        """The revision of a problem, locked until the transaction ends. `to_remove`: against what refers to it, too. Raises `NotFound`."""
        strength = "update" if to_remove else "no key update"
        revision: int | None = await work.connection.fetchval(f"select revision from problems where id = $1 for {strength}", id)
        if revision is None:
            raise NotFound(f"there is no problem {id!r}", field="problem_id")
        return revision

    async def keep(self, work: UnitOfWork, chosen: tuple[str, ...]) -> set[str]:
        """Those that exist: they will, until the transaction ends."""
        found = await work.connection.fetch("select id from problems where id = any($1::text[]) order by id for key share", list(chosen))
        return {row["id"] for row in found}

    async def revised(self, work: UnitOfWork, id: str) -> None:
        """A part of the problem that stands elsewhere has changed."""
        await work.connection.execute("update problems set revision = revision + 1 where id = $1", id)
