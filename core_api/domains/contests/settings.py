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

CHANGEABLE = ("name", "start", "duration", "freeze", "pauses", "options", "medals", "run_all_tests", "feedback")
"""Settings that may change after a contest was created."""
FIXED = ("rule", "problems", "judgement_types", "playback")
"""Settings that a contest keeps: everything scored so far rests on them."""

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
    last = 0
    for number, (start, end) in enumerate(settings.pauses):
        if not last <= start < end:
            raise Invalid("pauses must follow one another, each from an earlier to a later time", field=f"settings.pauses[{number}]")
        last = end
