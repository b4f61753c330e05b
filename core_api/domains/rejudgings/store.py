"""Rejudgings in PostgreSQL."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from core_api.domains.rejudgings.models import MAX_SUBMISSIONS, NewRejudging, VersionSwitch
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION, USES
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound
from realtime.storage.judge_queue import JudgeTask

_OLD_VERDICT = "case when r.counted then r.old_verdict else s.verdict end"
"""The one that counts now, until that of the rejudging does: another rejudging may have been applied since this one was made."""


class ChosenRow(msgspec.Struct, frozen=True):
    """A submission to judge again."""

    verdict: str | None
    task: bytes
    """Its last request to judge, a `JudgeTask` in JSON."""
    version: int
    """Of the problem, that the contest plays."""
    package_key: str


class SentRow(msgspec.Struct, frozen=True):
    """A submission to judge again with another version."""

    verdict: str | None
    """None: it has none yet."""
    task: bytes


class PlayedRow(msgspec.Struct, frozen=True):
    problem_id: str
    version: int
    newest: int
    switch_id: str | None


class RejudgingRow(msgspec.Struct, frozen=True):
    id: str
    reason: str
    state: Literal["judging", "applied", "cancelled"]
    created_at: datetime
    finished_at: datetime | None
    problem_id: str | None
    """Of a switch, as `version`."""
    version: int | None


class ChangedRow(msgspec.Struct, frozen=True):
    """A submission whose verdict is another one now."""

    judgement_id: str
    submission_id: str
    team_id: str
    problem_id: str
    old_verdict: str | None
    verdict: str
    time_ms: int
    """Contest time of the judgement."""
    score: float | None
    run_time_ms: int | None


class CountedRow(msgspec.Struct, frozen=True):
    old_verdict: str | None
    verdict: str
    submissions: int


class Rejudgings:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def chosen(self, work: UnitOfWork, contest: str, wanted: NewRejudging) -> list[ChosenRow]:
        """The submissions it is about, one more than allowed at most."""
        found = await work.connection.fetch(
            f"with played as materialized (select p.id, {PLAYED_VERSION} as version from contests c, problems p where c.id = $1"
            " and p.id in (select distinct problem_id from submissions where contest_id = $1))"
            " select verdict, task, v.version, v.package_key from submissions s join played on played.id = s.problem_id"
            " join problem_versions v on v.problem_id = played.id and v.version = played.version and v.package_key is not null"
            " where contest_id = $1 and state = 'done'"
            " and (cardinality($2::text[]) = 0 or s.id = any($2)) and (cardinality($3::text[]) = 0 or s.problem_id = any($3))"
            " and (cardinality($4::text[]) = 0 or team_id = any($4)) and (cardinality($5::text[]) = 0 or language = any($5))"
            " and (cardinality($6::text[]) = 0 or verdict = any($6))"
            " and ($7::text is null or s.id in (select submission_id from rejudged where rejudging_id = $7)) order by s.id limit $8",
            contest,
            list(wanted.submissions),
            list(wanted.problems),
            list(wanted.teams),
            list(wanted.languages),
            list(wanted.verdicts),
            wanted.repeats,
            MAX_SUBMISSIONS + 1,
        )
        return rows.structs(ChosenRow, found)

    async def of_problem(self, work: UnitOfWork, contest: str, problem: str) -> list[SentRow]:
        """All that teams have sent to it and not withdrawn, judged or not; one more than allowed at most."""
        found = await work.connection.fetch(
            "select verdict, task from submissions where contest_id = $1 and problem_id = $2 and state <> 'deleted' order by id limit $3",
            contest,
            problem,
            MAX_SUBMISSIONS + 1,
        )
        return rows.structs(SentRow, found)

    async def add(
        self,
        work: UnitOfWork,
        id: str,
        contest: str,
        reason: str,
        author: str,
        tasks: list[tuple[JudgeTask, str | None]],
        switch: VersionSwitch | None = None,
    ) -> None:
        """`tasks`: what has to be judged, with the verdict of now."""
        await work.connection.execute(
            "insert into rejudgings (id, contest_id, reason, created_by, problem_id, version) values ($1, $2, $3, $4, $5, $6)",
            id,
            contest,
            reason,
            author,
            switch and switch.problem_id,
            switch and switch.version,
        )
        await work.connection.executemany(
            "insert into rejudged (judgement_id, rejudging_id, submission_id, old_verdict, task, version) values ($1, $2, $3, $4, $5, $6)",
            [(task.judgement, id, task.submission, old, msgspec.json.encode(task), task.problem_version) for task, old in tasks],
        )

    async def add_arrived(self, work: UnitOfWork, id: str, task: JudgeTask) -> None:
        """A submission that was sent since the rejudging was made."""
        await work.connection.execute(
            "insert into rejudged (judgement_id, rejudging_id, submission_id, task, version, arrived_since)"
            " values ($1, $2, $3, $4, $5, true)",
            task.judgement,
            id,
            task.submission,
            msgspec.json.encode(task),
            task.problem_version,
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

    async def counts(self, id: str, work: UnitOfWork | None = None) -> tuple[int, int]:
        """How many submissions, and how many of them are judged."""
        row = await (work.connection if work else self.pool).fetchrow(
            "select count(*), count(verdict) from rejudged where rejudging_id = $1", id
        )
        assert row is not None  # an aggregate
        total, judged = row
        return total, judged

    async def waiting(self, work: UnitOfWork, id: str) -> int:
        """How many of those that were there when it was made, and were not withdrawn since, are not judged."""
        found: int = await work.connection.fetchval(
            "select count(*) from rejudged r join submissions s on s.id = r.submission_id"
            " where rejudging_id = $1 and r.verdict is null and not arrived_since and s.state <> 'deleted'",
            id,
        )
        return found

    async def is_stale(self, work: UnitOfWork, contest: str, id: str) -> bool:
        """Whether something was judged with a version that the contest does not play any more."""
        found: bool = await work.connection.fetchval(
            "select exists (select from rejudged r join submissions s on s.id = r.submission_id join problems p on p.id = s.problem_id"
            f" join contests c on c.id = $1 where r.rejudging_id = $2 and r.version <> {PLAYED_VERSION})",
            contest,
            id,
        )
        return found

    async def played(self, contest: str) -> dict[str, PlayedRow]:
        """By problem."""
        found = await self.pool.fetch(
            f"select p.id as problem_id, {PLAYED_VERSION} as version, p.version as newest, j.id as switch_id"
            f" from contests c join problems p on {USES}"
            " left join rejudgings j on j.contest_id = c.id and j.problem_id = p.id and j.state = 'judging' and j.version is not null"
            " where c.id = $1",
            contest,
        )
        return {row.problem_id: row for row in rows.structs(PlayedRow, found)}

    async def changed(self, id: str, work: UnitOfWork | None = None) -> list[ChangedRow]:
        """Without submissions that were withdrawn."""
        found = await (work.connection if work else self.pool).fetch(
            "select * from (select r.judgement_id, r.submission_id, r.verdict, r.time_ms, r.score, r.run_time_ms, s.problem_id, s.team_id,"
            f" {_OLD_VERDICT} as old_verdict"
            " from rejudged r join submissions s on s.id = r.submission_id"
            " where r.rejudging_id = $1 and r.verdict is not null and s.state <> 'deleted') as judged"
            " where verdict is distinct from old_verdict or score is not null order by submission_id",
            id,
        )
        return rows.structs(ChangedRow, found)

    async def matrix(self, id: str, work: UnitOfWork | None = None) -> list[CountedRow]:
        found = await (work.connection if work else self.pool).fetch(
            f"select {_OLD_VERDICT} as old_verdict, r.verdict, count(*) as submissions"
            " from rejudged r join submissions s on s.id = r.submission_id where r.rejudging_id = $1 and r.verdict is not null"
            " group by 1, 2 order by 1, 2",
            id,
        )
        return rows.structs(CountedRow, found)

    async def count_verdicts(self, work: UnitOfWork, id: str) -> list[ChangedRow]:
        """Notes that verdicts count, and returns those that differ from the ones of before, or may: a verdict of another rejudging may be
        on its way to the index, which says what counted before.

        Not yet of submissions whose first verdict is not in the log: it would come behind.
        """
        found = await work.connection.fetch(
            "with counted as (update rejudged r set counted = true, old_verdict = s.verdict from submissions s"
            " where s.id = r.submission_id and r.rejudging_id = $1 and r.verdict is not null and not r.counted and s.state = 'done'"
            " returning r.judgement_id, r.submission_id, r.verdict, r.time_ms, r.score, r.run_time_ms, r.old_verdict,"
            " s.problem_id, s.team_id),"
            " others as (select o.submission_id, o.verdict from rejudgings this join rejudgings j on j.contest_id = this.contest_id"
            " join rejudged o on o.rejudging_id = j.id where this.id = $1 and j.id <> $1 and o.counted)"
            " select * from counted where verdict is distinct from old_verdict or score is not null"
            " or submission_id in (select o.submission_id from others o join counted c using (submission_id) where o.verdict <> c.verdict)"
            " order by submission_id",
            id,
        )
        return rows.structs(ChangedRow, found)

    async def finish(self, work: UnitOfWork, id: str, state: str) -> None:
        await work.connection.execute("update rejudgings set state = $2, finished_at = now() where id = $1", id, state)
