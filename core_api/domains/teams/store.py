"""Teams, their members and their invitations in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import asyncpg
import msgspec

from core_api.domains.teams.models import Team, TeamMember, TeamQuery
from core_api.storage import rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Conflict
from realtime.security.names import skeleton
from realtime.security.tokens import Claims

_SELECT = """
select t.id, coalesce(t.name, u.name) as name, t.name_key, t.organization, t.country, groups, individual, captain_id, picture, t.version,
    t.created_at, coalesce((
        select jsonb_agg(jsonb_build_object('user_id', m.user_id, 'name', mu.name, 'captain', m.user_id = t.captain_id,
            'visibility', coalesce(mu.privacy ->> 'profile', 'everybody')) order by m.joined_at, m.user_id)
        from team_members m join users mu on mu.id = m.user_id where m.team_id = t.id), '[]') as members
from teams t left join users u on t.individual and u.id = t.id
"""
Field = Literal["name", "organization", "country", "groups", "picture", "captain_id"]


class MemberRow(TeamMember, frozen=True):
    visibility: Literal["everybody", "members", "nobody"]
    """Who sees the member's profile."""


class TeamRow(msgspec.Struct, frozen=True):
    id: str
    name: str
    name_key: str | None
    organization: str
    country: str
    groups: tuple[str, ...]
    individual: bool
    captain_id: str | None
    picture: str | None
    version: int
    created_at: datetime
    members: list[MemberRow]

    def has(self, user: str) -> bool:
        return any(member.user_id == user for member in self.members)

    def shown(self, reader: Claims | None) -> Team:
        """As a reader may see it: who shows nobody a profile is listed for teammates and the jury only."""
        everything = reader is not None and (reader.is_jury or self.has(reader.sub))
        allowed = ("everybody",) if reader is None else ("everybody", "members")
        members = [
            TeamMember(member.user_id, member.name, member.captain) for member in self.members if everything or member.visibility in allowed
        ]
        picture = None if self.picture is None else f"/teams/{self.id}/picture/{self.picture}"
        return Team(
            self.id,
            self.name,
            self.organization,
            self.country,
            self.groups,
            self.individual,
            members,
            len(self.members),
            picture,
            self.version,
            self.created_at,
        )


class InvitationRow(msgspec.Struct, frozen=True):
    id: str
    team_id: str
    uses_left: int
    created_at: datetime
    expires_at: datetime


