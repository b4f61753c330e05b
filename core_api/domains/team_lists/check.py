"""What is wrong with a list by itself: every mistake, with the line of its file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from core_api.domains.team_lists.models import MAX_MISTAKES, ListedAccount, ListedTeam, TeamList
from core_api.domains.teams.countries import country
from core_api.domains.teams.models import MAX_MEMBERS, MAX_NAME, MAX_TEXT
from realtime.runtime.errors import Invalid
from realtime.security.names import display_name, skeleton, visible

T = TypeVar("T")


class Mistakes:
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        """With the field."""

    def add(self, item: ListedTeam | ListedAccount, field: str, words: str) -> None:
        file = "teams" if isinstance(item, ListedTeam) else "accounts"
        where = f"{file}, line {item.line}" if item.line else f"{file}, {item.id if isinstance(item, ListedTeam) else item.username}"
        self.found.append((f"{file}.{field}", f"{where}, {field}: {words}"))

    def check(self) -> None:
        """Raises `Invalid` that names all of them."""
        if self.found:
            shown = [words for _, words in self.found[:MAX_MISTAKES]]
            more = [] if len(self.found) <= MAX_MISTAKES else [f"and {len(self.found) - MAX_MISTAKES} more"]
            raise Invalid("\n".join(["nothing was imported:", *shown, *more]), field=self.found[0][0])


def check(given: TeamList, mistakes: Mistakes) -> TeamList:
    """The list with its names as they are stored; what is wrong is added to `mistakes`."""
    teams = tuple(_team(team, mistakes) for team in given.teams)
    accounts = tuple(_account(account, {team.id for team in teams}, mistakes) for account in given.accounts)
    for team, first in _twice(teams, [team.id for team in teams]):
        mistakes.add(team, "id", f"{team.id!r} is the id of {_place(first)} too")
    for team, first in _twice(teams, [skeleton(team.name) for team in teams]):
        mistakes.add(team, "name", f"{team.name!r} is the name of {_place(first)} too, or looks so")
    for account, other in _twice(accounts, [account.username.lower() for account in accounts]):
        mistakes.add(account, "username", f"{account.username!r} is in {_place(other)} too")
    members = dict.fromkeys((team.id for team in teams), 0)
    for account in accounts:
        members[account.team] = members.get(account.team, 0) + 1
    for team in teams:
        if members[team.id] + len(team.members) > MAX_MEMBERS:
            mistakes.add(team, "members", f"a team may have {MAX_MEMBERS} members")
    return TeamList(teams, accounts, given.source)


def _team(team: ListedTeam, mistakes: Mistakes) -> ListedTeam:
    name, organization, code = team.name, team.organization, ""
    try:
        name = display_name(team.name, "name", MAX_NAME)
        organization = display_name(team.organization, "organization", MAX_TEXT) if team.organization.strip() else ""
        code = country(team.country)
        for group in team.groups:
            visible(group, "groups")
        visible(team.location, "location")
    except Invalid as error:
        mistakes.add(team, error.field or "name", error.message)
    groups = tuple(dict.fromkeys(team.groups))
    return ListedTeam(team.id, name, organization, code, groups, team.members, team.location.strip(), team.line)


def _account(account: ListedAccount, teams: set[str], mistakes: Mistakes) -> ListedAccount:
    name = account.name or account.username
    try:
        name = display_name(name, "name", MAX_NAME)
    except Invalid as error:
        mistakes.add(account, "name", error.message)
    if account.team not in teams:
        mistakes.add(account, "team", f"there is no team {account.team!r} in the list")
    return ListedAccount(account.username, name, account.team, account.line)


def _twice(items: Sequence[T], keys: Sequence[str]) -> Iterator[tuple[T, T]]:
    """Items whose key an earlier one has, with that one."""
    first: dict[str, T] = {}
    for item, key in zip(items, keys, strict=True):
        if first.setdefault(key, item) is not item:
            yield item, first[key]


def _place(item: ListedTeam | ListedAccount) -> str:
    return f"line {item.line}" if item.line else "another one"
