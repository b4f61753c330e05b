"""The jury's list of submissions and its marks, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from core_api.domains.submissions.models import ContestSubmissionQuery
from core_api.domains.submissions.store import SubmissionRow
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.replica import Reader
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound


class ReviewedRow(SubmissionRow, frozen=True):
    reviewed_by: str | None
    """Name of who has looked at it last; None: nobody."""
    reviewed_at: datetime | None


_COLUMNS = ", ".join(f"s.{name}" for name in SubmissionRow.__struct_fields__)
_SELECT = f"""
select {_COLUMNS}, u.name as reviewed_by, r.reviewed_at from submissions s
    left join submission_reviews r on r.submission_id = s.id
    left join users u on u.id = r.reviewed_by
"""


class Reviews:
    def __init__(self, pool: Pool, reads: Reader) -> None:
        self.pool = pool
        self._reads = reads

    async def page(self, contest: str, wanted: ContestSubmissionQuery, before: str | None) -> list[ReviewedRow]:
        """The newest first, without deleted ones, one more than wanted at most."""
        found = await self._reads.fetch(
            f"{_SELECT} where s.contest_id = $1 and s.state <> 'deleted'"
            " and ($2::text is null or s.problem_id = $2) and ($3::text is null or s.user_id = $3)"
            " and ($4::text is null or s.language = $4) and ($5::text is null or s.verdict = $5)"
            " and ($6::text is null or s.id < $6) and ($7::text is null or s.team_id = $7)"
            " and ($8::text is null or s.state = $8) and ($9::bigint is null or s.contest_time_ms >= $9)"
            " and ($10::bigint is null or s.contest_time_ms < $10) and ($11::boolean is null or (r.reviewed_at is not null) = $11)"
            " order by s.id desc limit $12",
            contest,
            wanted.problem,
            wanted.user,
            wanted.language,
            wanted.verdict,
            before,
            wanted.team,
            wanted.state,
            wanted.from_time,
            wanted.to_time,
            wanted.reviewed,
            wanted.limit + 1,
        )
        return rows.structs(ReviewedRow, found)

    async def get(self, work: UnitOfWork, contest: str, id: str) -> ReviewedRow:
        """Locked. Raises `NotFound`."""
        await work.connection.execute("select from submissions where id = $1 and contest_id = $2 for no key update", id, contest)
        found = await work.connection.fetchrow(f"{_SELECT} where s.contest_id = $1 and s.id = $2 and s.state <> 'deleted'", contest, id)
        row = rows.optional(ReviewedRow, found)
        if row is None:
            raise NotFound(f"there is no submission {id!r}", field="submission")
        return row

    async def mark(self, work: UnitOfWork, id: str, user: str) -> None:
        await work.connection.execute(
            "insert into submission_reviews (submission_id, reviewed_by) values ($1, $2)"
            " on conflict (submission_id) do update set reviewed_by = excluded.reviewed_by, reviewed_at = now()",
            id,
            user,
        )

    async def unmark(self, work: UnitOfWork, id: str) -> None:
        await work.connection.execute("delete from submission_reviews where submission_id = $1", id)
