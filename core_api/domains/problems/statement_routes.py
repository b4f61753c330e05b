"""`/problems/{problem}/statements`."""

from __future__ import annotations

from core_api.domains.problems.models import MAX_STATEMENT_BODY, NewStatement, Statement
from core_api.domains.problems.statement_service import StatementService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.runtime.errors import Conflict, Forbidden, Invalid
from realtime.security.tokens import Claims


class StatementRoutes:
    """Statements of problems, one in each language."""

    def __init__(self, statements: StatementService) -> None:
        self._statements = statements

    @endpoint(
        "PUT /problems/{problem}/statements/{language}",
        Policy.CREATOR,
        body_limit=MAX_STATEMENT_BODY,
        if_match=IfMatch.OPTIONAL,
        errors=(Forbidden, Invalid),
    )
    async def put(self, problem: str, language: str, body: NewStatement, caller: Claims) -> Statement:
        """Writes the statement of a problem in one language, in the place of an earlier one. For the problem's author and admins."""
        return await self._statements.put(problem, language, body, caller)

    @endpoint("DELETE /problems/{problem}/statements/{language}", Policy.CREATOR, errors=(Conflict, Forbidden))
    async def remove(self, problem: str, language: str, caller: Claims) -> None:
        """Removes the statement in one language, unless it is the only one. For the problem's author and admins."""
        await self._statements.remove(problem, language, caller)
