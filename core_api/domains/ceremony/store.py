"""How contests end, in PostgreSQL."""

from __future__ import annotations

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION
from core_api.storage.unit_of_work import UnitOfWork


class StepRow(msgspec.Struct, frozen=True):
    """A step of the reveal."""

    step: int
    team_id: str
    problem_id: str
    taken_back: bool
    """True: the cell was hidden again."""

    @property
    def cell(self) -> tuple[str, str]:
        return self.team_id, self.problem_id


class CountsRow(msgspec.Struct, frozen=True):
    unjudged: int
    rejudgings: int


class Ceremonies:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def counts(self, contest: str, end: int) -> CountsRow:
        """What is not decided. `end`: ms from the start to the end of the last team; virtual participations go on behind it."""
        found = await self.pool.fetchrow(
            "select (select count(*) from submissions"
            " where contest_id = $1 and state not in ('done', 'deleted') and contest_time_ms < $2 and not exists"
            "  (select from registrations r where r.contest_id = $1 and r.team_id = submissions.team_id and r.virtual_at is not null)"
            ") + (select count(*) from rejudged r join rejudgings j on j.id = r.rejudging_id join submissions s on s.id = r.submission_id"
            "  join contests c on c.id = j.contest_id join problems p on p.id = s.problem_id where j.contest_id = $1"
            f"  and j.state = 'applied' and not r.counted and s.state <> 'deleted' and r.version = {PLAYED_VERSION}) as unjudged,"
            " (select count(*) from rejudgings where contest_id = $1 and state = 'judging') as rejudgings",
            contest,
            end,
        )
        assert found is not None  # it counts
        return rows.struct(CountsRow, found)

    async def last(self, contest: str, work: UnitOfWork | None = None) -> StepRow | None:
        found = await (work.connection if work else self.pool).fetchrow(
            "select step, team_id, problem_id, taken_back from reveals where contest_id = $1 order by step desc limit 1", contest
        )
        return rows.optional(StepRow, found)

    async def shown(self, work: UnitOfWork, contest: str) -> list[StepRow]:
        """Cells that were revealed one by one and not hidden again, the last one first."""
        found = await work.connection.fetch(
            "select * from (select distinct on (team_id, problem_id) step, team_id, problem_id, taken_back from reveals"
            " where contest_id = $1 order by team_id, problem_id, step desc) as latest where not taken_back order by step desc",
            contest,
        )
        return rows.structs(StepRow, found)

    async def add(self, work: UnitOfWork, contest: str, user: str, *steps: StepRow) -> None:
        await work.connection.executemany(
            "insert into reveals (contest_id, step, team_id, problem_id, taken_back, done_by) values ($1, $2, $3, $4, $5, $6)",
            [(contest, step.step, step.team_id, step.problem_id, step.taken_back, user) for step in steps],
        )
