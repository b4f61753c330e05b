"""Counts over submissions and final results, in PostgreSQL."""

from __future__ import annotations

import msgspec

from core_api.domains.statistics.models import TeamResultLine
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.replica import Reader
from core_api.storage.visibility import CONTEST_IS_OPEN, PROBLEM_IS_SHOWN, SUBMISSION_IN_CONTEST_IS_SHOWN
from realtime.protocol.contest_settings import ContestSettings
from realtime.runtime.errors import NotFound

MAX_FASTEST = 20
"""Solves that are read, to show the fastest of: pauses may change their order a little."""
MAX_RESULTS = 100
"""Results of one team that are shown, the newest: two years of a contest a week."""


class CountedRow(msgspec.Struct, frozen=True):
    """Counts of all, or of one verdict or language."""

    per: int
    """1: of a language, 2: of a verdict, 3: of all."""
    language: str | None
    verdict: str | None
    submissions: int
    accepted: int
    users: int
    solvers: int


class SolveRow(msgspec.Struct, frozen=True):
    """A team's first solve of a problem in a contest."""

    contest_id: str
    settings: ContestSettings
    team_id: str
    team_name: str
    language: str
    contest_time_ms: int


class TotalsRow(msgspec.Struct, frozen=True):
    contests: int
    best_place: int | None
    submissions: int
    accepted: int
    solved: int


class StatisticsStore:
    def __init__(self, pool: Pool, reads: Reader) -> None:
        self._pool = pool
        self._reads = reads

    async def counts(self, problem: str) -> list[CountedRow]:
        """What everybody may know. From the primary: it is kept by a cache."""
        found = await self._pool.fetch(
            f"with problem as (select {PROBLEM_IS_SHOWN} as shown from problems p where p.id = $1),"
            " counted as materialized (select s.user_id, s.language, s.verdict, solves(c.settings, s.verdict) as solved"
            " from submissions s left join contests c on c.id = s.contest_id"
            " where s.problem_id = $1 and s.state = 'done' and s.verdict <> 'JE' and case when s.contest_id is null"
            f" then (select shown from problem) else {SUBMISSION_IN_CONTEST_IS_SHOWN} end)"
            " select grouping(language, verdict) as per, language, verdict, count(*) as submissions,"
            " count(*) filter (where solved) as accepted, count(distinct user_id) as users,"
            " count(distinct user_id) filter (where solved) as solvers"
            " from counted group by grouping sets ((language), (verdict), ()) order by submissions desc, language, verdict",
            problem,
        )
        return rows.structs(CountedRow, found)

    async def fastest(self, problem: str) -> list[SolveRow]:
        """By wall-clock time since the start. A person who hides statistics stands on boards, and in no list that is made of them."""
        found = await self._pool.fetch(
            "with solved as (select distinct on (s.contest_id, s.team_id) s.contest_id, c.settings, s.team_id, s.language,"
            " s.contest_time_ms, coalesce(r.joined ->> 'name', s.team_id) as team_name"
            " from submissions s join contests c on c.id = s.contest_id"
            " join registrations r on r.contest_id = s.contest_id and r.team_id = s.team_id"
            " left join users u on u.id = s.team_id"
            " where s.problem_id = $1 and s.state = 'done' and solves(c.settings, s.verdict) and s.contest_time_ms >= 0"
            f" and {SUBMISSION_IN_CONTEST_IS_SHOWN} and r.state = 'approved' and r.virtual_at is null"
            " and coalesce(r.joined ->> 'unofficial', 'false') <> 'true' and coalesce(r.joined ->> 'disqualified', 'false') <> 'true'"
            " and coalesce(u.privacy ->> 'statistics', 'everybody') = 'everybody'"
            " order by s.contest_id, s.team_id, s.contest_time_ms, s.id)"
            " select * from solved order by contest_time_ms, contest_id, team_id limit $2",
            problem,
            MAX_FASTEST,
        )
        return rows.structs(SolveRow, found)

    async def members(self, team: str) -> list[str]:
        """Users in a team; none for one that comes from a list. Raises `NotFound`."""
        found = await self._reads.fetchrow(
            "select array(select user_id from team_members where team_id = t.id order by user_id) as members from teams t where id = $1",
            team,
        )
        if found is None:
            raise NotFound(f"there is no team {team!r}", field="team")
        return list(found["members"])

    async def totals(self, team: str) -> TotalsRow:
        found = await self._reads.fetchrow(
            f"with results as (select c.id, c.settings, r.place {_RESULTS}),"
            " sent as (select s.problem_id, solves(f.settings, s.verdict) as solved from results f"
            " join submissions s on s.contest_id = f.id and s.team_id = $1 where s.state = 'done' and s.verdict <> 'JE')"
            " select (select count(*) from results) as contests, (select min(place) from results) as best_place,"
            " count(*) as submissions, count(*) filter (where solved) as accepted,"
            " count(distinct problem_id) filter (where solved) as solved from sent",
            team,
        )
        assert found is not None  # aggregates
        return rows.struct(TotalsRow, found)

    async def results(self, team: str) -> list[TeamResultLine]:
        """The newest first."""
        found = await self._reads.fetch(
            "select c.id as contest_id, c.settings ->> 'name' as name, c.ends_at as ended_at, r.place,"
            f" coalesce(c.ranked_teams, 0) as teams, r.solved, r.score {_RESULTS} order by c.ends_at desc, c.id limit $2",
            team,
            MAX_RESULTS,
        )
        return rows.structs(TeamResultLine, found)


_RESULTS = f"""
from contest_results r join contests c on c.id = r.contest_id
where r.team_id = $1 and {CONTEST_IS_OPEN} and not exists (select from registrations h
    where h.contest_id = r.contest_id and h.team_id = r.team_id and h.joined ->> 'hidden' = 'true')
"""
