"""Counts over the submissions of a contest, in PostgreSQL."""

from __future__ import annotations

import msgspec

from core_api.domains.contests.models import ContestRow
from core_api.storage import rows
from core_api.storage.replica import Reader


class CountRow(msgspec.Struct, frozen=True):
    """The counts of a problem, of all, or of one verdict or language of either."""

    problem_id: str | None
    """None: of all problems."""
    per: int
    """0: of one language and verdict (not asked for); 1: of a language, 2: of a verdict, 3: of all."""
    language: str | None
    verdict: str | None
    submissions: int
    pending: int
    accepted: int
    tried: int
    solved: int
    first: int | None


class ResultStore:
    def __init__(self, reads: Reader) -> None:
        self._reads = reads

    async def counts(self, contest: ContestRow, hidden_from: int | None, *, everything: bool) -> list[CountRow]:
        """Of the problems and teams that the contest has: what was sent for a problem, or by a team, that was withdrawn counts nowhere.

        `hidden_from`: ms since the start, with pauses, from which on verdicts count as unknown. `everything`: also hidden and disqualified
        teams.
        """
        settings = contest.settings
        found = await self._reads.fetch(
            "with counted as materialized (select s.problem_id, s.language, s.team_id, s.contest_time_ms as at,"
            " case when $2::bigint is null or s.contest_time_ms < $2 then s.verdict end as verdict"
            " from submissions s join registrations r on r.contest_id = s.contest_id and r.team_id = s.team_id"
            " where s.contest_id = $1 and s.problem_id = any($5::text[]) and s.state <> 'deleted'"
            " and r.state = 'approved' and r.virtual_at is null and ($3 or not ("
            " coalesce((r.joined ->> 'hidden')::boolean, false) or coalesce((r.joined ->> 'disqualified')::boolean, false))))"
            " select problem_id, grouping(language, verdict) as per, language, verdict, count(*) as submissions,"
            " count(*) filter (where verdict is null) as pending, count(*) filter (where verdict = any($4::text[])) as accepted,"
            " count(distinct team_id) as tried, count(distinct team_id) filter (where verdict = any($4::text[])) as solved,"
            " min(at) filter (where verdict = any($4::text[])) as first from counted"
            " group by grouping sets ((problem_id), (problem_id, language), (problem_id, verdict), (language), (verdict), ())"
            " order by submissions desc, language, verdict",
            contest.id,
            hidden_from,
            everything,
            [verdict for verdict, means in settings.meanings.items() if means.solved],
            [problem.id for problem in settings.problems],
        )
        return rows.structs(CountRow, found)
