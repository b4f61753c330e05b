"""`/problems`."""

from __future__ import annotations

from core_api.domains.problems.editing import ProblemEditing
from core_api.domains.problems.making import ProblemMaking
from core_api.domains.problems.models import (
    MAX_PACKAGE,
    MAX_PROBLEM_BODY,
    ImportedProblem,
    NewProblem,
    Problem,
    ProblemPage,
    ProblemQuery,
    StatementQuery,
)
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.version_models import MAKING, ImportOutcome, ProblemContent, VersionPage, VersionQuery
from core_api.domains.problems.versions import VersionService
from core_api.router.edge import Edge
from core_api.router.endpoint import MSGPACK, endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Created
from realtime.runtime.errors import Conflict, Forbidden, Invalid, TooLarge
from realtime.security.tokens import Claims


class ProblemRoutes:
    """Problems: statement, limits, checker and tests."""

    def __init__(self, problems: ProblemService, making: ProblemMaking, editing: ProblemEditing, versions: VersionService) -> None:
        self._problems = problems
        self._editing = editing
        self._versions = versions
        self._making = making

    @endpoint("GET /problems", Policy.ANYONE, etag=True, edge=Edge(60, "problem"))
    async def page(self, query: ProblemQuery) -> ProblemPage:
        """A page of the problems that everybody sees, by id: no drafts, and none of a contest that has not started."""
        return await self._problems.page(query)

    @endpoint(
        "POST /problems", Policy.CREATOR, body_limit=MAX_PROBLEM_BODY, location="/problems/{id}", errors=(Conflict, Invalid, TooLarge)
    )
    async def create(self, body: NewProblem, caller: Claims) -> Problem:
        """Makes a problem with its tests, of at most 1 MB together: a draft, unless `published` is set."""
        return await self._making.create(body, caller)

    @endpoint("GET /problems/{problem}", Policy.ANYONE, etag="revision", edge=Edge(600, "problem/{problem}"))
    async def get(self, problem: str, query: StatementQuery, caller: Claims | None) -> Problem:
        """A problem with its statement and sample tests: the first 50, of at most 1 MiB together.

        Drafts, and problems of a contest that has not started, are seen by author, jury and admins.
        """
        return await self._problems.get(problem, caller, query.language)

    @endpoint(
        "PUT /problems/{problem}",
        Policy.CREATOR,
        body_limit=MAX_PROBLEM_BODY,
        if_match=IfMatch.REQUIRED,
        limits=(MAKING,),
        etag="revision",
        errors=(Conflict, Forbidden, Invalid),
    )
    async def replace(self, problem: str, body: ProblemContent, caller: Claims) -> Problem:
        """Replaces all of a problem but its statements and tests. For its author and admins.

        Other limits, or another checker, make a new version of it, which this shows. Contests that run go on with the version that they
        play: see `GET /problems/{problem}/versions`.
        """
        return await self._editing.replace(problem, body, caller)

    @endpoint("GET /problems/{problem}/versions", Policy.OWNER, errors=(Forbidden,))
    async def versions(self, problem: str, query: VersionQuery, caller: Claims) -> VersionPage:
        """The versions of a problem with what each one changed, the newest first. For its author, the jury and admins."""
        return await self._versions.history(problem, query, caller)

    @endpoint(
        "PUT /problems/{problem}/package",
        Policy.CREATOR,
        body_media_type=MSGPACK,
        body_limit=MAX_PACKAGE,
        if_match=IfMatch.OPTIONAL,
        limits=(MAKING,),
        errors=(Conflict, Invalid),
    )
    async def import_package(self, problem: str, body: ImportedProblem, caller: Claims) -> Created[ImportOutcome]:
        """Makes a problem from a problem package, as `podium problem import` sends it: MessagePack, at most 64 MiB.

        A problem of one's own gets a new version, which practice and contests that start later have; contests that run go on with theirs.
        200 when limits, checker and tests are those of its newest version: there is no new one then. Title and statement are taken from
        every package, and `published` where it is true; difficulty and tags of a problem that exists stay.
        """
        made = await self._editing.import_package(problem, body, caller)
        return Created(made, f"/problems/{problem}", made.outcome != "unchanged")
