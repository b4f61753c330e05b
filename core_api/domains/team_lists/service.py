"""Lists of teams and accounts become teams, accounts and registrations: all of a list, or nothing. The same list again changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal

import msgspec

from core_api.domains.accounts.generated import COST, login_of, new_password
from core_api.domains.accounts.passwords import Passwords, check_strength
from core_api.domains.accounts.sessions import LoginSessions
from core_api.domains.contests.service import ContestService
from core_api.domains.registrations import membership
from core_api.domains.team_lists.check import Mistakes, check
from core_api.domains.team_lists.models import (
    Credentials,
    CredentialsList,
    ImportedAccount,
    ImportedList,
    ImportedTeam,
    ListedAccount,
    NewPasswords,
    TeamList,
)
from core_api.domains.team_lists.store import HeldAccount, HeldRegistration, HeldTeam, NewUser, PutRegistration, PutTeam, TeamLists
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.backbone import Backbone
from realtime.protocol.events import TeamJoined
from realtime.protocol.memberships import Membership
from realtime.runtime import ids
from realtime.runtime.errors import Invalid
from realtime.security.names import MAX_CHARACTERS, skeleton
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)
State = Literal["new", "changed", "same"]
TOLD_AT_ONCE = 1000
"""Memberships in one message: some 130 kB."""


class TeamListService:
    def __init__(
        self, lists: TeamLists, contests: ContestService, passwords: Passwords, sessions: LoginSessions, backbone: Backbone
    ) -> None:
        self._lists = lists
        self._contests = contests
        self._passwords = passwords
        self._sessions = sessions
        self._backbone = backbone

    async def import_list(self, contest: str, given: TeamList, by: Claims) -> ImportedList:
        """Registers all teams of a list in a contest, whatever its rules of registration say: the organizers have decided.

        Raises `Invalid` that names every mistake with its line.
        """
        source, mistakes = given.source or contest, Mistakes()
        wanted = check(given, mistakes)
        async with unit_of_work.begin(self._lists.pool) as work:
            await self._lists.lock(work, source)
            await self._contests.locked(work, contest)
            held = await self._lists.teams(work, source)
            logins = {account.username: login_of(account.username, source) for account in wanted.accounts}
            emails = {email.strip().lower() for team in wanted.teams for email in team.members}
            known = await self._lists.accounts(work, [*logins.values(), *emails])
            new = await self._new_users(work, source, wanted.accounts, logins, known, mistakes)
            teams = _teams(wanted, held, logins, {login: row.id for login, row in known.items()} | {u.login: u.id for u in new}, mistakes)
            registered = await self._lists.registrations(work, contest)
            _check_contest(wanted, teams, registered, mistakes)
            mistakes.check()
            states = {team.source_id: _state(team, held.get(team.source_id), registered.get(team.id)) for team in teams}
            await self._lists.add_users(work, source, new)
            await self._lists.put_teams(work, source, [team for team in teams if states[team.source_id] != "same"])
            await self._register(work, contest, teams, registered, by)
            counts = {"teams": len(teams), "accounts": len(logins), "new_accounts": len(new)}
            work.audit("team-list", f"{contest}/{source}", after={**counts, "changed_teams": sum(s != "same" for s in states.values())})
            answer = ImportedList(
                source,
                [ImportedTeam(team.source_id, team.id, states[team.source_id]) for team in teams],
                _accounts(wanted.accounts, logins, known, {user.login: user.id for user in new}),
            )
            work.answer(answer)
        log.info("team list imported", extra={"contest_id": contest, "source": source, **counts})
        return answer

    async def _new_users(
        self,
        work: UnitOfWork,
        source: str,
        accounts: Sequence[ListedAccount],
        logins: Mapping[str, str],
        known: Mapping[str, HeldAccount],
        mistakes: Mistakes,
    ) -> list[NewUser]:
        """Accounts that are not there yet. One whose name somebody has gets its username and list added to it."""
        missing = []
        for account in accounts:
            held = known.get(logins[account.username])
            if held is None:
                missing.append(account)
            elif held.source != source:
                mistakes.add(account, "username", f"{logins[account.username]!r} is somebody's own account")
        used = {skeleton(name) for name in await self._lists.taken_names(work, [account.name for account in missing])}
        users = []
        for account in missing:
            name = account.name
            if skeleton(name) in used:
                behind = f" ({account.username}, {source})"
                name = name[: MAX_CHARACTERS - len(behind)] + behind
            if skeleton(name) in used or len(name) > MAX_CHARACTERS:
                mistakes.add(account, "name", f"{account.name!r} is somebody's name")
            used.add(skeleton(name))
            users.append(NewUser(ids.new(), logins[account.username], name))
        changed = [user.name for user, account in zip(users, missing, strict=True) if user.name != account.name]
        for name in await self._lists.taken_names(work, changed):
            mistakes.add(missing[0], "name", f"{name!r} is somebody's name")
        return users

    async def _register(
        self, work: UnitOfWork, contest: str, teams: Sequence[PutTeam], held: Mapping[str, HeldRegistration], by: Claims
    ) -> None:
        changed: list[PutRegistration] = []
        events: list[TeamJoined] = []
        left: list[Membership] = []
        entered: list[Membership] = []
        for team in teams:
            before = held.get(team.id)
            joined = TeamJoined(team.id, team.name, team.organization, team.groups)
            if before is not None and before.joined is not None:  # what the jury did to it in this contest stays, and how it takes part
                joined = msgspec.structs.replace(before.joined, name=team.name, organization=team.organization, groups=team.groups)
            as_before = before is not None and before.state == "approved" and before.joined == joined
            if not as_before:
                events.append(joined)
            wanted = PutRegistration(joined, team.members, team.location or (before.location if before is not None else ""))
            if not as_before or before is None or (sorted(before.members), before.location) != (sorted(team.members), wanted.location):
                changed.append(wanted)
                gone = set(before.members if before is not None else ()) - set(team.members)
                left += [Membership(user, contest, "") for user in gone]
                entered += [Membership(user, contest, team.id) for user in team.members]
        if changed:
            await self._lists.register(work, contest, changed, by.sub)
        if events:
            work.log_events(contest, f"team-list:{contest}:{ids.new()}", *events)
        told = left + entered  # in this order: somebody may leave one team of the list for another
        for at in range(0, len(told), TOLD_AT_ONCE):
            work.after_commit(_telling(self._backbone, told[at : at + TOLD_AT_ONCE]))

    async def set_passwords(self, contest: str, given: NewPasswords) -> CredentialsList:
        """Gives generated accounts passwords, those that are given or new ones. Whoever is logged in with one is logged out."""
        source = given.source or contest
        for number, account in enumerate(given.accounts):
            if account.password is not None:
                try:
                    check_strength(account.password)
                except Invalid as error:
                    raise Invalid(f"{account.username}: {error.message}", field=f"accounts[{number}].password") from None
        made = [
            Credentials(account.username, login_of(account.username, source), account.password or new_password())
            for account in given.accounts
        ]
        chosen = {account.username for account in given.accounts if account.password is not None}
        hashes = [await self._passwords.hash(entry.password, None if entry.username in chosen else COST) for entry in made]
        async with unit_of_work.begin(self._lists.pool) as work:
            users = await self._lists.generated(work, source, [entry.login for entry in made])
            for number, entry in enumerate(made):
                if entry.login not in users:
                    raise Invalid(f"the list {source!r} has no account {entry.username!r}", field=f"accounts[{number}].username")
            await self._lists.set_passwords(work, [(users[entry.login], hashed) for entry, hashed in zip(made, hashes, strict=True)])
            for user in users.values():
                await self._sessions.end_all(work, user, "a new password from the organizers")
            work.audit("team-list", f"{contest}/{source}", after={"new_passwords": [entry.username for entry in made]})
            return work.answer(CredentialsList(made))


def _teams(
    wanted: TeamList, held: Mapping[str, HeldTeam], logins: Mapping[str, str], users: Mapping[str, str], mistakes: Mistakes
) -> list[PutTeam]:
    """The teams with their members' ids: the generated accounts in the list's order, then those of the e-mail addresses."""
    members: dict[str, list[str]] = {team.id: [] for team in wanted.teams}
    for account in wanted.accounts:
        if account.team in members and (user := users.get(logins[account.username])) is not None:
            members[account.team].append(user)
    seen: dict[str, str] = {}
    for team in wanted.teams:
        for email in team.members:
            user = users.get(email.strip().lower())
            if user is None:
                mistakes.add(team, "members", f"nobody has the address {email!r}")
            elif seen.setdefault(user, team.id) != team.id:
                mistakes.add(team, "members", f"{email!r} is in team {seen[user]!r} too")
            elif user not in members[team.id]:
                members[team.id].append(user)
    return [
        PutTeam(
            held[team.id].id if team.id in held else ids.new(),
            team.id,
            team.name,
            team.organization,
            team.country,
            team.groups,
            tuple(members[team.id]),
            team.location,
        )
        for team in wanted.teams
    ]


def _state(team: PutTeam, held: HeldTeam | None, registered: HeldRegistration | None) -> State:
    if held is None:
        return "new"
    if registered is not None and team.location and team.location != registered.location:
        return "changed"
    same = (team.name, team.organization, team.country, team.groups, sorted(team.members)) == (
        held.name,
        held.organization,
        held.country,
        held.groups,
        sorted(held.members),
    )
    return "same" if same else "changed"


def _check_contest(wanted: TeamList, teams: Sequence[PutTeam], registered: Mapping[str, HeldRegistration], mistakes: Mistakes) -> None:
    """Nobody takes part twice, and names can be told from those of other teams."""
    listed = {team.id for team in teams}
    others = {id: row for id, row in registered.items() if id not in listed and row.state in ("pending", "approved")}
    elsewhere = {user for row in others.values() for user in row.members}
    names = {skeleton(row.joined.name) for row in others.values() if row.joined is not None}
    for item, team in zip(wanted.teams, teams, strict=True):
        if not elsewhere.isdisjoint(team.members):
            mistakes.add(item, "members", "a member takes part in the contest with another team")
        if skeleton(team.name) in names:
            mistakes.add(item, "name", f"another team of the contest is called {team.name!r}, or looks so")


def _accounts(
    accounts: Sequence[ListedAccount], logins: Mapping[str, str], known: Mapping[str, HeldAccount], new: Mapping[str, str]
) -> list[ImportedAccount]:
    shown = []
    for account in accounts:
        login = logins[account.username]
        held = known.get(login)
        user = held.id if held is not None else new[login]
        shown.append(ImportedAccount(account.username, login, user, account.team, held is None, held is not None and held.has_password))
    return shown


def _telling(backbone: Backbone, told: Sequence[Membership]) -> Callable[[], Awaitable[None]]:
    return lambda: membership.tell(backbone, told)
