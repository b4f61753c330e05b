"""What a jury changes while a contest runs. Fields that are left out stay as they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from core_api.domains.contests.settings import SettingsChange
from core_api.router.pages import Page, PageQuery

Seconds = Annotated[int, msgspec.Meta(ge=0, le=60 * 24 * 3600)]
MAX_NAME = 120
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_NAME)]


class ContestUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    settings: SettingsChange  # type: ignore[valid-type]  # made from `ContestSettings` when the program runs


class TeamUpdate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text | UnsetType = UNSET
    organization: Annotated[str, msgspec.Meta(max_length=MAX_NAME)] | UnsetType = UNSET
    groups: Annotated[tuple[Text, ...], msgspec.Meta(max_length=20)] | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    """On no board."""
    unofficial: bool | UnsetType = UNSET
    """Shown without a rank."""
    disqualified: bool | UnsetType = UNSET
    """Shown last, with nothing."""
    extension: Seconds | UnsetType = UNSET
    """Seconds it may go on behind the end."""


class NewAdjustment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    team_id: str
    amount: Annotated[float, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
    """Minutes of penalty under ICPC, points under the other rules."""
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Adjustment(msgspec.Struct, frozen=True):
    """What the jury has added to a team's score."""

    id: str
    team_id: str
    team_name: str
    amount: float
    """Minutes of penalty under ICPC, points under the other rules."""
    reason: str
    made_by: str | None
    """Name; null: the account is not there any more."""
    made_at: datetime


class AdjustmentPage(Page, frozen=True, kw_only=True):
    adjustments: list[Adjustment]


class AdjustmentQuery(PageQuery, frozen=True, kw_only=True):
    team: str | None = None
    """Only those of this team."""


class NewAnnouncement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
    problem_id: str = ""
    """The problem it is about, by its id in the contest."""


class NewHack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    team_id: str
    successful: bool
    time: Seconds = 0
    """Contest time in seconds."""


class Noted(msgspec.Struct, frozen=True):
    """Accepted into the contest's log; `id` names it where it can be taken back."""

    id: str
    accepted: bool = True
