"""The submission index in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.router.idempotency import IdempotencyKey
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.storage.judge_queue import JudgeTask


class SubmissionRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    """None: practice."""
    problem_id: str
    user_id: str
    language: str
    source_bytes: int
    contest_time_ms: int | None
    state: str
    verdict: str | None
    judgement_id: str | None
    idempotency_fingerprint: bytes | None
    created_at: datetime
    judged_at: datetime | None


_COLUMNS = ", ".join(SubmissionRow.__struct_fields__)
"""Without the request to judge, which is long."""


class Submissions:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(
        self,
        work: UnitOfWork,
        *,
        id: str,
        contest: str | None,
        problem: str,
        user: str,
        language: str,
        size: int,
        time: int | None,
        key: IdempotencyKey | None,
        task: JudgeTask,
        queue: str,
    ) -> bool:
        """False: the user has sent one under this idempotency key before."""
        done = await work.connection.execute(
            "insert into submissions (id, contest_id, problem_id, user_id, language, source_bytes, contest_time_ms,"
            " idempotency_key, idempotency_fingerprint, task, queue)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (user_id, idempotency_key) do nothing",
            id,
            contest,
            problem,
            user,
            language,
            size,
            time,
            key and key.value,
            key and key.fingerprint,
            msgspec.json.encode(task),
            queue,
        )
        return bool(done != "INSERT 0 0")

    async def get(self, id: str) -> SubmissionRow | None:
        return rows.optional(SubmissionRow, await self.pool.fetchrow(f"select {_COLUMNS} from submissions where id = $1", id))

    async def by_key(self, user: str, key: str) -> SubmissionRow | None:
        found = await self.pool.fetchrow(f"select {_COLUMNS} from submissions where user_id = $1 and idempotency_key = $2", user, key)
        return rows.optional(SubmissionRow, found)

    async def delete(self, work: UnitOfWork, id: str) -> SubmissionRow | None:
        """Marks it as deleted; None: there is no such submission."""
        found = await work.connection.fetchrow(f"update submissions set state = 'deleted' where id = $1 returning {_COLUMNS}", id)
        return rows.optional(SubmissionRow, found)

    async def of_user(self, user: str, contest: str | None, before: str | None, limit: int) -> list[SubmissionRow]:
        """The newest first."""
        found = await self.pool.fetch(
            f"select {_COLUMNS} from submissions where user_id = $1 and ($2::text is null or contest_id = $2)"
            " and ($3::text is null or id < $3) order by id desc limit $4",
            user,
            contest,
            before,
            limit,
        )
        return rows.structs(SubmissionRow, found)
