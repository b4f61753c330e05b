"""Tests of problems in PostgreSQL: all but their content, of each problem's newest version."""

from __future__ import annotations

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool

_SELECT = (
    "select t.*, v.package_key from testcases t join problems p on p.id = t.problem_id and p.version = t.version"
    " join problem_versions v on v.problem_id = t.problem_id and v.version = t.version"
)


class TestRow(msgspec.Struct, frozen=True):
    id: str
    problem_id: str
    version: int
    package_key: str
    ordinal: int
    sample: bool
    input_bytes: int
    answer_bytes: int
    name: str | None
    group_name: str | None
    """None, as the name: of a version that an earlier release made, noted in its package only."""


class TestStore:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def page(self, problem: str, after: int, limit: int) -> list[TestRow]:
        """In their order, those behind an ordinal."""
        found = await self.pool.fetch(
            f"{_SELECT} where t.problem_id = $1 and ordinal > $2::bigint order by ordinal limit $3", problem, after, limit
        )
        return rows.structs(TestRow, found)

    async def get(self, id: str) -> TestRow | None:
        return rows.optional(TestRow, await self.pool.fetchrow(f"{_SELECT} where t.id = $1", id))
