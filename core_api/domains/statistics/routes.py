"""`/problems/{problem}/statistics` and `/teams/{team}/statistics`."""

from __future__ import annotations

from core_api.domains.statistics.models import ArchiveStatistics, TeamStatistics
from core_api.domains.statistics.service import StatisticsService
from core_api.router.edge import Edge
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.runtime.errors import Forbidden
from realtime.security.tokens import Claims

FIGURES = Limit("archive-statistics", 120, 60, per="address")
"""They are counted from all submissions to a problem, or of a team."""


class StatisticsRoutes:
    """Statistics over all contests: what everybody may know, and nothing of a contest that runs or is frozen."""

    def __init__(self, statistics: StatisticsService) -> None:
        self._statistics = statistics

    @endpoint("GET /problems/{problem}/statistics", Policy.ANYONE, limits=(FIGURES,), etag=True, edge=Edge(60, "problem/{problem}"))
    async def of_problem(self, problem: str, caller: Claims | None) -> ArchiveStatistics:
        """Submissions to a problem, acceptance, verdicts, languages and the fastest teams, up to a minute old."""
        return await self._statistics.of_problem(problem, caller)

    @endpoint("GET /teams/{team}/statistics", Policy.ANYONE, limits=(FIGURES,), errors=(Forbidden,))
    async def of_team(self, team: str, caller: Claims | None) -> TeamStatistics:
        """Contests of a team with places, and what it has solved, where every member shows statistics to the caller."""
        return await self._statistics.of_team(team, caller)
