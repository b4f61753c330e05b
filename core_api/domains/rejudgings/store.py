"""Rejudgings in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from core_api.domains.rejudgings.models import MAX_SUBMISSIONS, NewRejudging
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound
from realtime.storage.judge_queue import JudgeTask


class ChosenRow(msgspec.Struct, frozen=True):
    """A submission to judge again."""

    verdict: str | None
    task: bytes
    """Its last request to judge, a `JudgeTask` in JSON."""
    version: int
    """Of the problem's tests now."""
    package_key: str


class RejudgingRow(msgspec.Struct, frozen=True):
    id: str
    reason: str
    state: Literal["judging", "applied", "cancelled"]
    created_at: datetime
    finished_at: datetime | None


class ChangedRow(msgspec.Struct, frozen=True):
    """A submission whose verdict is another one now."""

    judgement_id: str
    submission_id: str
    user_id: str
    problem_id: str
    old_verdict: str | None
    verdict: str
    time_ms: int
    """Contest time of the judgement."""


class Rejudgings:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def chosen(self, work: UnitOfWork, contest: str, wanted: NewRejudging) -> list[ChosenRow]:
        """The submissions it is about, one more than allowed at most."""
        found = await work.connection.fetch(
            "select verdict, task, p.version, p.package_key from submissions s join problems p on p.id = problem_id"
            " where contest_id = $1 and state = 'done'"
            " and (cardinality($2::text[]) = 0 or s.id = any($2)) and (cardinality($3::text[]) = 0 or problem_id = any($3))"
            " and (cardinality($4::text[]) = 0 or user_id = any($4)) and (cardinality($5::text[]) = 0 or language = any($5))"
            " and (cardinality($6::text[]) = 0 or verdict = any($6)) order by s.id limit $7",
            contest,
            list(wanted.submissions),
            list(wanted.problems),
            list(wanted.teams),
            list(wanted.languages),
            list(wanted.verdicts),
            MAX_SUBMISSIONS + 1,
        )
        return rows.structs(ChosenRow, found)

    async def add(
        self, work: UnitOfWork, id: str, contest: str, reason: str, author: str, tasks: list[tuple[JudgeTask, str | None]]
    ) -> None:
        """`tasks`: what has to be judged, with the verdict of now."""
        await work.connection.execute(
            "insert into rejudgings (id, contest_id, reason, created_by) values ($1, $2, $3, $4)", id, contest, reason, author
        )
        await work.connection.executemany(
            "insert into rejudged (judgement_id, rejudging_id, submission_id, old_verdict, task) values ($1, $2, $3, $4, $5)",
            [(task.judgement, id, task.submission, old, msgspec.json.encode(task)) for task, old in tasks],
        )

    async def get(self, contest: str, id: str, work: UnitOfWork | None = None) -> RejudgingRow:
        """Raises `NotFound`. Within a transaction, locked."""
        lock = " for update" if work is not None else ""
        found = await (work.connection if work else self.pool).fetchrow(
            f"select * from rejudgings where id = $1 and contest_id = $2{lock}", id, contest
        )
        row = rows.optional(RejudgingRow, found)
        if row is None:
            raise NotFound(f"contest {contest!r} has no rejudging {id!r}", field="rejudging_id")
        return row

    async def of_contest(self, contest: str) -> list[str]:
        """Ids, the newest first."""
        found = await self.pool.fetch("select id from rejudgings where contest_id = $1 order by created_at desc limit 100", contest)
        return [id for (id,) in found]

    async def counts(self, id: str) -> tuple[int, int]:
        """How many submissions, and how many of them are judged."""
        row = await self.pool.fetchrow("select count(*), count(verdict) from rejudged where rejudging_id = $1", id)
        assert row is not None  # an aggregate
        total, judged = row
        return total, judged

    async def changed(self, id: str, work: UnitOfWork | None = None) -> list[ChangedRow]:
        found = await (work.connection if work else self.pool).fetch(
            "select r.*, s.problem_id, s.user_id from rejudged r join submissions s on s.id = r.submission_id"
            " where rejudging_id = $1 and r.verdict is not null and r.verdict is distinct from r.old_verdict order by r.submission_id",
            id,
        )
        return rows.structs(ChangedRow, found)

    async def finish(self, work: UnitOfWork, id: str, state: str) -> None:
        await work.connection.execute("update rejudgings set state = $2, finished_at = now() where id = $1", id, state)
