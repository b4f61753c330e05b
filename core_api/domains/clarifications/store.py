"""Clarifications in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.clarifications.models import CannedAnswer, ClarificationQuery, State
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import NotFound

CLAIM_MINUTES = 15
"""A claim lapses after so long: whoever went away holds up no team."""
_HOLDS = f"c.claimed_at > now() - interval '{CLAIM_MINUTES} minutes'"
_STATE = f"case when c.answered_at is not null then 'answered' when {_HOLDS} then 'claimed' else 'open' end"
_SELECT = f"""
select c.id, c.contest_id, c.team_id, c.problem_id, c.question, c.asked_at, c.answer, c.answered_at, a.id as announcement_id, c.version,
    c.answered_by, {_STATE} as state, case when {_HOLDS} then c.claimed_by end as claimed_by,
    coalesce(r.joined ->> 'name', c.team_id) as team_name,
    asker.name as asker_name, claimer.name as claimer_name, answerer.name as answerer_name
from clarifications c
    left join announcements a on a.contest_id = c.contest_id and a.id = c.announcement_id
    left join registrations r on r.contest_id = c.contest_id and r.team_id = c.team_id
    left join users asker on asker.id = c.asked_by
    left join users claimer on claimer.id = c.claimed_by
    left join users answerer on answerer.id = c.answered_by
"""


class ClarificationRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    team_id: str
    problem_id: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    announcement_id: str | None
    """None also where the announcement was taken back by itself."""
    version: int
    answered_by: str | None
    state: State
    claimed_by: str | None
    """User who has it, while the claim holds."""
    team_name: str
    asker_name: str
    claimer_name: str | None
    answerer_name: str | None


class Clarifications:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def add(self, work: UnitOfWork, id: str, contest: str, team: str, problem: str, question: str, user: str) -> None:
        await work.connection.execute(
            "insert into clarifications (id, contest_id, team_id, problem_id, question, asked_by) values ($1, $2, $3, $4, $5, $6)",
            id,
            contest,
            team,
            problem,
            question,
            user,
        )

    async def get(self, contest: str, id: str, work: UnitOfWork | None = None) -> ClarificationRow:
        """Within a transaction, locked. Raises `NotFound`."""
        if work is not None:  # first, and by itself: what is decided on must be read after the wait
            await work.connection.execute("select from clarifications where id = $1 for update", id)
        found = await (work.connection if work else self.pool).fetchrow(f"{_SELECT} where c.contest_id = $1 and c.id = $2", contest, id)
        row = rows.optional(ClarificationRow, found)
        if row is None:
            raise NotFound(f"there is no clarification {id!r}", field="clarification")
        return row

    async def page(self, contest: str, team: str | None, wanted: ClarificationQuery, before: str | None) -> list[ClarificationRow]:
        """The newest first, one more than wanted at most. `team`: None: of all teams."""
        found = await self.pool.fetch(
            f"{_SELECT} where c.contest_id = $1 and ($2::text is null or c.team_id = $2)"
            f" and ($3::text is null or {_STATE} = $3) and ($4::text is null or c.problem_id = $4)"
            " and ($5::text is null or c.id < $5) order by c.id desc limit $6",
            contest,
            team,
            wanted.state,
            wanted.problem,
            before,
            wanted.limit + 1,
        )
        return rows.structs(ClarificationRow, found)

    async def claim(self, work: UnitOfWork, id: str, user: str | None) -> None:
        """`user`: None, to give it up."""
        await work.connection.execute(
            "update clarifications set claimed_by = $2, claimed_at = case when $2::text is null then null else now() end,"
            " version = version + 1 where id = $1",
            id,
            user,
        )

    async def answer(self, work: UnitOfWork, id: str, text: str, user: str, announcement: str | None) -> None:
        await work.connection.execute(
            "update clarifications set answer = $2, answered_by = $3, answered_at = now(), announcement_id = $4,"
            " claimed_by = null, claimed_at = null, version = version + 1 where id = $1",
            id,
            text,
            user,
            announcement,
        )

    # what a person has read

    async def read_until(self, contest: str, user: str) -> datetime | None:
        found: datetime | None = await self.pool.fetchval(
            "select read_at from clarification_reads where contest_id = $1 and user_id = $2", contest, user
        )
        return found

    async def read(self, work: UnitOfWork, contest: str, user: str) -> None:
        await work.connection.execute(
            "insert into clarification_reads (contest_id, user_id, read_at) values ($1, $2, now())"
            " on conflict (contest_id, user_id) do update set read_at = excluded.read_at",
            contest,
            user,
        )

    async def unread(self, contest: str, team: str | None, since: datetime | None) -> int:
        """Answers to a team since then; `team`: None: questions of all teams."""
        found: int = await self.pool.fetchval(
            "select count(*) from clarifications where contest_id = $1 and ($2::text is null or team_id = $2) and coalesce("
            " case when $2::text is null then question <> '' and asked_at > coalesce($3::timestamptz, '-infinity')"
            " else answered_at > coalesce($3::timestamptz, '-infinity') end, false)",
            contest,
            team,
            since,
        )
        return found

    # canned answers

    async def canned(self, contest: str) -> list[CannedAnswer]:
        found = await self.pool.fetch("select id, text from canned_answers where contest_id = $1 order by created_at, id", contest)
        return rows.structs(CannedAnswer, found)

    async def add_canned(self, work: UnitOfWork, contest: str, canned: CannedAnswer, user: str) -> None:
        await work.connection.execute(
            "insert into canned_answers (id, contest_id, text, created_by) values ($1, $2, $3, $4)", canned.id, contest, canned.text, user
        )

    async def remove_canned(self, work: UnitOfWork, contest: str, id: str) -> str:
        """Its text. Raises `NotFound`."""
        found: str | None = await work.connection.fetchval(
            "delete from canned_answers where contest_id = $1 and id = $2 returning text", contest, id
        )
        if found is None:
            raise NotFound(f"there is no canned answer {id!r}", field="canned_answer")
        return found
