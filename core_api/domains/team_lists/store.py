"""What a list of teams makes of the tables, in a number of statements that does not grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import asyncpg
import msgspec

from core_api.domains.accounts.generated import UNUSABLE
from core_api.storage import addresses, rows
from core_api.storage.pool import Pool
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol.events import TeamJoined
from realtime.runtime.errors import Conflict
from realtime.security.names import skeleton
from realtime.security.vault import Vault


class HeldTeam(msgspec.Struct, frozen=True):
    source_id: str
    id: str
    name: str
    organization: str
    country: str
    groups: tuple[str, ...]
    members: tuple[str, ...]


class HeldAccount(msgspec.Struct, frozen=True):
    id: str
    email_key: str
    source: str
    has_password: bool


class HeldRegistration(msgspec.Struct, frozen=True):
    team_id: str
    state: str
    joined: TeamJoined | None
    location: str
    members: tuple[str, ...]


class NewUser(NamedTuple):
    id: str
    login: str
    name: str


class PutTeam(NamedTuple):
    """A team as it is to be."""

    id: str
    source_id: str
    name: str
    organization: str
    country: str
    groups: tuple[str, ...]
    members: tuple[str, ...]
    location: str
    """In the contest; empty: as it was."""


class PutRegistration(NamedTuple):
    joined: TeamJoined
    members: tuple[str, ...]
    """Users who take part for the team."""
    location: str


class TeamLists:
    def __init__(self, pool: Pool, vault: Vault) -> None:
        self.pool = pool
        self._vault = vault.only("address")

    async def lock(self, work: UnitOfWork, source: str) -> None:
        """Two imports of the same list follow one another."""
        await work.connection.execute("select pg_advisory_xact_lock(hashtextextended('team-list/' || $1, 0))", source)

    async def teams(self, work: UnitOfWork, source: str) -> dict[str, HeldTeam]:
        """By their ids in the list."""
        found = await work.connection.fetch(
            "select source_id, id, name, organization, country, groups,"
            " array(select user_id from team_members m where m.team_id = t.id order by user_id) as members"
            " from teams t where source = $1 for update",
            source,
        )
        return {row.source_id: row for row in rows.structs(HeldTeam, found)}

    async def accounts(self, work: UnitOfWork, logins: Sequence[str]) -> dict[str, HeldAccount]:
        """Accounts by what one logs in with, an e-mail address or the login of a generated account."""
        keys = {addresses.key(self._vault, login): login for login in logins}
        found = await work.connection.fetch(
            "select id, email_key, source, password_hash <> $2 as has_password from users"
            " where email_key = any($1::text[]) and deleted_at is null",
            list(keys),
            UNUSABLE,
        )
        return {keys[row.email_key]: row for row in rows.structs(HeldAccount, found)}

    async def taken_names(self, work: UnitOfWork, names: Sequence[str]) -> set[str]:
        """Names that users have, or that look so."""
        found = await work.connection.fetch(
            "select name_key from users where name_key = any($1::text[])", [skeleton(name) for name in names]
        )
        taken = {key for (key,) in found}
        return {name for name in names if skeleton(name) in taken}

    async def add_users(self, work: UnitOfWork, source: str, users: Sequence[NewUser]) -> None:
        """Raises `Conflict` for a name that somebody took meanwhile."""
        try:
            await work.connection.executemany(
                "insert into users (id, email_key, email_sealed, name, name_key, password_hash, source)"
                " values ($1, $2, $3, $4, $5, $6, $7)",
                [
                    (
                        user.id,
                        addresses.key(self._vault, user.login),
                        addresses.seal(self._vault, user.id, user.login),
                        user.name,
                        skeleton(user.name),
                        UNUSABLE,
                        source,
                    )
                    for user in users
                ],
            )
        except asyncpg.UniqueViolationError:
            raise Conflict("a name of an account was taken meanwhile: import the list again", field="accounts") from None

    async def put_teams(self, work: UnitOfWork, source: str, teams: Sequence[PutTeam]) -> None:
        """New ones, and those that changed; with their members, of whom the first is the captain."""
        await work.connection.executemany(
            "insert into teams as t (id, source, source_id, name, name_key, organization, country, groups, captain_id)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update"
            " set name = excluded.name, name_key = excluded.name_key, organization = excluded.organization,"
            " country = excluded.country, groups = excluded.groups,"
            " captain_id = excluded.captain_id, dissolved_at = null, version = t.version + 1",
            [
                (
                    team.id,
                    source,
                    team.source_id,
                    team.name,
                    skeleton(team.name),
                    team.organization,
                    team.country,
                    list(team.groups),
                    next(iter(team.members), None),
                )
                for team in teams
            ],
        )
        for team in teams:
            work.changed("team", team.id)
        ids = [team.id for team in teams]
        pairs = [(team.id, user) for team in teams for user in team.members]
        await work.connection.execute("delete from team_members where team_id = any($1::text[])", ids)
        await work.connection.executemany("insert into team_members (team_id, user_id) values ($1, $2)", pairs)

    async def registrations(self, work: UnitOfWork, contest: str) -> dict[str, HeldRegistration]:
        """Of a contest, by team; locked."""
        found = await work.connection.fetch(
            "select team_id, state, joined, location, array(select user_id from registration_members m"
            " where m.contest_id = r.contest_id and m.team_id = r.team_id order by user_id) as members"
            " from registrations r where contest_id = $1 for update",
            contest,
        )
        return {row.team_id: row for row in rows.structs(HeldRegistration, found)}

    async def register(self, work: UnitOfWork, contest: str, teams: Sequence[PutRegistration], by: str) -> None:
        """Nobody of their members takes part with a team that is not among these."""
        ids = [team.joined.team for team in teams]
        await work.connection.executemany(
            "insert into registrations as r (contest_id, team_id, joined, state, name_key, decided_by, decided_at, location)"
            " values ($1, $2, $3, 'approved', $4, $5, now(), $6) on conflict (contest_id, team_id) do update set joined = excluded.joined,"
            " state = 'approved', name_key = excluded.name_key, decided_by = excluded.decided_by, decided_at = now(), reason = '',"
            " location = excluded.location, version = r.version + 1",
            [
                (contest, team.joined.team, msgspec.to_builtins(team.joined), skeleton(team.joined.name), by, team.location)
                for team in teams
            ],
        )
        await work.connection.execute("delete from registration_members where contest_id = $1 and team_id = any($2::text[])", contest, ids)
        await work.connection.executemany(
            "insert into registration_members (contest_id, team_id, user_id) values ($1, $2, $3)",
            [(contest, team.joined.team, user) for team in teams for user in team.members],
        )
        work.changed("contest", contest)

    async def generated(self, work: UnitOfWork, source: str, logins: Sequence[str]) -> dict[str, str]:
        """Users by login, of those that were generated from this list; locked."""
        held = await self.accounts(work, logins)
        await work.connection.execute("select from users where id = any($1::text[]) for update", [row.id for row in held.values()])
        return {login: row.id for login, row in held.items() if row.source == source}

    async def set_passwords(self, work: UnitOfWork, hashes: Sequence[tuple[str, str]]) -> None:
        """`hashes`: users, with their passwords' hashes."""
        await work.connection.executemany("update users set password_hash = $2 where id = $1", hashes)
