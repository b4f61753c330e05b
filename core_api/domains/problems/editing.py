"""Changing what a problem is judged with: packages that are imported again, limits and checker."""

from __future__ import annotations

import logging

import msgspec
from msgspec import UNSET

from core_api.domains.problems.answers import samples_of
from core_api.domains.problems.catalogue_store import CatalogueStore
from core_api.domains.problems.making import ProblemMaking, check_checker, read_package
from core_api.domains.problems.models import ImportedProblem, Problem
from core_api.domains.problems.names import check_names
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.statement_html import written
from core_api.domains.problems.statement_service import StatementService
from core_api.domains.problems.store import ProblemRow
from core_api.domains.problems.version_models import ImportOutcome, Outcome, ProblemContent, VersionChanges
from core_api.domains.problems.versions import VersionService
from realtime.runtime.errors import Conflict, Invalid
from realtime.security.tokens import Claims
from realtime.storage.packages import MIB, Package

log = logging.getLogger(__name__)
FIELDS = ("title", "difficulty", "tags", "published")


class ProblemEditing:
    def __init__(
        self,
        store: CatalogueStore,
        problems: ProblemService,
        statements: StatementService,
        making: ProblemMaking,
        versions: VersionService,
    ) -> None:
        self._store = store
        self._statements = statements
        self._problems = problems
        self._making = making
        self._versions = versions

    async def import_package(self, id: str, wanted: ImportedProblem, author: Claims) -> ImportOutcome:
        """A new problem, or a new version of the author's own one; none where the package says what it says already.

        Title and statement are taken from every package, `published` where it is true. Difficulty and tags stay as they are.
        """
        head, package = read_package(id, wanted)
        is_own = await self._problems.is_own(id, author)
        if is_own is None:
            return _outcome(await self._making.add(head, package, author, wanted.note), "created", None)
        if not is_own:
            raise Conflict("there is a problem with this id already", field="id")
        check_names(wanted.title, ())
        statement = await written(wanted.language, wanted.statement, wanted.format)
        async with self._versions.opened(id, author) as opened, self._versions.replaced(opened, package, wanted.note) as made:
            new = msgspec.structs.replace(made.row, title=wanted.title, published=wanted.published or made.row.published)
            await self._store.change(made.work, new)
            await self._statements.write(made.work, id, statement)
            made.work.audit("problem", id, before=_public(opened.row), after=_public(new))
        problem = await self._problems.newest(id, samples_of(package))
        return _outcome(problem, "new-version" if made.changes else "unchanged", made.changes)

    async def replace(self, id: str, wanted: ProblemContent, author: Claims) -> Problem:
        """Other limits and another checker make a new version; the rest belongs to the problem itself."""
        check_names(wanted.title, wanted.tags)
        async with self._versions.opened(id, author) as opened:
            package = _edited(opened.package, wanted)
            async with self._versions.replaced(opened, package, wanted.note) as made:
                new = msgspec.structs.replace(made.row, **{name: getattr(wanted, name) for name in FIELDS})
                await self._store.change(made.work, new)
                made.work.audit("problem", id, before=_public(opened.row), after=_public(new))
        return await self._problems.newest(id, samples_of(package))


def _edited(package: Package, wanted: ProblemContent) -> Package:
    """Limits that read the same in MiB stay as the package has them. Raises `Invalid` for a checker that does not fit it."""
    edited = msgspec.structs.replace(
        package,
        time_limit_ms=max(1, round(wanted.time_limit * 1000)),
        memory_limit=_bytes(wanted.memory_limit, package.memory_limit),
        output_limit=_bytes(wanted.output_limit, package.output_limit),
    )
    if (checker := wanted.checker) is UNSET:
        return edited
    if package.interactive:
        raise Invalid("the problem is interactive: its validator comes with its package", field="checker")
    check_checker(checker)
    fields = {"checker": checker.kind, "tolerance": checker.tolerance, "checker_source": checker.source}
    return msgspec.structs.replace(edited, **fields, validator=())


def _bytes(wanted: int, present: int) -> int:
    """`wanted`: in MiB, at least 1."""
    return present if wanted == max(1, present // MIB) else wanted * MIB


def _public(row: ProblemRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in FIELDS}


def _outcome(problem: Problem, outcome: Outcome, changes: VersionChanges | None) -> ImportOutcome:
    fields = {name: getattr(problem, name) for name in Problem.__struct_fields__}
    return ImportOutcome(**fields, outcome=outcome, changes=changes)
