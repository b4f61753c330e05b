"""The submission index in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from core_api.router.idempotency import IdempotencyKey
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.replica import Reader
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound
from realtime.storage.judge_queue import JudgeTask


class SubmissionRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    """None: practice."""
    problem_id: str
    user_id: str
    """Who sent it."""
    team_id: str
    """For which team; the user's own outside a contest."""
    language: str
    source_bytes: int
    contest_time_ms: int | None
    state: str
    verdict: str | None
    judgement_id: str | None
    problem_version: int | None
    """That it was sent to; None in those of before versions were noted."""
    run_time_ms: int | None
    """Of the verdict that counts, on the machine that limits are meant for; None: not known."""
    reused: bool
    """Whether it was never run: its verdict is that of an identical program before."""
    reused_from: str | None
    """Which one that was, where it is of the same person."""
    idempotency_fingerprint: bytes | None
    created_at: datetime
    judged_at: datetime | None


class JudgedAlike(msgspec.Struct, frozen=True):
    """A submission of the same program, judged."""

    id: str
    user_id: str
    judgement_id: str
    verdict: str
    run_time_ms: int | None


class AcceptedRow(msgspec.Struct, frozen=True):
    """A submission as it is accepted."""

    id: str
    contest: str | None
    problem: str
    version: int
    user: str
    team: str
    language: str
    size: int
    time: int | None
    key: IdempotencyKey | None
    task: JudgeTask
    queue: str
    source_key: str | None
    judged_before: JudgedAlike | None
    """Whose verdict it has from the beginning."""


_COLUMNS = ", ".join(SubmissionRow.__struct_fields__)
"""Without the request to judge, which is long."""


class Submissions:
    def __init__(self, pool: Pool, reads: Reader) -> None:
        self.pool = pool
        self._reads = reads

    async def add(self, work: UnitOfWork, new: Sequence[AcceptedRow]) -> dict[str, SubmissionRow]:
        """By id, those that were added: the others' users have sent one under the same idempotency key before.

        Raises `NotFound` when the problem of one of them is no longer there.
        """
        try:
            found = await work.connection.fetch(
                "insert into submissions (id, contest_id, problem_id, user_id, team_id, language, source_bytes, contest_time_ms,"
                " idempotency_key, idempotency_fingerprint, task, queue, problem_version, source_key, reused, reused_from, run_time_ms,"
                " verdict, judgement_id, state, judged_at)"
                " select *, case when reused then 'done' else 'queued' end, case when reused then now() end"
                " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::bigint[],"
                " $9::text[], $10::bytea[], $11::bytea[], $12::text[], $13::integer[], $14::text[], $15::boolean[], $16::text[],"
                " $17::integer[], $18::text[], $19::text[]) as new"
                " (id, contest, problem, sender, team, language, size, time, key, fingerprint, task, queue, version, source_key,"
                " reused, reused_from, run_time, verdict, judgement) order by sender, key, problem"  # so no two wait for each other
                f" on conflict (user_id, idempotency_key) do nothing returning {_COLUMNS}",
                *(list(column) for column in zip(*map(_values, new), strict=True)),
            )
        except asyncpg.ForeignKeyViolationError as error:
            if "problem" not in (error.constraint_name or ""):
                raise
            raise NotFound(f"there is no problem {new[0].problem!r}", field="problem_id") from None  # removed since it was looked up
        return {row.id: row for row in rows.structs(SubmissionRow, found)}

    async def judged_alike(self, source_key: str) -> JudgedAlike | None:
        """The first submission of practice with this key that was run and has a verdict of the program, not of a failed machine."""
        found = await self.pool.fetchrow(
            "select id, user_id, judgement_id, verdict, run_time_ms from submissions where source_key = $1 and not reused"
            " and contest_id is null and state = 'done' and verdict <> 'JE' and judgement_id is not null order by id limit 1",
            source_key,
        )
        return rows.optional(JudgedAlike, found)

    async def get(self, id: str) -> SubmissionRow | None:
        return rows.optional(SubmissionRow, await self.pool.fetchrow(f"select {_COLUMNS} from submissions where id = $1", id))

    async def by_key(self, user: str, key: str) -> SubmissionRow | None:
        found = await self.pool.fetchrow(f"select {_COLUMNS} from submissions where user_id = $1 and idempotency_key = $2", user, key)
        return rows.optional(SubmissionRow, found)

    async def delete(self, work: UnitOfWork, id: str) -> SubmissionRow | None:
        """Marks it as deleted; None: there is no such submission."""
        found = await work.connection.fetchrow(f"update submissions set state = 'deleted' where id = $1 returning {_COLUMNS}", id)
        work.changed("submission", id)
        return rows.optional(SubmissionRow, found)

    async def of_user(
        self, user: str, contest: str | None, before: str | None, limit: int, *, problem: str | None = None
    ) -> list[SubmissionRow]:
        """The newest first."""
        found = await self._reads.fetch(
            f"select {_COLUMNS} from submissions where user_id = $1 and ($2::text is null or contest_id = $2)"
            " and ($3::text is null or id < $3) and ($5::text is null or problem_id = $5) order by id desc limit $4",
            user,
            contest,
            before,
            limit,
            problem,
        )
        return rows.structs(SubmissionRow, found)

    async def of_team(self, contest: str, team: str, before: str | None, limit: int) -> list[SubmissionRow]:
        """What all members have sent, the newest first."""
        found = await self._reads.fetch(
            f"select {_COLUMNS} from submissions where contest_id = $1 and team_id = $2"
            " and ($3::text is null or id < $3) order by id desc limit $4",
            contest,
            team,
            before,
            limit,
        )
        return rows.structs(SubmissionRow, found)

    async def before(self, row: SubmissionRow) -> str | None:
        """The last one before this of the same team to the same problem, without deleted ones."""
        found: str | None = await self.pool.fetchval(
            "select id from submissions where contest_id is not distinct from $1 and team_id = $2 and problem_id = $3"
            " and id < $4 and state <> 'deleted' order by id desc limit 1",
            row.contest_id,
            row.team_id,
            row.problem_id,
            row.id,
        )
        return found

    async def task(self, id: str) -> bytes | None:
        """The request to judge it, a `JudgeTask` in JSON: the source is sealed under what it says."""
        found: bytes | None = await self.pool.fetchval("select task from submissions where id = $1", id)
        return found


def _values(new: AcceptedRow) -> tuple[object, ...]:
    """In the order of the columns that `Submissions.add` names."""
    first, key = new.judged_before, new.key
    sent = (new.id, new.contest, new.problem, new.user, new.team, new.language, new.size, new.time)
    asked = (key and key.value, key and key.fingerprint, msgspec.json.encode(new.task), new.queue, new.version, new.source_key)
    if first is None:
        return (*sent, *asked, False, None, None, None, None)
    own = first.id if first.user_id == new.user else None
    return (*sent, *asked, True, own, first.run_time_ms, first.verdict, new.task.judgement)
