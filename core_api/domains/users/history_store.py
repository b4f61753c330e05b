"""What a person has submitted, from the submission index: pages of it, and figures of all. Always of the verdicts of now."""

from __future__ import annotations

import msgspec

from core_api.domains.users.models import ACTIVITY_DAYS, ActivityDay, HistoryQuery, LanguageCount, PastSubmission, SolvedCount
from core_api.storage import rows
from core_api.storage.replica import Reader
from core_api.storage.visibility import SUBMISSION_IS_SHOWN

_SUBMISSIONS = """
from submissions s join problems p on p.id = s.problem_id left join contests c on c.id = s.contest_id
where s.user_id = $1 and s.state <> 'deleted'
"""


class FiguresRow(msgspec.Struct, frozen=True):
    solved: SolvedCount
    tried: int
    submissions: int
    accepted: int
    contests: int
    languages: list[LanguageCount]
    activity: list[ActivityDay]
    rating: int | None
    peak: int | None


class History:
    def __init__(self, reads: Reader) -> None:
        self._reads = reads

    async def page(self, user: str, wanted: HistoryQuery, before: str | None, *, own: bool) -> list[PastSubmission]:
        """The newest first. `own`: also what others may not see."""
        found = await self._reads.fetch(
            "select s.id, s.contest_id, s.problem_id, p.title, s.language, s.state, s.verdict, s.created_at"
            f" {_SUBMISSIONS} and ($2 or {SUBMISSION_IS_SHOWN})"
            " and ($3::text is null or s.contest_id = $3) and ($4::text is null or s.problem_id = $4)"
            " and ($5::text is null or s.verdict = $5) and ($6::text is null or s.id < $6) order by s.id desc limit $7",
            user,
            own,
            wanted.contest,
            wanted.problem,
            wanted.verdict,
            before,
            wanted.limit + 1,
        )
        return rows.structs(PastSubmission, found)

    async def figures(self, user: str, *, own: bool) -> FiguresRow:
        found = await self._reads.fetchrow(
            "with judged as materialized (select s.contest_id, s.problem_id, s.language, p.difficulty,"
            " solves(c.settings, s.verdict) as accepted,"
            f" (s.created_at at time zone 'UTC')::date as day {_SUBMISSIONS}"
            f" and s.state = 'done' and s.verdict <> 'JE' and ($2 or {SUBMISSION_IS_SHOWN})),"
            " solved as (select difficulty, count(distinct problem_id) as n from judged where accepted group by difficulty),"
            " languages as (select language, count(*) as submissions, count(*) filter (where accepted) as accepted"
            " from judged group by language),"
            " days as (select to_char(day, 'YYYY-MM-DD') as date, count(*) as submissions, count(*) filter (where accepted) as accepted"
            " from judged where day > (now() at time zone 'UTC')::date - $3::int group by day)"
            " select coalesce((select jsonb_object_agg(difficulty, n) from solved), '{}') as solved,"
            " (select count(distinct problem_id) from judged) as tried, (select count(*) from judged) as submissions,"
            " (select count(*) from judged where accepted) as accepted,"
            " (select count(distinct contest_id) from judged) as contests,"
            " coalesce((select jsonb_agg(l order by l.submissions desc, l.language) from languages l), '[]') as languages,"
            " coalesce((select jsonb_agg(d order by d.date) from days d), '[]') as activity,"
            " (select rating from ratings where user_id = $1) as rating, (select peak from ratings where user_id = $1) as peak",
            user,
            own,
            ACTIVITY_DAYS,
        )
        assert found is not None  # aggregates
        return rows.struct(FiguresRow, found)
