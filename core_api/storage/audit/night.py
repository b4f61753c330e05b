"""Night: the hours in which nobody is expected to give or take rights, by the settings `audit_night` and `audit_timezone`."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from realtime.runtime.errors import BadSetting

_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
LAST_HOUR = 24


class Night(NamedTuple):
    begins: int
    """Hour of the day; the night goes up to, not into, the hour `ends`."""
    ends: int
    zone: ZoneInfo

    def holds(self, at: datetime) -> bool:
        hour = at.astimezone(self.zone).hour
        return self.begins <= hour < self.ends if self.begins <= self.ends else hour >= self.begins or hour < self.ends


def parsed(hours: str, timezone: str) -> Night:
    """`22-6`; `0-0` for no night at all. Raises `BadSetting`."""
    found = _HOURS.fullmatch(hours)
    if found is None or not all(int(hour) <= LAST_HOUR for hour in found.groups()):
        raise BadSetting("setting audit_night must be two hours, such as 22-6", field="audit_night")
    try:
        return Night(int(found[1]), int(found[2]), ZoneInfo(timezone))
    except (KeyError, OSError, ValueError):
        raise BadSetting(f"setting audit_timezone: there is no time zone {timezone!r}", field="audit_timezone") from None


class _Process:
    night = parsed("22-6", "UTC")


def use(night: Night) -> None:
    _Process.night = night


def held() -> Night:
    return _Process.night
