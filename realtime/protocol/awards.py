"""What a contest awards, beside its medals by rank: part of its settings."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Percent = Annotated[int, Meta(ge=0, le=100)]


class Honor(msgspec.Struct, frozen=True):
    award: Literal["highest-honors", "high-honors", "honors", "honorable-mention"]
    least: Annotated[float, Meta(ge=0, le=1e9)]
    """Problems solved, or points under rules that count points; of several honors that a ranked team reaches, it has the best one."""


class AwardRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hidden, unofficial and disqualified teams win nothing, and nobody a medal for nothing. Teams that share a rank share its award."""

    medal_shares: tuple[Percent, Percent, Percent] = (0, 0, 0)
    """Percent of the ranked teams that win gold, silver and bronze, rounded up; not with `medals`, which counts ranks. All 0: none."""
    winner: bool = True
    """Whether who is first is named."""
    first_to_solve: bool = True
    """Whether the first to solve each problem is named."""
    group_winners: bool = True
    """Whether the best of each group is named."""
    honors: Annotated[tuple[Honor, ...], Meta(max_length=4)] = ()
    """Honors for what a team has solved."""
    world_finals_honors: bool = False
    """Honors as at ICPC World Finals, instead of `honors`: highest for as many problems as the last medallist has
    solved, high for one fewer, honors for as many as the median team, else an honorable mention.
    """
