"""Registrations of teams, and who takes part with which team, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core_api.domains.registrations.models import Participant, Registration, RegistrationQuery, RegistrationSettings, State
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import TeamJoined
from realtime.security.names import skeleton


class TeamRow(msgspec.Struct, frozen=True):
    """A team that enters a contest."""

    id: str
    individual: bool
    name: str
    organization: str
    groups: tuple[str, ...]
    captain_id: str | None
    members: tuple[str, ...]


class RegistrationRow(msgspec.Struct, frozen=True):
    team_id: str
    state: State
    joined: TeamJoined | None
    """As the log has it; None in registrations of the first version."""
    virtual_at: datetime | None
    """When its virtual participation began."""
    version: int


class RulesRow(msgspec.Struct, frozen=True):
    registration: RegistrationSettings
    registration_code: str | None
    registration_version: int


class PartRow(msgspec.Struct, frozen=True):
    """What decides whether a user may act in a contest now: asked for each submission, so it counts nothing and is one query."""

    settings: ContestSettings
    imported: bool
    registration: RegistrationSettings
    team_id: str | None
    """None, as is what follows: the user does not take part."""
    state: State | None
    joined: TeamJoined | None
    virtual_at: datetime | None


class ShownRow(msgspec.Struct, frozen=True):
    """As the jury reads it."""

    contest_id: str
    team_id: str
    user_id: str | None
    name: str
    joined: TeamJoined | None
    location: str
    state: State
    reason: str
    virtual_at: datetime | None
    members: list[Participant]
    joined_at: datetime
    decided_at: datetime | None
    version: int

    @property
    def shown(self) -> Registration:
        joined = self.joined or TeamJoined(self.team_id, self.name)
        return Registration(
            contest_id=self.contest_id,
            team_id=self.team_id,
            name=joined.name,
            organization=joined.organization,
            groups=joined.groups,
            location=self.location,
            state=self.state,
            reason=self.reason,
            virtual_participation=self.virtual_at is not None,
            members=self.members,
            hidden=joined.hidden,
            unofficial=joined.unofficial,
            disqualified=joined.disqualified,
            extension=joined.extension // 1000,
            registered_at=self.joined_at,
            decided_at=self.decided_at,
            version=self.version,
        )


class UpcomingRow(msgspec.Struct, frozen=True):
    """A registration of a team in a contest that has not started."""

    contest_id: str
    state: State
    joined: TeamJoined | None
    registration: RegistrationSettings
    members: tuple[str, ...]


_COLUMNS = ", ".join(f"r.{name}" for name in RegistrationRow.__struct_fields__)
_SHOWN = """
select r.*, coalesce(u.name, r.team_id) as name, coalesce((
    select jsonb_agg(jsonb_build_object('user_id', m.user_id, 'name', mu.name) order by mu.name)
    from registration_members m join users mu on mu.id = m.user_id where m.contest_id = r.contest_id and m.team_id = r.team_id
), '[]') as members
from registrations r left join users u on u.id = r.team_id
"""


class Registrations:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def of_user(self, contest: str, user: str, work: UnitOfWork | None = None) -> RegistrationRow | None:
        """The registration of the team that a user takes part with, or asks to."""
        found = await (work.connection if work else self.pool).fetchrow(
            f"select {_COLUMNS} from registration_members m join registrations r using (contest_id, team_id)"
            " where m.contest_id = $1 and m.user_id = $2",
            contest,
            user,
        )
        return rows.optional(RegistrationRow, found)

    async def part(self, contest: str, user: str) -> PartRow | None:
        """None: there is no such contest."""
        found = await self.pool.fetchrow(
            "select c.settings, c.imported, c.registration, r.team_id, r.state, r.joined, r.virtual_at from contests c"
            " left join (registration_members m join registrations r using (contest_id, team_id))"
            " on m.contest_id = c.id and m.user_id = $2 where c.id = $1",
            contest,
            user,
        )
        return rows.optional(PartRow, found)

    async def rules(self, contest: str, work: UnitOfWork | None = None) -> RulesRow:
        """Of a contest that exists."""
        found = await (work.connection if work else self.pool).fetchrow(
            "select registration, registration_code, registration_version from contests where id = $1", contest
        )
        assert found is not None  # contests are not removed
        return rows.struct(RulesRow, found)

    async def set_rules(self, work: UnitOfWork, contest: str, settings: RegistrationSettings, code: str | None) -> None:
        await work.connection.execute(
            "update contests set registration = $2, registration_code = $3, registration_version = registration_version + 1 where id = $1",
            contest,
            msgspec.to_builtins(settings),
            code,
        )
        work.changed("contest", contest)  # which may be for certain accounts

    async def shown(self, contest: str, team: str, work: UnitOfWork | None = None) -> ShownRow | None:
        found = await (work.connection if work else self.pool).fetchrow(
            f"{_SHOWN} where r.contest_id = $1 and r.team_id = $2", contest, team
        )
        return rows.optional(ShownRow, found)

    async def page(self, contest: str, query: RegistrationQuery, after: str | None) -> list[ShownRow]:
        """By id; one more than asked for, where there is one."""
        found = await self.pool.fetch(
            f"{_SHOWN} where r.contest_id = $1 and ($2::text is null or r.state = $2) and ($3::text is null or r.team_id > $3)"
            " order by r.team_id limit $4",
            contest,
            query.state,
            after,
            query.limit + 1,
        )
        return rows.structs(ShownRow, found)

    async def upcoming(self, work: UnitOfWork, team: str) -> list[UpcomingRow]:
        """Where a team is registered, or asks to be, in contests that have not started; locked."""
        found = await work.connection.fetch(
            "select r.contest_id, r.state, r.joined, c.registration, array(select user_id from registration_members m"
            " where m.contest_id = r.contest_id and m.team_id = r.team_id order by user_id) as members"
            " from registrations r join contests c on c.id = r.contest_id where r.team_id = $1 and r.state in ('pending', 'approved')"
            " and not c.imported and (c.starts_at is null or c.starts_at > now()) order by r.contest_id for update of r",
            team,
        )
        return rows.structs(UpcomingRow, found)

    async def unfinished(self, work: UnitOfWork, team: str) -> str | None:
        """A contest that has not ended in which a team is registered, or asks to be."""
        found: str | None = await work.connection.fetchval(
            "select r.contest_id from registrations r join contests c on c.id = r.contest_id where r.team_id = $1"
            " and r.state in ('pending', 'approved') and (c.ends_at is null or c.ends_at > now()) limit 1",
            team,
        )
        return found

    async def decide(self, work: UnitOfWork, contest: str, team: str, state: State, reason: str, by: str | None) -> int:
        """Returns the registration's version."""
        version: int = await work.connection.fetchval(
            "update registrations set state = $3, reason = $4, decided_by = $5, decided_at = now(), version = version + 1"
            " where contest_id = $1 and team_id = $2 returning version",
            contest,
            team,
            state,
            reason,
            by,
        )
        work.changed("contest", contest)
        return version

    async def set_location(self, work: UnitOfWork, contest: str, team: str, location: str) -> None:
        await work.connection.execute(
            "update registrations set location = $3 where contest_id = $1 and team_id = $2", contest, team, location
        )

    async def describe(self, work: UnitOfWork, contest: str, joined: TeamJoined) -> int:
        """Sets name, organization and groups of a team in a contest; returns the registration's version."""
        version: int = await work.connection.fetchval(
            "update registrations set joined = $3, name_key = $4, version = version + 1"
            " where contest_id = $1 and team_id = $2 returning version",
            contest,
            joined.team,
            msgspec.to_builtins(joined),
            skeleton(joined.name),
        )
        return version

    async def members(self, work: UnitOfWork, contest: str, team: str) -> list[str]:
        found = await work.connection.fetch(
            "select user_id from registration_members where contest_id = $1 and team_id = $2 order by user_id", contest, team
        )
        return [user for (user,) in found]

    async def remove_members(self, work: UnitOfWork, contest: str, team: str, users: Sequence[str]) -> None:
        await work.connection.execute(
            "delete from registration_members where contest_id = $1 and team_id = $2 and user_id = any($3::text[])",
            contest,
            team,
            list(users),
        )

    async def unknown_users(self, work: UnitOfWork, users: Sequence[str]) -> list[str]:
        found = await work.connection.fetch(
            "select given from unnest($1::text[]) as given where not exists (select from users where id = given)", list(users)
        )
        return [user for (user,) in found]

    async def get(self, work: UnitOfWork, contest: str, team: str) -> RegistrationRow | None:
        """Locked."""
        found = await work.connection.fetchrow(
            f"select {_COLUMNS} from registrations r where contest_id = $1 and team_id = $2 for update", contest, team
        )
        return rows.optional(RegistrationRow, found)

    async def team(self, work: UnitOfWork, team: str) -> TeamRow | None:
        """Locked, so that its members stay the same until the transaction ends."""
        found = await work.connection.fetchrow(
            "select id, individual, coalesce(name, '') as name, organization, groups, captain_id,"
            " array(select user_id from team_members m where m.team_id = t.id order by joined_at, user_id) as members"
            " from teams t where id = $1 and dissolved_at is null for update",
            team,
        )
        return rows.optional(TeamRow, found)

    async def own_team(self, work: UnitOfWork, user: str) -> TeamRow:
        """The team of one of a user, which is made when it is first needed."""
        await work.connection.execute(
            "with made as (insert into teams (id, individual, captain_id) values ($1, true, $1) on conflict do nothing returning id)"
            " insert into team_members (team_id, user_id) select id, id from made",
            user,
        )
        team = await self.team(work, user)
        assert team is not None  # nobody removes a team of one
        return team

    async def has_name(self, work: UnitOfWork, contest: str, name: str, but: str) -> bool:
        """Whether another team of a contest is called so, or looks so."""
        found = await work.connection.fetchval(
            "select exists (select from registrations where contest_id = $1 and name_key = $2 and team_id <> $3"
            " and state in ('pending', 'approved'))",
            contest,
            skeleton(name),
            but,
        )
        return bool(found)

    async def put(
        self, work: UnitOfWork, contest: str, joined: TeamJoined, state: State, *, by: str | None, virtual_at: datetime | None = None
    ) -> int:
        """Registers a team, or registers it again; returns the registration's version."""
        version: int = await work.connection.fetchval(
            "insert into registrations as r (contest_id, team_id, user_id, joined, state, name_key, virtual_at)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (contest_id, team_id) do update"
            " set user_id = excluded.user_id, joined = excluded.joined, state = excluded.state, name_key = excluded.name_key,"
            " virtual_at = excluded.virtual_at, reason = '', decided_by = null, decided_at = null, joined_at = now(),"
            " version = r.version + 1 returning version",
            contest,
            joined.team,
            by,
            msgspec.to_builtins(joined),
            state,
            skeleton(joined.name),
            virtual_at,
        )
        work.changed("contest", contest)  # which counts its teams
        return version

    async def add_members(self, work: UnitOfWork, contest: str, team: str, users: Sequence[str]) -> list[str]:
        """Returns those who take part with another team, and are not added."""
        added = await work.connection.fetch(
            "insert into registration_members (contest_id, team_id, user_id) select $1, $2, unnest($3::text[])"
            " on conflict do nothing returning user_id",
            contest,
            team,
            list(users),
        )
        return [user for user in users if user not in {id for (id,) in added}]

    async def names(self, work: UnitOfWork, users: Sequence[str]) -> list[str]:
        found = await work.connection.fetch("select name from users where id = any($1::text[]) order by name", list(users))
        return [name for (name,) in found]
