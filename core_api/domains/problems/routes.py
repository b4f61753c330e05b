"""`/problems`."""

from __future__ import annotations

from core_api.domains.problems.models import (
    MAX_PACKAGE,
    MAX_PROBLEM_BODY,
    ImportedProblem,
    NewProblem,
    Problem,
    ProblemPage,
    ProblemQuery,
    ProblemUpdate,
)
from core_api.domains.problems.service import ProblemService
from core_api.router.endpoint import MSGPACK, endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Created
from realtime.runtime.errors import Conflict, Invalid, TooLarge
from realtime.security.tokens import Claims


class ProblemRoutes:
    """Problems: statement, limits, checker and tests."""

    def __init__(self, problems: ProblemService) -> None:
        self._problems = problems

    @endpoint("GET /problems", Policy.ANYONE)
    async def page(self, query: ProblemQuery) -> ProblemPage:
        """A page of the problems that everybody sees, by id: no drafts, and none of a contest that has not started."""
        return await self._problems.page(query.after, query.limit, query.difficulty)

    @endpoint("POST /problems", Policy.CREATOR, body_limit=MAX_PROBLEM_BODY, errors=(Conflict, Invalid, TooLarge))
    async def create(self, body: NewProblem, caller: Claims) -> Created[Problem]:
        """Makes a problem with its tests, of at most 1 MB together: a draft, unless `published` is set."""
        problem = await self._problems.create(body, caller)
        return Created(problem, f"/problems/{problem.id}")

    @endpoint("GET /problems/{problem}", Policy.ANYONE, etag=True)
    async def get(self, problem: str, caller: Claims | None) -> Problem:
        """A problem with its sample tests: the first 50, of at most 1 MiB together.

        Drafts, and problems of a contest that has not started, are seen by author, jury and admins.
        """
        return await self._problems.get(problem, caller)

    @endpoint("PATCH /problems/{problem}", Policy.CREATOR)
    async def update(self, problem: str, body: ProblemUpdate, caller: Claims) -> Problem:
        """Publishes a problem, or makes it a draft again. For its author and admins."""
        return await self._problems.publish(problem, caller, published=body.published)

    @endpoint(
        "PUT /problems/{problem}/package",
        Policy.CREATOR,
        status=201,
        body_media_type=MSGPACK,
        body_limit=MAX_PACKAGE,
        errors=(Conflict, Invalid),
    )
    async def import_package(self, problem: str, body: ImportedProblem, caller: Claims) -> Problem:
        """Makes a problem from a problem package, as `podium problem import` sends it: MessagePack, at most 64 MiB."""
        return await self._problems.import_package(problem, body, caller)
