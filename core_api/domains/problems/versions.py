"""Versions of problems: a change of limits, checker or tests makes a new one, with a package of its own.

    async with versions.opened(id, author) as opened:                  # the newest version, with all its tests
        package = msgspec.structs.replace(opened.package, …)
        async with versions.replaced(opened, package, note) as made:   # stored; true when this block is left
            return made.work.answer(…)

Contests that run go on with the version that they began with: see `core_api.storage.problem_versions`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

import msgspec

from core_api.domains.problems.comparing import compare, match
from core_api.domains.problems.service import PackageName, ProblemService
from core_api.domains.problems.store import ProblemRow
from core_api.domains.problems.version_models import Version, VersionChanges, VersionPage, VersionQuery
from core_api.domains.problems.version_store import VersionRow, Versions
from core_api.router.pages import Cursor
from core_api.storage import saga, unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents
from realtime.storage.packages import MIB, Package

CURSOR: Cursor[int] = Cursor("versions", int)
AT_ONCE = 2
"""Changes of packages that one process works on: each may hold two packages, of up to 256 MiB where they came in parts."""
log = logging.getLogger(__name__)


class Opened(NamedTuple):
    """The newest version of a problem."""

    row: ProblemRow
    package: Package
    test_ids: list[str]
    author: Claims
    """Who changes it."""


class Made(NamedTuple):
    """A version that is about to become true."""

    work: UnitOfWork
    changes: VersionChanges | None
    """None: the package is that of the newest version, and there is no new one."""
    row: ProblemRow
    """As it is now."""
    test_ids: Sequence[str]


class Switch(NamedTuple):
    """A rejudging that will make a contest play another version."""

    rejudging: str
    package: PackageName


class Played(NamedTuple):
    """What a contest judges a problem with."""

    package: PackageName
    switch: Switch | None


class VersionService:
    def __init__(self, versions: Versions, problems: ProblemService, documents: Documents, vault: Vault) -> None:
        self._versions = versions
        self._problems = problems
        self._documents = documents
        self._vault = vault.only("package", "test", "sample")
        self._places = asyncio.Semaphore(AT_ONCE)

    async def history(self, id: str, wanted: VersionQuery, reader: Claims) -> VersionPage:
        """For author, jury and admins. Raises `NotFound` for everybody else."""
        await self._problems.check_preparing(id, reader)
        found = await self._versions.page(id, CURSOR.read(wanted.cursor), wanted.limit + 1)
        shown, more = CURSOR.cut(found, wanted.limit, lambda row: row.version)
        return VersionPage(versions=[_version(row) for row in shown], next=more)

    @asynccontextmanager
    async def opened(self, id: str, author: Claims) -> AsyncIterator[Opened]:
        """For the problem's author and admins. A few at a time: packages are large."""
        await self._problems.own(id, author)
        async with self._places:
            row = await self._problems.own(id, author)  # after the wait
            package = await packages.load(self._documents, self._vault, id, row.package_key)
            yield Opened(row, package, await self._versions.test_ids(id, row.version), author)

    @asynccontextmanager
    async def replaced(
        self, opened: Opened, package: Package, note: str = "", test_ids: Sequence[str | None] | None = None
    ) -> AsyncIterator[Made]:
        """A new version with this package, unless it says the same. `test_ids`: of its tests, None for new ones; else they are found.

        Raises `Conflict` when another version was made meanwhile, `PreconditionFailed`.
        """
        row = opened.row
        package = msgspec.structs.replace(package, problem=row.id, version=row.version + 1)
        known = {id: ordinal for ordinal, id in enumerate(opened.test_ids)}
        if test_ids is None:
            was = await asyncio.to_thread(match, opened.package.tests, package.tests)
        else:
            was = [None if id is None else known[id] for id in test_ids]
        changes = await asyncio.to_thread(compare, opened.package, package, was)
        if changes is None:
            async with unit_of_work.begin(self._versions.pool) as work:
                yield Made(work, None, await self._locked(work, opened), opened.test_ids)
            return
        new_ids = [ids.new() if ordinal is None else opened.test_ids[ordinal] for ordinal in was]
        key = ids.new()
        async with saga.begin(self._versions.pool, packages.SAGA, key, partial(packages.remove, self._documents)) as running:
            await packages.write(self._documents, self._vault, package, key)
            async with unit_of_work.begin(self._versions.pool) as work:
                await self._locked(work, opened)
                languages = await self._versions.statements_since(work, row.id, row.version)
                changes = msgspec.structs.replace(changes, statements=languages)
                await self._versions.add(work, package, key, opened.author.sub, new_ids, changes, note)
                await self._versions.make_newest(work, package)
                after = {"version": package.version, "tests": len(package.tests), "changes": changes}
                work.audit("problem", row.id, before={"version": row.version, "tests": row.tests}, after=after)
                yield Made(work, changes, await self._problems.locked(work, row.id), new_ids)
                await running.complete(work)
        log.info("problem version made", extra={"problem_id": row.id, "version": package.version})

    async def _locked(self, work: UnitOfWork, opened: Opened) -> ProblemRow:
        row = await self._problems.locked(work, opened.row.id)
        work.check_version(row.revision)
        if row.version != opened.row.version:
            raise Conflict("another version of the problem was made at the same time: look at it, and try again", field="problem_id")
        return row

    async def played(self, contest: str, problem: str, work: UnitOfWork | None = None) -> Played | None:
        """What the contest judges the problem with now; within a transaction, until it ends. None: there is no such problem."""
        row = await self._versions.played(contest, problem, work)
        if row is None or row.package_key is None:
            return None
        switch = None
        if row.switch_id is not None and row.switch_version is not None and row.switch_key is not None:
            switch = Switch(row.switch_id, PackageName(row.switch_version, row.switch_key))
        return Played(PackageName(row.version, row.package_key), switch)

    async def package(self, work: UnitOfWork, problem: str, version: int) -> PackageName:
        """What judges with a version. Raises `NotFound`, `Conflict` for one whose package was removed."""
        row = await self._versions.get(problem, version, work)
        if row is None:
            raise NotFound(f"problem {problem!r} has no version {version}", field="version")
        if row.package_key is None:
            raise Conflict(f"the package of version {version} was removed, because no contest has played it for long", field="version")
        return PackageName(version, row.package_key)

    async def pin_newest(self, work: UnitOfWork, contest: str, problem: str, user: str) -> None:
        """A problem comes into a contest that runs: with the version of now, not that of the contest's start."""
        row = await self._problems.locked(work, problem)
        await self._versions.pin(work, contest, problem, row.version, user)

    async def pin(self, work: UnitOfWork, contest: str, problem: str, version: int, user: str) -> None:
        """The contest plays this version from now on."""
        await self._versions.pin(work, contest, problem, version, user)


def _version(row: VersionRow) -> Version:
    return Version(
        version=row.version,
        made_at=row.made_at,
        made_by=row.made_by,
        note=row.note,
        time_limit=row.time_limit_ms / 1000,
        memory_limit=row.memory_limit_bytes // MIB,
        output_limit=max(1, row.output_limit_bytes // MIB),
        checker=row.checker,
        tests=row.tests,
        available=row.package_key is not None,
        changes=row.changes,
    )
