"""Shapes of lists of teams and accounts, as a contest's organizers have them in files."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from core_api.domains.accounts.models import Email
from core_api.domains.accounts.passwords import MAX_CHARACTERS

MAX_TEAMS = 2000
MAX_ACCOUNTS = 4000
MAX_BODY = 4 * 2**20
AT_ONCE = 20
"""Passwords that are set by one request: a hash of a chosen password takes a quarter of a second of a core."""
MAX_MISTAKES = 100

Source = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}\Z")]
Username = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}\Z")]
Text = Annotated[str, msgspec.Meta(max_length=120)]
Line = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class ListedTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    """In the list."""
    name: Text
    organization: Text = ""
    country: Annotated[str, msgspec.Meta(max_length=3)] = ""
    """ISO 3166-1, of two or three letters."""
    groups: Annotated[tuple[Text, ...], msgspec.Meta(max_length=20)] = ()
    members: Annotated[tuple[Email, ...], msgspec.Meta(max_length=20)] = ()
    """E-mail addresses of accounts that there are."""
    location: Text = ""
    """Where the team sits in this contest; empty: what is known of it stays."""
    line: Line = 0
    """Of the file, for what is said of mistakes; 0: not known."""


class ListedAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account that is generated for somebody of a team."""

    username: Username
    name: Text
    team: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    """Its team's id in the list."""
    line: Line = 0


class TeamList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    teams: Annotated[tuple[ListedTeam, ...], msgspec.Meta(min_length=1, max_length=MAX_TEAMS)]
    accounts: Annotated[tuple[ListedAccount, ...], msgspec.Meta(max_length=MAX_ACCOUNTS)] = ()
    source: Source | None = None
    """Names the list: the same teams come again under the same name, also in another contest. None: the contest's id."""

    @classmethod
    def example(cls) -> TeamList:
        teams = (ListedTeam("1", "Three coders", "ETH Zürich", "CHE", ("students",), line=2),)
        return cls(teams=teams, accounts=(ListedAccount("team-001", "Three coders", "1", line=2),))


class ImportedTeam(msgspec.Struct, frozen=True):
    id: str
    """In the list."""
    team_id: str
    state: Literal["new", "changed", "same"]


class ImportedAccount(msgspec.Struct, frozen=True):
    username: str
    login: str
    """What is typed in where an e-mail address is asked for."""
    user_id: str
    team: str
    """Its team's id in the list."""
    new: bool
    has_password: bool


class ImportedList(msgspec.Struct, frozen=True):
    source: str
    teams: list[ImportedTeam]
    accounts: list[ImportedAccount]


class WantedPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    username: Username
    password: Annotated[str, msgspec.Meta(min_length=8, max_length=MAX_CHARACTERS)] | None = None
    """None: one is made."""


class NewPasswords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accounts: Annotated[tuple[WantedPassword, ...], msgspec.Meta(min_length=1, max_length=AT_ONCE)]
    source: Source | None = None
    """Of the list; None: the contest's id."""

    @classmethod
    def example(cls) -> NewPasswords:
        return cls(accounts=(WantedPassword("team-001"),))


class Credentials(msgspec.Struct, frozen=True):
    username: str
    login: str
    password: str
    """Told here once."""

    @classmethod
    def example(cls) -> Credentials:
        return cls("team-001", "team-001@spring-cup", "k7qf-29xm-tb4d")


class CredentialsList(msgspec.Struct, frozen=True):
    credentials: list[Credentials]
