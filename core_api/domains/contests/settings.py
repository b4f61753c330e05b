"""Checks of contest settings that no single field can say, and changes of them."""

from __future__ import annotations

from typing import Any

import msgspec

from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.rules import parse_options
from realtime.runtime.errors import Invalid
from realtime.security.names import visible

MIN_DURATION_MS = 10_000
MAX_DURATION_MS = 60 * 24 * 3600 * 1000
MAX_PROBLEMS = 100

CHANGEABLE = (
    "name", "start", "duration", "freeze", "pauses", "options", "medals", "awards", "run_all_tests", "feedback", "rated", "visibility",
)  # fmt: skip
"""Settings that may change after a contest was created."""
FIXED = ("rule", "problems", "judgement_types", "playback")
"""Settings that a contest keeps: everything scored so far rests on them. Problems change by `PUT /contests/{contest}/problems`."""

SettingsChange = msgspec.defstruct(
    "SettingsChange",
    [
        (field.name, field.type | msgspec.UnsetType, msgspec.UNSET)
        for field in msgspec.structs.fields(ContestSettings)
        if field.name in CHANGEABLE
    ],
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
)
"""Settings to change; what is left out stays as it is."""


def changed(settings: ContestSettings, change: msgspec.Struct) -> ContestSettings:
    """Settings with a `SettingsChange` applied. Raises `Invalid` naming the field that does not fit."""
    given: dict[str, Any] = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET}
    new = msgspec.structs.replace(settings, **given)
    check_settings(new)
    return new


def check_settings(settings: ContestSettings) -> None:
    """Raises `Invalid` naming the field that does not fit the others."""
    parse_options(settings.rule, settings.options)
    visible(settings.name, "settings.name")
    if not MIN_DURATION_MS <= settings.duration <= MAX_DURATION_MS:
        raise Invalid("the duration must be from 10 seconds to 60 days, in milliseconds", field="settings.duration")
    if settings.freeze is not None and settings.freeze > settings.duration:
        raise Invalid("the freeze must begin before the end", field="settings.freeze")
    if len(settings.problems) > MAX_PROBLEMS:
        raise Invalid(f"a contest may have {MAX_PROBLEMS} problems", field="settings.problems")
    _check_awards(settings)
    last = 0
    for number, (start, end) in enumerate(settings.pauses):
        if not last <= start < end:
            raise Invalid("pauses must follow one another, each from an earlier to a later time", field=f"settings.pauses[{number}]")
        last = end


def _check_awards(settings: ContestSettings) -> None:
    awards = settings.awards
    if any(settings.medals) and any(awards.medal_shares):
        raise Invalid("medals are counted by rank or by share, not by both", field="settings.awards.medal_shares")
    if sum(awards.medal_shares) > 100:
        raise Invalid("there are 100 % of the teams to give medals to", field="settings.awards.medal_shares")
    if awards.honors and awards.world_finals_honors:
        raise Invalid("honors are by the numbers given or as at World Finals, not both", field="settings.awards.honors")
    for what in ("award", "least"):
        if len({getattr(honor, what) for honor in awards.honors}) < len(awards.honors):
            raise Invalid(f"two honors have the same {what}", field="settings.awards.honors")
