"""Making problems: the package is stored first, then the problem becomes true in one transaction."""

from __future__ import annotations

import hashlib
import logging
from functools import partial

import msgspec

from core_api.domains.problems.answers import problem_of, samples_of
from core_api.domains.problems.models import MAX_BYTES, Checker, ImportedProblem, NewProblem, Problem, ProblemHead
from core_api.domains.problems.names import check_id, check_names
from core_api.domains.problems.statement_html import shown, written
from core_api.domains.problems.statements import Statements
from core_api.domains.problems.store import Problems
from core_api.domains.problems.version_models import VersionChanges
from core_api.domains.problems.version_store import Versions
from core_api.storage import saga, unit_of_work
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Invalid, TooLarge
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents

log = logging.getLogger(__name__)


class ProblemMaking:
    def __init__(self, problems: Problems, versions: Versions, documents: Documents, vault: Vault) -> None:
        self._problems = problems
        self._versions = versions
        self._statements = Statements(problems.pool)
        self._documents = documents
        self._vault = vault.only("package", "test", "sample")

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
        return await self.add(wanted, package, author)

    async def add(self, problem: ProblemHead, package: packages.Package, author: Claims, note: str = "") -> Problem:
        """Raises `Conflict` naming what another problem has already."""
        check_id(problem.id)
        check_names(problem.title, problem.tags)
        text = await written(problem.language, problem.statement, problem.format)
        statement = await shown(problem.id, text, ())
        key = ids.new()
        async with saga.begin(self._problems.pool, packages.SAGA, key, partial(packages.remove, self._documents)) as running:
            await packages.write(self._documents, self._vault, package, key)
            async with unit_of_work.begin(self._problems.pool) as work:
                work.check_version(0)  # there is none yet
                await self._problems.add(work, problem, author.sub)
                await self._versions.add(work, package, key, author.sub, [ids.new() for _ in package.tests], VersionChanges(), note)
                await self._statements.put(work, problem.id, text)
                work.audit("problem", problem.id, after={**_public(problem), "tests": len(package.tests)})
                row = await self._problems.get(problem.id, work)
                assert row is not None
                made = work.answer(problem_of(row, statement, (problem.language,), samples_of(package)))
                await running.complete(work)
        log.info("problem created", extra={"problem_id": problem.id, "tests": len(package.tests)})
        return made


def read_package(id: str, wanted: ImportedProblem) -> tuple[ProblemHead, packages.Package]:
    """A problem from a package of the problem package format, which has been read on the client's side. Raises `Invalid`."""
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
                "language": wanted.language,
                "format": wanted.format,
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
    return problem, package


def _public(problem: ProblemHead) -> dict[str, object]:
    """What the audit log keeps: the statement is long, and a checker is a secret."""
    fields = {name: getattr(problem, name) for name in ProblemHead.__struct_fields__ if name not in ("statement", "checker")}
    return {**fields, "checker": problem.checker.kind}


def check_checker(checker: Checker) -> None:
    """Raises `Invalid`."""
    if (checker.kind == "custom") != bool(checker.source):
        raise Invalid("a custom checker needs its source, and only a custom checker has one", field="checker.source")


def _check(wanted: NewProblem) -> None:
    size = len(wanted.statement) + len(wanted.checker.source) + sum(len(t.input) + len(t.answer) for t in wanted.tests)
    if size > MAX_BYTES:
        raise TooLarge(f"a problem may have {MAX_BYTES:,} bytes with its tests, this has {size:,}", field="tests")
    check_checker(wanted.checker)
    seen: dict[bytes, int] = {}
    for number, test in enumerate(wanted.tests):
        digest = hashlib.sha256(test.input.encode()).digest()
        if digest in seen:
            raise Invalid(f"test {number} has the same input as test {seen[digest]}", field=f"tests[{number}].input")
        seen[digest] = number
