"""Tables that say something of a person: what is handed over on request, and what is deleted with the account."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import datetime

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork

BATCH = 50
"""Submissions that are read at once; each has a source of up to 100 KB."""
MAX_ROWS = 10_000
"""Of one table in an export: more than anybody has."""
EXPORTED = {
    "role_grants": "select role, granted_at from role_grants where user_id = $1 order by granted_at",
    "jury_of": "select contest_id, granted_at from contest_jury where user_id = $1 order by granted_at",
    "contests": "select m.contest_id, m.team_id, r.joined_at, r.joined ->> 'name' as name, r.state"
    " from registration_members m join registrations r using (contest_id, team_id) where m.user_id = $1 order by r.joined_at",
    "guest_of": "select contest_id, since from contest_guests where user_id = $1 order by since",
    "teams": "select t.id, t.name, m.joined_at from team_members m join teams t on t.id = m.team_id where m.user_id = $1"
    " order by m.joined_at",
    "ratings": "select contest_id, place, before, after, rated_at from rating_changes where user_id = $1 order by rated_at",
    "sessions": "select id, methods, agent, network, made_at, refreshed_at, ended_at from sessions where user_id = $1 order by made_at",
    "identities": "select provider, issuer, subject, made_at from identities where user_id = $1 order by made_at",
    "api_keys": "select name, scopes, made_at, until, last_used_at from api_keys where user_id = $1 order by made_at",
    "sign_in_places": "select network, seen_at from sign_in_places where user_id = $1 order by seen_at",
    "mails": "select template, state, created_at from mails where user_id = $1 order by created_at",
    "notification_preferences": "select language, unwanted from notification_preferences where user_id = $1",
    "push_subscriptions": "select service, language, made_at from push_subscriptions where user_id = $1 order by made_at",
    "announcements": "select contest_id, text, created_at from announcements where created_by = $1 order by created_at",
    "clarifications": "select contest_id, problem_id, question, asked_at from clarifications where asked_by = $1 order by asked_at",
    "likes": "select problem_id, liked_at from problem_likes where user_id = $1 order by liked_at",
    "prints": "select id, contest_id, file_name, source_bytes, created_at from prints where user_id = $1 order by id",
    "problems": "select id, title, created_at from problems where author_id = $1 order by created_at",
}
"""By the name in the document."""
ERASED = (
    ("role_grants", "user_id"),
    ("contest_jury", "user_id"),
    ("ratings", "user_id"),
    ("rating_changes", "user_id"),
    ("sessions", "user_id"),
    ("sign_in_places", "user_id"),
    ("mails", "user_id"),
    ("notification_preferences", "user_id"),
    ("second_factors", "user_id"),
    ("login_challenges", "user_id"),
    ("api_keys", "user_id"),
    ("identities", "user_id"),
    ("oidc_flows", "user_id"),
    ("account_links", "user_id"),
    ("clarification_reads", "user_id"),
    ("address_changes", "user_id"),
    ("prints", "user_id"),
    ("problem_likes", "user_id"),
    ("uploads", "user_id"),
    ("contest_guests", "user_id"),
    ("push_subscriptions", "user_id"),
)
"""Rows that go with the account: table and column."""
KEPT = {
    "contests.created_by": "who made a contest",
    "problems.author_id": "who wrote a problem",
    "problem_versions.made_by": "who changed a problem",
    "contest_problem_versions.pinned_by": "who of the jury switched a contest to another version",
    "announcements.created_by": "who announced",
    "adjustments.made_by": "who of the jury adjusted a score",
    "clarifications.asked_by": "what a team asked; the jury's answers rest on it",
    "clarifications.claimed_by": "who of the jury took a question",
    "clarifications.answered_by": "who of the jury answered",
    "canned_answers.created_by": "who wrote an answer that the jury uses",
    "balloon_deliveries.delivered_by": "who brought a balloon",
    "prints.delivered_by": "who brought a print",
    "rejudgings.created_by": "who had submissions judged again",
    "role_grants.granted_by": "who granted a role",
    "contest_jury.granted_by": "who made somebody jury",
    "rated_contests.rated_by": "who rated a contest, where its own setting did not",
    "submission_reviews.reviewed_by": "who of the jury looked at a submission",
    "submissions.user_id": "results of contests rest on them",
    "problem_marks.user_id": "counts of the submissions that stay",
    "contest_guests.invited_by": "who of the jury invited a guest",
    "registrations.user_id": "who registered a team",
    "registrations.decided_by": "who let a team in",
    "registration_members.user_id": "who took part",
    "reveals.done_by": "who revealed a cell",
    "team_invitations.created_by": "an invitation of the team",
    "teams.captain_id": "a team needs one; the name is gone, and what a team of one says of its user",
    "team_members.user_id": "the team's results; the name is gone",
}
"""Foreign keys to users that stay, with why: they name an id, and behind it nobody is known any more. A test asks for each new one."""


class SentRow(msgspec.Struct, frozen=True):
    id: str
    contest_id: str | None
    problem_id: str
    team_id: str
    language: str
    state: str
    verdict: str | None
    created_at: datetime
    task: bytes
    """The request to judge it, in JSON: the source is sealed under what it says."""


class PersonalData:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def tables(self, user: str) -> AsyncGenerator[tuple[str, str], None]:
        """Name and rows, as JSON."""
        for name, query in EXPORTED.items():
            found = await self._pool.fetchval(f"select coalesce(json_agg(t), '[]')::text from ({query} limit {MAX_ROWS}) t", user)
            yield name, str(found)

    async def submissions(self, user: str) -> AsyncGenerator[SentRow, None]:
        """The oldest first."""
        columns, after = ", ".join(SentRow.__struct_fields__), ""
        while True:
            found = rows.structs(
                SentRow,
                await self._pool.fetch(
                    f"select {columns} from submissions where user_id = $1 and id > $2 order by id limit $3", user, after, BATCH
                ),
            )
            for row in found:
                yield row
            if len(found) < BATCH:
                return
            after = found[-1].id


async def erase(work: UnitOfWork, user: str) -> None:
    for table, column in ERASED:
        await work.connection.execute(f"delete from {table} where {column} = $1", user)
