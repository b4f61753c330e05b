"""The results of a contest to take away, and what was submitted in it in numbers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime

import msgspec

from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.domains.results.models import (
    ContestStatistics,
    Count,
    Counts,
    ProblemResult,
    ProblemStatistics,
    Results,
    TeamResult,
)
from core_api.domains.results.store import CountRow, ResultStore
from core_api.storage.caches import Recent
from leaderboard.roster import Member
from leaderboard.scoreboard import ProblemCell, ScoreboardRow
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.questions import ROWS, Award
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Conflict, Forbidden
from realtime.security.tokens import Claims

MAX_TEAMS = 20_000
"""Of one document: it is made in memory."""
AT_ONCE = 2
"""Documents that a process makes at the same time."""
RECENT_SECONDS, RECENT_CONTESTS, RECENT_RESULTS = 5.0, 200, 10
"""How old results and statistics may be: each makes the history of a contest, or the database, work for a while."""


class ResultService:
    def __init__(self, store: ResultStore, contests: ContestService) -> None:
        self._store = store
        self._contests = contests
        self._making = asyncio.Semaphore(AT_ONCE)
        self._recent_results: Recent[tuple[str, Audience, datetime | None, datetime | None], Results] = Recent(
            RECENT_RESULTS, RECENT_SECONDS
        )
        self._recent: Recent[tuple[str, Audience, int | None], list[CountRow]] = Recent(RECENT_CONTESTS, RECENT_SECONDS)

    async def results(self, contest: str, audience: Audience) -> Results:
        """Raises `Forbidden` for the public before the contest is over and its freeze lifted, `Conflict` for too many teams."""
        held = await self._contests.row(contest)
        if audience == "public" and not (held.is_over and held.hidden_from is None):
            raise Forbidden("the results are shown when the contest is over and its freeze is lifted")

        async def load() -> Results:
            return await self._made(held, audience)

        return await self._recent_results.get((contest, audience, held.thawed_at, held.finalized_at), load)

    async def _made(self, held: ContestRow, audience: Audience) -> Results:
        contest = held.id
        async with self._making:
            lines = await self._lines(contest, audience)
            members = msgspec.json.decode((await self._contests.teams(contest)).content, type=list[Member])
            awards = await self._contests.awards(contest, audience)
        return Results(
            contest_id=contest,
            name=held.settings.name,
            final=held.finalized_at is not None,
            problems=[problem.label for problem in held.settings.problems],
            teams=_teams(lines, members, awards),
        )

    async def _lines(self, contest: str, audience: Audience) -> list[ScoreboardRow]:
        lines: list[ScoreboardRow] = []
        for start in range(0, MAX_TEAMS, ROWS):
            board = await self._contests.other_leaderboard(contest, audience, start, ROWS, None, "")
            lines += board.rows
            if len(board.rows) < ROWS:
                return lines
        raise Conflict(f"results in one document are of fewer than {MAX_TEAMS:,} teams: read the leaderboard in parts")

    async def statistics(self, contest: str, audience: Audience, reader: Claims | None) -> ContestStatistics:
        """Raises `Forbidden` before the problems are shown."""
        problems = await self._contests.problems(contest, reader)
        held = await self._contests.row(contest)
        if held.imported:
            raise Conflict("this contest is judged elsewhere: its submissions are not here", field="contest")
        hidden_from = held.hidden_from if audience == "public" else None

        async def load() -> list[CountRow]:
            return await self._store.counts(held, hidden_from, everything=audience == "jury")

        found: defaultdict[str | None, list[CountRow]] = defaultdict(list)
        for row in await self._recent.get((contest, audience, hidden_from), load):
            found[row.problem_id].append(row)
        return ContestStatistics(
            contest_id=contest,
            frozen=hidden_from is not None,
            total=_counts(found[None], held.settings),
            problems=[ProblemStatistics(problem.id, problem.label, _counts(found[problem.id], held.settings)) for problem in problems],
        )


def _counts(rows: list[CountRow], settings: ContestSettings) -> Counts:
    whole = next((row for row in rows if row.per == 3), None)
    return Counts(
        submissions=whole.submissions if whole else 0,
        pending=whole.pending if whole else 0,
        accepted=whole.accepted if whole else 0,
        teams_tried=whole.tried if whole else 0,
        teams_solved=whole.solved if whole else 0,
        first_solved_ms=settings.contest_time(whole.first) if whole and whole.first is not None else None,
        verdicts=[Count(row.verdict, row.submissions) for row in rows if row.per == 2 and row.verdict is not None],
        languages=[Count(row.language, row.submissions) for row in rows if row.per == 1 and row.language is not None],
    )


def _teams(lines: list[ScoreboardRow], members: list[Member], awards: list[Award]) -> list[TeamResult]:
    known = {member.id: member for member in members}
    won: defaultdict[str, list[str]] = defaultdict(list)
    for award in awards:
        for team in award.team_ids:
            won[team].append(award.id)
    return [_team(line, known.get(line.team_id) or Member(0, line.team_id, line.team_id), won[line.team_id]) for line in lines]


def _team(line: ScoreboardRow, member: Member, awards: list[str]) -> TeamResult:
    score = line.score
    exact = score.podium_total_time_seconds
    return TeamResult(
        rank=line.rank,
        team_id=line.team_id,
        name=member.name,
        organization=member.organization,
        groups=member.groups,
        disqualified=line.podium_disqualified is True,
        solved=score.num_solved,
        penalty=score.total_time if exact is None else exact,
        score=score.score,
        awards=awards,
        problems=[_problem(cell) for cell in line.problems],
    )


def _problem(cell: ProblemCell) -> ProblemResult:
    exact = cell.podium_time_seconds
    solved = bool(cell.solved) if cell.solved is not None else bool(cell.score)
    return ProblemResult(cell.label, cell.num_judged, cell.num_pending, solved, cell.time if exact is None else exact, cell.score)
