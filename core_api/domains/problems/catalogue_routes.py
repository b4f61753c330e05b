"""`/problems`: the archive as a whole."""

from __future__ import annotations

from core_api.domains.problems.catalogue import CatalogueService
from core_api.domains.problems.models import CategoryCount, PreparedPage, PreparedQuery, Problem, ProblemUpdate, TagCount
from core_api.router.edge import Edge
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.runtime.errors import Conflict, Forbidden, Invalid
from realtime.security.tokens import Claims


class CatalogueRoutes:
    """The problem archive: what there is to choose from, and changes of problems."""

    def __init__(self, catalogue: CatalogueService) -> None:
        self._catalogue = catalogue

    @endpoint("GET /problems/tags", Policy.ANYONE, etag=True, edge=Edge(60, "problem"))
    async def tags(self) -> list[TagCount]:
        """The tags of the problems that everybody sees, those of most problems first: 500 at most."""
        return await self._catalogue.tags()

    @endpoint("GET /problems/categories", Policy.ANYONE, etag=True, edge=Edge(60, "problem"))
    async def categories(self) -> list[CategoryCount]:
        """How many problems of each difficulty everybody sees, the easy ones first."""
        return await self._catalogue.categories()

    @endpoint("GET /problems/prepared", Policy.SIGNED_IN)
    async def prepared(self, query: PreparedQuery, caller: Claims) -> PreparedPage:
        """A page of the problems that the caller may prepare, drafts too: the own ones and those of the contests that they are jury of.

        The jury of all contests and admins get those of everybody.
        """
        return await self._catalogue.prepared(query, caller)

    @endpoint(
        "PATCH /problems/{problem}",
        Policy.CREATOR,
        etag="revision",
        if_match=IfMatch.OPTIONAL,
        errors=(Conflict, Forbidden, Invalid),
    )
    async def update(self, problem: str, body: ProblemUpdate, caller: Claims) -> Problem:
        """Changes title, difficulty or tags of a problem, publishes it, or makes it a draft again. For its author and admins.

        What is left out stays as it is. Contests keep the name that the problem had when they were made.
        """
        return await self._catalogue.update(problem, body, caller)

    @endpoint("DELETE /problems/{problem}", Policy.CREATOR, errors=(Conflict, Forbidden))
    async def remove(self, problem: str, caller: Claims) -> None:
        """Removes a problem that no contest uses and that has no submissions, with its package. For its author and admins.

        One with submissions stays, because they rest on it: it can be made a draft.
        """
        await self._catalogue.remove(problem, caller)
