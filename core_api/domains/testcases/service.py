"""Single tests of a problem: listing, opening, adding, replacing, removing. Each change makes a version of the problem."""

from __future__ import annotations

import asyncio

import msgspec

from core_api.domains.problems.models import Note
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.versions import Opened, VersionService
from core_api.domains.testcases.checks import Placed, check
from core_api.domains.testcases.models import (
    ChangedTestcases,
    NewTestcases,
    Testcase,
    TestcaseContent,
    TestcasePage,
    TestcaseQuery,
    TestcaseUpdate,
    encoded,
)
from core_api.domains.testcases.store import TestRow, TestStore
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.audit.marks import TEST
from realtime.runtime.errors import NotFound
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages
from realtime.storage.documents import Documents
from realtime.storage.packages import Case

CURSOR: Cursor[int] = Cursor("testcases", int)

Facts = dict[str, object]
"""What the audit log keeps of a test: nothing of its content."""


class TestcaseService:
    def __init__(self, tests: TestStore, problems: ProblemService, versions: VersionService, documents: Documents, vault: Vault) -> None:
        self._tests = tests
        self._problems = problems
        self._versions = versions
        self._documents = documents
        self._vault = vault.only("test", "sample")

    async def page(self, problem: str, wanted: TestcaseQuery, author: Claims) -> TestcasePage:
        await self._problems.own(problem, author)
        after = CURSOR.read(wanted.cursor)
        found = await self._tests.page(problem, -1 if after is None else after, wanted.limit + 1)
        shown, more = CURSOR.cut(found, wanted.limit, lambda row: row.ordinal)
        return TestcasePage(testcases=[_of_row(row) for row in shown], next=more)

    async def content(self, problem: str, testcase: str, author: Claims) -> TestcaseContent:
        """Audited: whoever reads a secret test while a contest runs could tell it to a team."""
        await self._problems.own(problem, author)
        row = await self._tests.get(testcase)
        if row is None or row.problem_id != problem:
            raise _not_found(testcase)
        case = await packages.load_case(self._documents, self._vault, problem, row.package_key, row.ordinal, sample=row.sample)
        async with unit_of_work.begin(self._tests.pool) as work:
            work.audit(TEST, f"{problem}/{testcase}", after={"version": row.version, "ordinal": row.ordinal, "sample": row.sample})
        return TestcaseContent(_shown(row.id, row.ordinal, case), row.version, *encoded(case))

    async def add(self, problem: str, wanted: NewTestcases, author: Claims) -> ChangedTestcases:
        """All of them, or none."""
        async with self._versions.opened(problem, author) as opened:
            tests = _placed(opened)
            for number, new in enumerate(wanted.tests):
                field = f"tests[{number}]."
                tests.insert(len(tests) if new.ordinal is None else new.ordinal, Placed(None, new.case(field), field))
            return await self._store(opened, tests, wanted.note)

    async def replace(self, testcase: str, wanted: TestcaseUpdate, author: Claims) -> ChangedTestcases:
        async with self._versions.opened(await self._problem_of(testcase), author) as opened:
            tests, ordinal = _placed(opened), _ordinal(opened, testcase)
            old = tests.pop(ordinal).case
            place = ordinal if wanted.ordinal is None else wanted.ordinal
            tests.insert(place, Placed(testcase, wanted.case("", old), ""))
            return await self._store(opened, tests, wanted.note, _facts(ordinal, old))

    async def remove(self, testcase: str, author: Claims) -> None:
        async with self._versions.opened(await self._problem_of(testcase), author) as opened:
            tests, ordinal = _placed(opened), _ordinal(opened, testcase)
            old = tests.pop(ordinal).case
            check(opened.package, tests)
            package = msgspec.structs.replace(opened.package, tests=tuple(test.case for test in tests))
            async with self._versions.replaced(opened, package, test_ids=[test.id for test in tests]) as made:
                made.work.audit(TEST, f"{opened.row.id}/{testcase}", before=_facts(ordinal, old))

    async def _problem_of(self, testcase: str) -> str:
        row = await self._tests.get(testcase)
        if row is None:
            raise _not_found(testcase)
        return row.problem_id

    async def _store(self, opened: Opened, tests: list[Placed], note: Note, before: Facts | None = None) -> ChangedTestcases:
        """`before`: of the test that is replaced."""
        await asyncio.to_thread(check, opened.package, tests)
        package = msgspec.structs.replace(opened.package, tests=tuple(test.case for test in tests))
        async with self._versions.replaced(opened, package, note, [test.id for test in tests]) as made:
            given = [ordinal for ordinal, test in enumerate(tests) if test.field is not None]
            changed = [_shown(made.test_ids[ordinal], ordinal, tests[ordinal].case) for ordinal in given]
            for case in changed:
                after = _facts(case.ordinal, tests[case.ordinal].case)
                made.work.audit(TEST, f"{opened.row.id}/{case.id}", before=before, after=after)
            return made.work.answer(ChangedTestcases(opened.row.id, made.row.version, changed))


def _not_found(testcase: str) -> NotFound:
    return NotFound(f"there is no test {testcase!r} in the newest version", field="testcase_id")


def _ordinal(opened: Opened, testcase: str) -> int:
    """Raises `NotFound` for a test that was removed since it was looked up."""
    if testcase not in opened.test_ids:
        raise _not_found(testcase)
    return opened.test_ids.index(testcase)


def _of_row(row: TestRow) -> Testcase:
    return Testcase(row.id, row.ordinal, row.sample, row.name, row.group_name, row.input_bytes, row.answer_bytes)


def _placed(opened: Opened) -> list[Placed]:
    return [Placed(id, case) for id, case in zip(opened.test_ids, opened.package.tests, strict=True)]


def _shown(id: str, ordinal: int, case: Case) -> Testcase:
    return Testcase(id, ordinal, case.sample, case.name, case.group, len(case.input), len(case.answer))


def _facts(ordinal: int, case: Case) -> Facts:
    fields = {"ordinal": ordinal, "sample": case.sample, "name": case.name, "group": case.group}
    return {**fields, "input_bytes": len(case.input), "answer_bytes": len(case.answer)}
