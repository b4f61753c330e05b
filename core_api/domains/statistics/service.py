"""Statistics over contests: of a problem, and of a team. Nothing of a contest that runs or is frozen."""

from __future__ import annotations

from functools import partial

from core_api.domains.problems.service import ProblemService
from core_api.domains.results.models import Count
from core_api.domains.statistics.models import ArchiveStatistics, FastSolve, TeamStatistics
from core_api.domains.statistics.store import CountedRow, SolveRow, StatisticsStore
from core_api.domains.users.models import LanguageCount
from core_api.domains.users.service import UserService
from core_api.storage import changes
from core_api.storage.caches import Cache, Caches, Recent
from core_api.storage.caches.two_level import Times
from realtime.security.tokens import Claims

TIMES = Times(local=5.0, shared=60)
"""How old the statistics of a problem may be: every submission of it changes them. A contest that is thawed, frozen again or goes on ends
them at once."""
RECENT_SECONDS, RECENT_TEAMS = 10.0, 2000
"""How old the statistics of a team may be."""
SHOWN = 5
"""Of the fastest solves."""


class StatisticsService:
    def __init__(self, store: StatisticsStore, problems: ProblemService, users: UserService, caches: Caches) -> None:
        self._store = store
        self._problems = problems
        self._users = users
        self._cached: Cache[ArchiveStatistics] = caches.cache("problem-statistics", ArchiveStatistics, TIMES)
        self._recent: Recent[str, TeamStatistics] = Recent(RECENT_TEAMS, RECENT_SECONDS)

    async def of_problem(self, problem: str, reader: Claims | None) -> ArchiveStatistics:
        """Raises `NotFound` for a problem that this reader may not see."""
        await self._problems.check_readable(problem, reader)
        return await self._cached.get(problem, (changes.tag("problem", problem),), partial(self._count, problem))

    async def _count(self, problem: str) -> ArchiveStatistics:
        counted, fastest = await self._store.counts(problem), await self._store.fastest(problem)
        whole = next((row for row in counted if row.per == 3), CountedRow(3, None, None, 0, 0, 0, 0))
        return ArchiveStatistics(
            problem_id=problem,
            submissions=whole.submissions,
            accepted=whole.accepted,
            acceptance=round(whole.accepted / whole.submissions, 4) if whole.submissions else None,
            users=whole.users,
            solvers=whole.solvers,
            verdicts=[Count(row.verdict, row.submissions) for row in counted if row.per == 2 and row.verdict is not None],
            languages=[
                LanguageCount(row.language, row.submissions, row.accepted) for row in counted if row.per == 1 and row.language is not None
            ],
            fastest=sorted(map(_solve, fastest), key=lambda solve: solve.contest_time)[:SHOWN],
        )

    async def of_team(self, team: str, reader: Claims | None) -> TeamStatistics:
        """Raises `NotFound`, and `Forbidden` where a member does not show statistics to this reader."""
        await self._users.check_statistics_of_team(await self._store.members(team), reader)
        return await self._recent.get(team, lambda: self._count_team(team))

    async def _count_team(self, team: str) -> TeamStatistics:
        totals, results = await self._store.totals(team), await self._store.results(team)
        return TeamStatistics(
            team_id=team,
            contests=totals.contests,
            best_place=totals.best_place,
            submissions=totals.submissions,
            accepted=totals.accepted,
            solved=totals.solved,
            results=results,
        )


def _solve(row: SolveRow) -> FastSolve:
    return FastSolve(row.contest_id, row.team_id, row.team_name, row.language, contest_time=row.settings.contest_time(row.contest_time_ms))
