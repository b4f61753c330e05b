"""Making and reading problems."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import AsyncIterator
from typing import NamedTuple

import msgspec

from core_api.domains.problems.models import (
    MAX_BYTES,
    ImportedProblem,
    NewProblem,
    Problem,
    ProblemHead,
    ProblemPage,
    ProblemSummary,
    Sample,
)
from core_api.domains.problems.store import ProblemRow, Problems, ProblemSummaryRow
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from realtime.security.names import visible
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)

SAMPLES_SHOWN, SAMPLE_BYTES_SHOWN = 50, 1 * 2**20
"""Of one problem: whoever wants larger ones gets them with the statement; reading a problem costs no more memory than this."""


class PackageName(NamedTuple):
    """What submissions of a problem are judged with."""

    version: int
    key: str


class ProblemService:
    def __init__(self, problems: Problems, documents: Documents, vault: Vault) -> None:
        self._problems = problems
        self._documents = documents
        self._packages_vault = vault.only("package", "test", "sample")
        self._samples_vault = vault.only("sample")
        """For readers: no mistake on their path can open a secret test."""

    async def create(self, wanted: NewProblem, author: Claims) -> Problem:
        """The package is stored first, under a new key: a problem that exists can always be judged, and a refusal changes no other's."""
        _check(wanted)
        if await self._problems.get(wanted.id) is not None:
            raise Conflict("there is a problem with this id already", field="id")
        tests = tuple(packages.Case(t.input.encode(), t.answer.encode(), t.sample) for t in wanted.tests)
        package = packages.Package(
            problem=wanted.id,
            version=1,
            time_limit_ms=round(wanted.time_limit * 1000),
            memory_limit=wanted.memory_limit * 2**20,
            output_limit=wanted.output_limit * 2**20,
            checker=wanted.checker.kind,
            tolerance=wanted.checker.tolerance,
            checker_source=wanted.checker.source,
            tests=tests,
        )
        return await self._add(wanted, package, author)

    async def import_package(self, id: str, wanted: ImportedProblem, author: Claims) -> Problem:
        """A problem from a package of the problem package format, which has been read on the client's side."""
        package = msgspec.structs.replace(wanted.package, problem=id, version=1)
        if not 1 <= package.time_limit_ms <= 60_000:
            raise Invalid("the time limit must be from 1 ms to 60 s", field="package.time_limit_ms")
        if not package.tests:
            raise Invalid("the package has no tests", field="package.tests")
        try:
            problem = msgspec.convert(
                {
                    "id": id,
                    "title": wanted.title,
                    "statement": wanted.statement,
                    "time_limit": package.time_limit_ms / 1000,
                    "memory_limit": package.memory_limit // 2**20,
                    "output_limit": max(1, package.output_limit // 2**20),
                    "difficulty": wanted.difficulty,
                    "tags": wanted.tags,
                    "published": wanted.published,
                },
                ProblemHead,
            )
        except msgspec.ValidationError as error:
            raise Invalid(f"the package cannot be taken: {error}", field="package") from None
        if await self._problems.get(id) is not None:
            raise Conflict("there is a problem with this id already", field="id")
        return await self._add(problem, package, author)

    async def _add(self, problem: ProblemHead, package: packages.Package, author: Claims) -> Problem:
        visible(problem.title, "title")
        for number, tag in enumerate(problem.tags):
            visible(tag, f"tags[{number}]")
        key = await packages.store(self._documents, self._packages_vault, package)
        try:
            await self._problems.add(problem, package.tests, key, author.sub)
        except Conflict:
            await packages.remove(self._documents, key)
            raise
        log.info("problem created", extra={"problem_id": problem.id, "tests": len(package.tests)})
        return await self.get(problem.id, author)

    async def get(self, id: str, reader: Claims | None) -> Problem:
        row = await self._readable(id, reader)
        return Problem(
            id=row.id,
            title=row.title,
            statement=row.statement,
            difficulty=row.difficulty,
            tags=row.tags,
            time_limit=row.time_limit_ms / 1000,
            memory_limit=row.memory_limit_bytes // 2**20,
            output_limit=row.output_limit_bytes // 2**20,
            version=row.version,
            tests=row.tests,
            samples=tuple([sample async for sample in self._samples(row)]),
            published=row.published,
        )

    async def publish(self, id: str, author: Claims, *, published: bool) -> Problem:
        """Shows a draft to everybody, or makes it one again. For its author and admins; others are not told that it exists."""
        row = await self._readable(id, author)
        if not (author.is_admin or author.sub == row.author_id):
            raise Forbidden("this is somebody else's problem")
        await self._problems.publish(id, published=published)
        log.info("problem published" if published else "problem is a draft", extra={"problem_id": id})
        return await self.get(id, author)

    async def _readable(self, id: str, reader: Claims | None) -> ProblemRow:
        """Raises `NotFound` for a problem that this reader may not see."""
        row = await self._problems.get(id)
        if row is None or not (row.visible or _may_prepare(row, reader)):
            raise NotFound(f"there is no problem {id!r}", field="problem_id")
        return row

    async def _samples(self, row: ProblemRow) -> AsyncIterator[Sample]:
        room = SAMPLE_BYTES_SHOWN
        for found in await self._problems.samples(row.id, row.version, SAMPLES_SHOWN):
            room -= found.bytes
            if room < 0:
                return
            case = await packages.load_sample(self._documents, self._samples_vault, row.id, row.package_key, found.ordinal)
            yield Sample(case.input.decode(errors="replace"), case.answer.decode(errors="replace"))

    async def page(self, after: str, limit: int, difficulty: str | None) -> ProblemPage:
        rows = await self._problems.page(after, limit + 1, difficulty)
        shown = [_summary(row) for row in rows[:limit]]
        return ProblemPage(shown, shown[-1].id if len(rows) > limit else None)

    async def title(self, id: str) -> str | None:
        """None: there is no such problem."""
        row = await self._problems.get(id)
        return None if row is None else row.title

    async def package(self, id: str, *, seen_by: Claims | None = None) -> PackageName | None:
        """What to judge with; None when there is no such problem, or none that `seen_by` may see (None: a contest says who may)."""
        row = await self._problems.get(id)
        if row is None or not (seen_by is None or row.visible or _may_prepare(row, seen_by)):
            return None
        return PackageName(row.version, row.package_key)


def _summary(row: ProblemSummaryRow) -> ProblemSummary:
    return ProblemSummary(row.id, row.title, row.difficulty, row.tags, row.time_limit_ms / 1000, row.memory_limit_bytes // 2**20)


def _may_prepare(row: ProblemRow, reader: Claims | None) -> bool:
    return reader is not None and (reader.is_admin or "jury" in reader.roles or reader.sub == row.author_id)


def _check(wanted: NewProblem) -> None:
    size = len(wanted.statement) + len(wanted.checker.source) + sum(len(t.input) + len(t.answer) for t in wanted.tests)
    if size > MAX_BYTES:
        raise TooLarge(f"a problem may have {MAX_BYTES:,} bytes with its tests, this has {size:,}", field="tests")
    if (wanted.checker.kind == "custom") != bool(wanted.checker.source):
        raise Invalid("a custom checker needs its source, and only a custom checker has one", field="checker.source")
    seen: dict[bytes, int] = {}
    for number, test in enumerate(wanted.tests):
        digest = hashlib.sha256(test.input.encode()).digest()
        if digest in seen:
            raise Invalid(f"test {number} has the same input as test {seen[digest]}", field=f"tests[{number}].input")
        seen[digest] = number
