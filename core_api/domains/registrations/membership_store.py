"""In which teams users are, and which private contests they see, as gateways are told."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from core_api.storage.visibility import is_inside
from realtime.protocol.memberships import Membership

TOLD_DAYS = 1
"""How long after a contest's end gateways are told who was in which team: rooms of submissions are quiet by then."""


class MembershipRow(msgspec.Struct, frozen=True):
    user_id: str
    contest_id: str
    team_id: str
    guest: bool
    private: bool

    @property
    def told(self) -> Membership:
        return Membership(self.user_id, self.contest_id, self.team_id, self.guest)


async def memberships(pool: Pool, users: Sequence[str]) -> list[Membership]:
    """In which teams users are that have not their own id, in contests that are not long over; and which private contests they see."""
    found = await pool.fetch(
        "select m.user_id, m.contest_id, m.team_id, false as guest, c.private from registration_members m"
        " join contests c on c.id = m.contest_id join registrations r on r.contest_id = m.contest_id and r.team_id = m.team_id"
        " where m.user_id = any($1::text[]) and (c.private or m.team_id <> m.user_id"
        " and (r.virtual_at is not null or c.ends_at is null or c.ends_at > now() - make_interval(days => $2)))"
        # `is_inside` of each user and private contest, but each contest is looked at once
        " union all select i.user_id, c.id, '', true, true from (select user_id, contest_id from contest_guests"
        " where user_id = any($1::text[]) union select u.id, named.id from contests named"
        " join unnest($1::text[]) as u (id) on named.registration -> 'accounts' ? u.id"
        " where named.private and named.registration -> 'accounts' ?| $1::text[]) i join contests c on c.id = i.contest_id"
        " where c.private"
        " and not exists (select from registration_members m where m.contest_id = c.id and m.user_id = i.user_id)",
        list(users),
        TOLD_DAYS,
    )
    return [row.told for row in rows.structs(MembershipRow, found)]


async def told(work: UnitOfWork, contest: str, users: Sequence[str], team: str = "") -> list[Membership]:
    """What gateways are to know of users after this transaction who are in a team, or were; nothing of a team of one in a public
    contest.
    """
    found = await work.connection.fetch(
        "select u.id as user_id, c.id as contest_id, coalesce(m.team_id, '') as team_id, c.private,"
        f" c.private and m.team_id is null and {is_inside('u.id')} as guest from contests c cross join unnest($2::text[]) as u (id)"
        " left join registration_members m on m.contest_id = c.id and m.user_id = u.id where c.id = $1",
        contest,
        list(users),
    )
    return [row.told for row in rows.structs(MembershipRow, found) if row.private or row.user_id != team]
