"""What a check finds."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["good", "limited", "missing"]


class Finding(NamedTuple):
    """`level`: good, limited (works, but less well) or missing (the platform cannot run here); `mend`: what to do about it."""

    topic: str
    level: Level
    says: str
    mend: str = ""
