"""Balloons in PostgreSQL: solves are read from submissions, deliveries have a table."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.contests.models import ContestRow
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

_BALLOONS = """
with teams as materialized (
    select team_id, coalesce(joined ->> 'unofficial', 'false') = 'true' as unofficial,
        $4::bigint + coalesce((joined ->> 'extension')::bigint, 0) as until
    from registrations where contest_id = $1 and state = 'approved' and virtual_at is null
        and coalesce(joined ->> 'hidden', 'false') <> 'true' and coalesce(joined ->> 'disqualified', 'false') <> 'true'
), solves as (
    select distinct on (s.team_id, s.problem_id) s.team_id, s.problem_id, s.contest_time_ms, s.id as submission_id, t.unofficial
    from submissions s join teams t on t.team_id = s.team_id
    where s.contest_id = $1 and s.state = 'done' and s.verdict = any($2::text[]) and s.problem_id = any($3::text[])
        and s.contest_time_ms >= 0 and s.contest_time_ms < t.until and ($5::bigint is null or s.contest_time_ms < $5)
    order by s.team_id, s.problem_id, s.contest_time_ms, s.id
), due as (
    select team_id, problem_id, contest_time_ms,
        not unofficial and row_number() over (partition by problem_id, unofficial order by contest_time_ms, submission_id) = 1
            as first_of_contest,
        row_number() over (partition by team_id order by contest_time_ms, submission_id) = 1 as first_of_team
    from solves
), delivered as (
    select team_id, problem_id, contest_time_ms, delivered_by, delivered_at from balloon_deliveries
    where contest_id = $1 and ($5::bigint is null or contest_time_ms < $5)
), balloons as (
    select team_id, problem_id, team_id || '.' || problem_id as id, coalesce(due.contest_time_ms, d.contest_time_ms) as contest_time_ms,
        coalesce(due.first_of_contest, false) as first_of_contest, coalesce(due.first_of_team, false) as first_of_team,
        d.delivered_by as user_id, d.delivered_at, due.team_id is null as withdrawn
    from due full join delivered d using (team_id, problem_id)
)
select b.*, u.name as delivered_by, coalesce(r.joined ->> 'name', own.name, b.team_id) as team_name,
    coalesce(r.joined ->> 'organization', '') as organization,
    coalesce(r.location, '') as location
from balloons b
    left join registrations r on r.contest_id = $1 and r.team_id = b.team_id
    left join users own on own.id = b.team_id
    left join users u on u.id = b.user_id
"""


class BalloonRow(msgspec.Struct, frozen=True):
    id: str
    team_id: str
    team_name: str
    organization: str
    location: str
    problem_id: str
    contest_time_ms: int
    first_of_contest: bool
    first_of_team: bool
    delivered_by: str | None
    delivered_at: datetime | None
    withdrawn: bool


class Balloons:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def page(self, contest: ContestRow, delivered: bool | None, after: tuple[int, str] | None, limit: int) -> list[BalloonRow]:
        """In the order of solving, one more than wanted at most."""
        time, id = after or (None, None)
        found = await self.pool.fetch(
            f"{_BALLOONS} where ($6::boolean is null or (b.delivered_at is not null) = $6)"
            " and ($7::bigint is null or (b.contest_time_ms, b.id) > ($7, $8::text)) order by b.contest_time_ms, b.id limit $9",
            *_scope(contest),
            delivered,
            time,
            id,
            limit + 1,
        )
        return rows.structs(BalloonRow, found)

    async def lock(self, work: UnitOfWork, contest: str, id: str) -> None:
        """Until the end of the transaction: deliveries of one balloon follow one another, also the first, which has no row to lock."""
        await work.connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"balloon:{contest}/{id}")

    async def find(self, work: UnitOfWork, contest: ContestRow, id: str) -> BalloonRow | None:
        return rows.optional(BalloonRow, await work.connection.fetchrow(f"{_BALLOONS} where b.id = $6", *_scope(contest), id))

    async def deliver(self, work: UnitOfWork, contest: str, balloon: BalloonRow, user: str) -> None:
        """Nothing changes where it was delivered before."""
        await work.connection.execute(
            "insert into balloon_deliveries (contest_id, team_id, problem_id, contest_time_ms, delivered_by) values ($1, $2, $3, $4, $5)"
            " on conflict do nothing",
            contest,
            balloon.team_id,
            balloon.problem_id,
            balloon.contest_time_ms,
            user,
        )

    async def take_back(self, work: UnitOfWork, contest: str, balloon: BalloonRow) -> None:
        await work.connection.execute(
            "delete from balloon_deliveries where contest_id = $1 and team_id = $2 and problem_id = $3",
            contest,
            balloon.team_id,
            balloon.problem_id,
        )


def _scope(contest: ContestRow) -> tuple[str, list[str], list[str], int, int | None]:
    """Contest, verdicts that solve, problems, end, and from when on nothing is shown (None: everything is).

    Submissions have wall-clock time since the start, with pauses, and so have these moments.

    The freeze is a condition of the query itself: what is behind it takes part in no order, no number and no "first".
    """
    settings = contest.settings
    solving = [verdict for verdict, means in settings.meanings.items() if means.solved]
    return contest.id, solving, [problem.id for problem in settings.problems], settings.wall_duration, contest.hidden_from
