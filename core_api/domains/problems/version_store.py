"""Versions of problems in PostgreSQL: what each one is, its tests without their content, and which one a contest plays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core_api.domains.problems.version_models import VersionChanges
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION
from core_api.storage.unit_of_work import UnitOfWork
from realtime.storage.packages import Package


class VersionRow(msgspec.Struct, frozen=True):
    version: int
    package_key: str | None
    """None: removed."""
    time_limit_ms: int
    memory_limit_bytes: int
    output_limit_bytes: int
    checker: str
    tests: int
    note: str
    changes: VersionChanges
    made_by: str
    made_at: datetime


class PlayedRow(msgspec.Struct, frozen=True):
    """What a contest judges a problem with."""

    version: int
    package_key: str | None
    switch_id: str | None
    """The rejudging that will make the contest play another version; None: none is open."""
    switch_version: int | None
    switch_key: str | None


class Versions:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(
        self, work: UnitOfWork, package: Package, key: str, author: str, test_ids: Sequence[str], changes: VersionChanges, note: str = ""
    ) -> None:
        """Of the problem and number that the package says. `test_ids`: of its tests, in their order."""
        await work.connection.execute(
            "insert into problem_versions (problem_id, version, package_key, time_limit_ms, memory_limit_bytes, output_limit_bytes,"
            " checker, tests, note, changes, made_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            package.problem,
            package.version,
            key,
            package.time_limit_ms,
            package.memory_limit,
            package.output_limit,
            package.checker,
            len(package.tests),
            note,
            msgspec.to_builtins(changes),
            author,
        )
        await work.connection.executemany(
            "insert into testcases (problem_id, version, ordinal, id, sample, input_bytes, answer_bytes, name, group_name)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                (package.problem, package.version, ordinal, id, t.sample, len(t.input), len(t.answer), t.name, t.group)
                for ordinal, (id, t) in enumerate(zip(test_ids, package.tests, strict=True))
            ],
        )

    async def make_newest(self, work: UnitOfWork, package: Package) -> None:
        await work.connection.execute(
            "update problems set version = $2, time_limit_ms = $3, memory_limit_bytes = $4, output_limit_bytes = $5,"
            " checker = $6, revision = revision + 1 where id = $1",
            package.problem,
            package.version,
            package.time_limit_ms,
            package.memory_limit,
            package.output_limit,
            {"kind": package.checker, "tolerance": package.tolerance},
        )
        work.changed("problem", package.problem)

    async def page(self, problem: str, before: int | None, limit: int) -> list[VersionRow]:
        """The newest first."""
        found = await self.pool.fetch(
            "select * from problem_versions where problem_id = $1 and ($2::bigint is null or version < $2) order by version desc limit $3",
            problem,
            before,
            limit,
        )
        return rows.structs(VersionRow, found)

    async def get(self, problem: str, version: int, work: UnitOfWork | None = None) -> VersionRow | None:
        found = await (work.connection if work else self.pool).fetchrow(
            "select * from problem_versions where problem_id = $1 and version = $2", problem, version
        )
        return rows.optional(VersionRow, found)

    async def keys(self, work: UnitOfWork, problem: str) -> list[str]:
        """Of all packages."""
        found = await work.connection.fetch(
            "select package_key from problem_versions where problem_id = $1 and package_key is not null", problem
        )
        return [key for (key,) in found]

    async def statements_since(self, work: UnitOfWork, problem: str, version: int) -> tuple[str, ...]:
        """Languages in which a statement was written since this version was made."""
        found = await work.connection.fetch(
            "select language from statements s join problem_versions v using (problem_id)"
            " where problem_id = $1 and version = $2 and updated_at > made_at order by language",
            problem,
            version,
        )
        return tuple(language for (language,) in found)

    async def test_ids(self, problem: str, version: int) -> list[str]:
        """In the order of the tests."""
        found = await self.pool.fetch("select id from testcases where problem_id = $1 and version = $2 order by ordinal", problem, version)
        return [id for (id,) in found]

    async def played(self, contest: str, problem: str, work: UnitOfWork | None = None) -> PlayedRow | None:
        """None: there is no such problem. Within a transaction, no switch ends before it does."""
        if work is not None:  # by itself: what it waits for must be seen behind it
            await work.connection.execute("select from contests where id = $1 for key share", contest)
        found = await (work.connection if work else self.pool).fetchrow(
            "select v.version, v.package_key, j.id as switch_id, s.version as switch_version, s.package_key as switch_key"
            " from contests c join problems p on p.id = $2"
            f" join problem_versions v on v.problem_id = p.id and v.version = {PLAYED_VERSION}"
            " left join rejudgings j on j.contest_id = c.id and j.problem_id = p.id and j.state = 'judging' and j.version is not null"
            " left join problem_versions s on s.problem_id = p.id and s.version = j.version where c.id = $1",
            contest,
            problem,
        )
        return rows.optional(PlayedRow, found)

    async def pin(self, work: UnitOfWork, contest: str, problem: str, version: int, user: str) -> None:
        await work.connection.execute(
            "insert into contest_problem_versions (contest_id, problem_id, version, pinned_by) values ($1, $2, $3, $4)"
            " on conflict (contest_id, problem_id) do update"
            " set version = excluded.version, pinned_by = excluded.pinned_by, pinned_at = now()",
            contest,
            problem,
            version,
            user,
        )
        work.changed("problem", problem)
