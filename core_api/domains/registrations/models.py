"""Shapes of taking part in contests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from core_api.domains.contests.models import Moment
from core_api.router.pages import Page, PageQuery
from leaderboard.scoreboard import Scoreboard

State = Literal["pending", "approved", "rejected", "withdrawn"]
MAX_MEMBERS = 20
"""Of a team in one contest."""
MAX_LOCATION = 120
MAX_NETWORKS = 100
MAX_ACCOUNTS = 2000
"""A hall full of teams of three."""
MAX_SETTINGS_BODY = MAX_ACCOUNTS * 70 + MAX_NETWORKS * 60 + 16 * 1024
Id = Annotated[str, msgspec.Meta(max_length=64)]


class RegistrationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Who may take part in a contest, and how. Nothing of it changes a score, so it is not in the contest's log."""

    members_min: Annotated[int, msgspec.Meta(ge=1, le=MAX_MEMBERS)] = 1
    members_max: Annotated[int, msgspec.Meta(ge=1, le=MAX_MEMBERS)] = 1
    """1: everybody takes part alone."""
    opens: Moment | None = None
    """When one may register; None: at once."""
    closes: Moment | None = None
    """Until when one may register; None: until the contest's end."""
    approval: Literal["none", "jury", "code"] = "none"
    """`jury`: a team takes part when the jury has approved it; `code`: joining needs the contest's code."""
    networks: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=50)], ...], msgspec.Meta(max_length=MAX_NETWORKS)] = ()
    """From which one may submit, such as 10.1.0.0/16 or 2001:db8::/32: those of the contest halls. None: from everywhere."""
    accounts: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_ACCOUNTS)] = ()
    """Ids of the users who may take part."""
    groups: Annotated[tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=120)], ...], msgspec.Meta(max_length=100)] = ()
    """Teams of one of these groups may take part. With neither accounts nor groups, everybody may."""


class NewRegistrationSettings(RegistrationSettings, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: Annotated[str, msgspec.Meta(min_length=8, max_length=64)] | UnsetType = UNSET
    """That joining needs, with `approval` `code`. Left out, it stays; nobody can read it."""

    @classmethod
    def example(cls) -> NewRegistrationSettings:
        return cls(members_min=2, members_max=3, approval="code", networks=("10.1.0.0/16",), code="blue-walrus-17")


class ShownRegistrationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Networks and accounts are shown to the jury only."""

    members_min: int
    members_max: int
    opens: int | None
    closes: int | None
    approval: Literal["none", "jury", "code"]
    groups: tuple[str, ...]
    networks: tuple[str, ...] | None
    accounts: tuple[str, ...] | None
    has_code: bool
    version: int


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    team_id: str | None = None
    """A team whose captain you are; none: you take part alone."""
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """Of the contest, where joining needs one."""

    @classmethod
    def example(cls) -> Join:
        return cls("01j9z3m2qv")


class Participant(msgspec.Struct, frozen=True):
    user_id: str
    name: str


class Registration(msgspec.Struct, frozen=True):
    contest_id: str
    team_id: str
    name: str
    organization: str
    groups: tuple[str, ...]
    location: str
    """Where the team sits, such as `Hall 2, table 17`; empty: not known."""
    state: State
    reason: str
    """What the jury says to its decision."""
    virtual_participation: bool
    members: list[Participant]
    """Who takes part, or asks to; nobody when it was rejected or withdrawn."""
    hidden: bool
    """Set by the jury, as the next ones: on no board."""
    unofficial: bool
    """Shown without a rank."""
    disqualified: bool
    """Shown last, with nothing."""
    extension: int
    """Seconds it may go on behind the end."""
    registered_at: datetime
    decided_at: datetime | None
    version: int


class RegistrationQuery(PageQuery, frozen=True, kw_only=True):
    state: State | None = None


class RegistrationPage(Page, frozen=True, kw_only=True):
    registrations: list[Registration]
    """By the teams' ids."""


class Decision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays."""

    state: Literal["approved", "rejected", "withdrawn"] | UnsetType = UNSET
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """The team is told."""
    members: Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MAX_MEMBERS)] | UnsetType = UNSET
    """Users who take part for the team, instead of those who do now."""
    location: Annotated[str, msgspec.Meta(max_length=MAX_LOCATION)] | UnsetType = UNSET
    """Where the team sits, for balloons and prints."""

    @classmethod
    def example(cls) -> Decision:
        return cls("rejected", "Only students of this university may take part.")


class Joined(msgspec.Struct, frozen=True):
    contest_id: str
    team_id: str
    """Your own id, where you take part alone."""
    state: State

    @classmethod
    def example(cls) -> Joined:
        return cls("spring-cup", "01j9z3m2qv", "approved")


class VirtualParticipation(msgspec.Struct, frozen=True):
    """Taking part after the end: the contest, from its first second to its last, for one team."""

    contest_id: str
    team_id: str
    started_at: datetime
    ends_at: datetime


class VirtualStandings(msgspec.Struct, frozen=True):
    participation: VirtualParticipation
    scoreboard: Scoreboard
    """The recorded scoreboard at your virtual time, including you."""
