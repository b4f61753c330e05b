"""What PostgreSQL knows of a contest's preparation."""

from __future__ import annotations

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.problem_versions import PLAYED_VERSION
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import SHOWN_AT


class ProblemFacts(msgspec.Struct, frozen=True):
    id: str
    tests: int
    samples: int
    statements: int
    seen: bool
    """By everybody, in a contest that has begun."""
    version: int
    """That the contest plays."""
    newest: int


class DeliveryFacts(msgspec.Struct, frozen=True):
    """What waits longer than it should."""

    stuck: int
    """Messages of the contest that the outbox has set aside."""
    late: int
    """Messages of the contest that wait in the outbox."""
    unjudged: int
    """Submissions of the contest without a verdict."""
    mails: int
    """Mails of the whole platform that wait."""
    now: float
    """The database's clock, seconds since 1970."""


class PreparationFacts:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def problems(self, contest: str, ids: list[str]) -> dict[str, ProblemFacts]:
        """By id, in the versions that the contest plays; without those that do not exist."""
        found = await self.pool.fetch(
            f"select p.id, coalesce({SHOWN_AT} <= now(), false) as seen, p.version as newest, {PLAYED_VERSION} as version,"
            f" (select count(*) from testcases t where t.problem_id = p.id and t.version = {PLAYED_VERSION}) as tests,"
            f" (select count(*) from testcases t where t.problem_id = p.id and t.version = {PLAYED_VERSION} and t.sample) as samples,"
            " (select count(*) from statements s where s.problem_id = p.id and btrim(s.source) <> '') as statements"
            " from problems p join contests c on c.id = $2 where p.id = any($1::text[])",
            ids,
            contest,
        )
        return {facts.id: facts for facts in rows.structs(ProblemFacts, found)}

    async def was_tried(self, work: UnitOfWork, contest: str, problem: str) -> bool:
        """Whether a team of the contest has sent something for a problem."""
        found = await work.connection.fetchval(
            "select true from submissions where contest_id = $1 and problem_id = $2 and state <> 'deleted' limit 1", contest, problem
        )
        return bool(found)

    async def delivery(self, contest: str, late_seconds: float, mail_seconds: float) -> DeliveryFacts:
        found = await self.pool.fetchrow(
            "select extract(epoch from clock_timestamp())::float8 as now,"
            " (select count(*) from outbox where ordering_key = $1 and error is not null) as stuck,"
            " (select count(*) from outbox where ordering_key = $1 and error is null"
            " and created_at < now() - make_interval(secs => $2)) as late,"
            " (select count(*) from submissions where contest_id = $1 and state = 'queued'"
            " and created_at < now() - make_interval(secs => $2)) as unjudged,"
            " (select count(*) from mails where state = 'queued' and created_at < now() - make_interval(secs => $3)) as mails",
            contest,
            late_seconds,
            mail_seconds,
        )
        assert found is not None  # one row, always
        return rows.struct(DeliveryFacts, found)
