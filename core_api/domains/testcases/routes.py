"""`/testcases`: single tests of problems, for their authors and admins."""

from __future__ import annotations

from core_api.domains.problems.version_models import MAKING
from core_api.domains.testcases.models import (
    MAX_TESTS_BODY,
    ChangedTestcases,
    NewTestcases,
    TestcaseContent,
    TestcasePage,
    TestcaseQuery,
    TestcaseUpdate,
)
from core_api.domains.testcases.service import TestcaseService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.runtime.errors import Conflict, Forbidden, Invalid, TooLarge
from realtime.security.tokens import Claims


class TestcaseRoutes:
    """Test cases: single tests of a problem's newest version. Every change makes a version of the problem."""

    def __init__(self, testcases: TestcaseService) -> None:
        self._testcases = testcases

    @endpoint("GET /testcases/{problem}", Policy.CREATOR, errors=(Forbidden,))
    async def page(self, problem: str, query: TestcaseQuery, caller: Claims) -> TestcasePage:
        """The tests of a problem in their order, without their content. For the problem's author and admins."""
        return await self._testcases.page(problem, query, caller)

    @endpoint("GET /testcases/{problem}/{testcase}", Policy.CREATOR, errors=(Forbidden,), audit=True)
    async def content(self, problem: str, testcase: str, caller: Claims) -> TestcaseContent:
        """One test with its content. For the problem's author and admins.

        It stands in the audit log who opened it, marked while a contest with the problem runs.
        """
        return await self._testcases.content(problem, testcase, caller)

    @endpoint(
        "POST /testcases/{problem}",
        Policy.CREATOR,
        status=201,
        body_limit=MAX_TESTS_BODY,
        limits=(MAKING,),
        errors=(Conflict, Forbidden, Invalid, TooLarge),
    )
    async def add(self, problem: str, body: NewTestcases, caller: Claims) -> ChangedTestcases:
        """Adds tests, all or none: one new version of the problem. For the problem's author and admins.

        Inputs that the problem has already are refused, and so are groups that its package has not. Contests that run go on with the
        version that they play.
        """
        return await self._testcases.add(problem, body, caller)

    @endpoint(
        "PUT /testcases/{testcase}",
        Policy.CREATOR,
        body_limit=MAX_TESTS_BODY,
        if_match=IfMatch.OPTIONAL,
        limits=(MAKING,),
        errors=(Conflict, Forbidden, Invalid, TooLarge),
    )
    async def replace(self, testcase: str, body: TestcaseUpdate, caller: Claims) -> ChangedTestcases:
        """Replaces a test, or moves it: a new version of the problem. Arguments and files of a package's test stay.

        For the problem's author and admins. `If-Match` takes the ETag of the problem. A contest that runs goes on with the version that
        it plays, until its jury switches: `POST /contests/{contest}/problems/{problem}/version`.
        """
        return await self._testcases.replace(testcase, body, caller)

    @endpoint("DELETE /testcases/{testcase}", Policy.CREATOR, limits=(MAKING,), errors=(Conflict, Forbidden))
    async def remove(self, testcase: str, caller: Claims) -> None:
        """Removes a test, unless it is the only one: a new version of the problem. For the problem's author and admins."""
        await self._testcases.remove(testcase, caller)