class Teams:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def get(self, id: str, work: UnitOfWork | None = None) -> TeamRow | None:
        """Within a transaction, locked. None: there is none, or it was dissolved."""
        if work is not None:
            await work.connection.execute("select from teams where id = $1 for update", id)
        found = await (work.connection if work else self.pool).fetchrow(f"{_SELECT} where t.id = $1 and dissolved_at is null", id)
        return rows.optional(TeamRow, found)

    async def page(self, query: TeamQuery, after: str | None) -> list[TeamRow]:
        """By name; one more than asked for, where there is one. Without teams of one."""
        found = await self.pool.fetch(
            f"{_SELECT} where dissolved_at is null and not individual"
            " and ($1 = '' or strpos(t.name_key, $1) > 0)"
            " and ($2::text is null or exists (select from team_members m where m.team_id = t.id and m.user_id = $2))"
            " and ($3::text is null or (t.name_key, t.id) > (select name_key, id from teams where id = $3))"
            " order by t.name_key, t.id limit $4",
            skeleton(query.name),
            query.member,
            after,
            query.limit + 1,
        )
        return rows.structs(TeamRow, found)

    async def add(self, work: UnitOfWork, id: str, name: str, organization: str, country: str, captain: str) -> None:
        """With its captain as its first member. Raises `Conflict` for a name that another team has, or one that looks like it."""
        try:
            await work.connection.execute(
                "insert into teams (id, name, name_key, organization, country, captain_id) values ($1, $2, $3, $4, $5, $6)",
                id,
                name,
                skeleton(name),
                organization,
                country,
                captain,
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        await self.add_member(work, id, captain)

    async def is_users_name(self, work: UnitOfWork, name: str, but: list[str]) -> bool:
        """Whether somebody else is called so, or looks so."""
        found = await work.connection.fetchval(
            "select exists (select from users where name_key = $1 and id <> all($2::text[]))", skeleton(name), but
        )
        return bool(found)

    async def change(self, work: UnitOfWork, id: str, changes: Mapping[Field, Any]) -> None:
        """Sets fields and counts the version on. Raises `Conflict` for a name that another team has."""
        values: dict[str, Any] = dict(changes.items())
        if "name" in changes:
            values["name_key"] = skeleton(changes["name"])
        names = list(values)
        sets = "".join(f", {name} = ${number}" for number, name in enumerate(names, 2))
        try:
            await work.connection.execute(
                f"update teams set version = version + 1{sets} where id = $1", id, *(_value(values[name]) for name in names)
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("this name cannot be used", field="name") from None
        work.changed("team", id)

    async def strip(self, work: UnitOfWork, user: str) -> str | None:
        """Empties what the team of one of a user says of its user. Returns the name of the picture that it had."""
        row = await work.connection.fetchrow(
            "update teams t set organization = '', country = '', groups = '{}', picture = null, version = t.version + 1"
            " from teams held where t.id = $1 and held.id = t.id and t.individual returning held.picture",
            user,
        )
        if row is None:
            return None
        work.changed("team", user)
        picture: str | None = row["picture"]
        return picture

    async def dissolve(self, work: UnitOfWork, id: str) -> None:
        await work.connection.execute("update teams set dissolved_at = now(), version = version + 1 where id = $1", id)
        await work.connection.execute("delete from team_members where team_id = $1", id)
        await work.connection.execute("delete from team_invitations where team_id = $1", id)
        work.changed("team", id)

    async def add_member(self, work: UnitOfWork, team: str, user: str) -> None:
        await work.connection.execute("insert into team_members (team_id, user_id) values ($1, $2)", team, user)

    async def remove_member(self, work: UnitOfWork, team: str, user: str) -> None:
        await work.connection.execute("delete from team_members where team_id = $1 and user_id = $2", team, user)

    async def count_led_by(self, work: UnitOfWork, user: str) -> int:
        count: int = await work.connection.fetchval(
            "select count(*) from teams where captain_id = $1 and not individual and dissolved_at is null", user
        )
        return count

    # invitations

    async def invite(
        self, work: UnitOfWork, id: str, team: str, code_hash: bytes, uses: int, by: str, expires_at: datetime
    ) -> InvitationRow:
        """What has expired goes."""
        await work.connection.execute("delete from team_invitations where expires_at < now() or uses_left = 0")
        row = await work.connection.fetchrow(
            "insert into team_invitations (id, team_id, code_hash, uses_left, created_by, expires_at) values ($1, $2, $3, $4, $5, $6)"
            " returning id, team_id, uses_left, created_at, expires_at",
            id,
            team,
            code_hash,
            uses,
            by,
            expires_at,
        )
        assert row is not None  # of an insert
        return rows.struct(InvitationRow, row)

    async def invitations(self, team: str, work: UnitOfWork | None = None) -> list[InvitationRow]:
        """Those that hold, the newest first."""
        found = await (work.connection if work else self.pool).fetch(
            "select id, team_id, uses_left, created_at, expires_at from team_invitations"
            " where team_id = $1 and expires_at > now() and uses_left > 0 order by created_at desc",
            team,
        )
        return rows.structs(InvitationRow, found)

    async def use(self, work: UnitOfWork, code_hash: bytes) -> str | None:
        """Takes one use of an invitation and returns its team; None: there is none that holds."""
        team: str | None = await work.connection.fetchval(
            "update team_invitations set uses_left = uses_left - 1 where code_hash = $1 and expires_at > now() and uses_left > 0"
            " returning team_id",
            code_hash,
        )
        return team

    async def revoke(self, work: UnitOfWork, team: str, id: str) -> bool:
        done = await work.connection.execute("delete from team_invitations where team_id = $1 and id = $2", team, id)
        return bool(done != "DELETE 0")


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
