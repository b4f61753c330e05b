"""Problems in PostgreSQL; their statement and limits here, their tests sealed in the document store."""

from __future__ import annotations

import asyncpg
import msgspec

from core_api.domains.problems.models import ProblemHead
from core_api.storage import rows
from core_api.storage.pool import Pool
from realtime.runtime.errors import Conflict
from realtime.storage.packages import Case

_VISIBLE = """coalesce(
    (select bool_or(coalesce(c.starts_at <= now(), false)) from contests c
     where c.settings -> 'problems' @> jsonb_build_array(jsonb_build_object('id', p.id))),
    p.published)"""
"""Whether everybody sees problem `p`: from the start of the first contest that uses it, not before; one that no contest uses, once it is
published."""


class ProblemSummaryRow(msgspec.Struct, frozen=True):
    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    time_limit_ms: int
    memory_limit_bytes: int


class ProblemRow(ProblemSummaryRow, frozen=True):
    statement: str
    author_id: str
    output_limit_bytes: int
    version: int
    package_key: str
    published: bool
    tests: int
    visible: bool
    """To everybody."""


class SampleRow(msgspec.Struct, frozen=True):
    ordinal: int
    bytes: int
    """Of input and answer."""


class Problems:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, problem: ProblemHead, tests: tuple[Case, ...], package_key: str, author: str) -> None:
        """Raises `Conflict` naming what another problem has already. A custom checker stands in the package only, which is sealed."""
        async with self._pool.acquire() as connection, connection.transaction():
            try:
                await connection.execute(
                    "insert into problems (id, title, statement, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes,"
                    " difficulty, tags, checker, package_key, published) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                    problem.id,
                    problem.title,
                    problem.statement,
                    author,
                    round(problem.time_limit * 1000),
                    problem.memory_limit * 2**20,
                    problem.output_limit * 2**20,
                    problem.difficulty,
                    list(problem.tags),
                    {"kind": problem.checker.kind, "tolerance": problem.checker.tolerance},
                    package_key,
                    problem.published,
                )
            except asyncpg.UniqueViolationError as error:
                field = "title" if "title" in (error.constraint_name or "") else "id"
                raise Conflict(f"there is a problem with this {field} already", field=field) from None
            await connection.executemany(
                "insert into testcases (problem_id, version, ordinal, sample, input_bytes, answer_bytes) values ($1, 1, $2, $3, $4, $5)",
                [(problem.id, i, t.sample, len(t.input), len(t.answer)) for i, t in enumerate(tests)],
            )

    async def get(self, id: str) -> ProblemRow | None:
        found = await self._pool.fetchrow(
            f"select p.*, {_VISIBLE} as visible,"
            " (select count(*) from testcases t where t.problem_id = p.id and t.version = p.version) as tests"
            " from problems p where id = $1",
            id,
        )
        return rows.optional(ProblemRow, found)

    async def samples(self, id: str, version: int, limit: int) -> list[SampleRow]:
        """In their order."""
        found = await self._pool.fetch(
            "select ordinal, input_bytes + answer_bytes as bytes from testcases"
            " where problem_id = $1 and version = $2 and sample order by ordinal limit $3",
            id,
            version,
            limit,
        )
        return rows.structs(SampleRow, found)

    async def page(self, after: str, limit: int, difficulty: str | None) -> list[ProblemSummaryRow]:
        """Those that everybody sees, by id."""
        found = await self._pool.fetch(
            "select id, title, difficulty, tags, time_limit_ms, memory_limit_bytes from problems p"
            f" where id > $1 and ($3::text is null or difficulty = $3) and {_VISIBLE} order by id limit $2",
            after,
            limit,
            difficulty,
        )
        return rows.structs(ProblemSummaryRow, found)

    async def publish(self, id: str, *, published: bool) -> None:
        await self._pool.execute("update problems set published = $2 where id = $1", id, published)
