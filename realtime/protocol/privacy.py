"""Which contests are private: asked by gateways, because live rooms of one are for those who may see it; answered by core_api.

A change is published at once (`subjects.PRIVACY`); one that gets lost is found when gateways ask for the whole list again.
"""

from __future__ import annotations

import msgspec

PAGE = 10_000
"""Ids of one answer."""


class Privacy(msgspec.Struct, frozen=True):
    """A contest was made or changed."""

    contest: str
    private: bool


class PrivateAfter(msgspec.Struct, frozen=True):
    """Which contests are private? Answered with a list of ids in their order, compressed (see `questions.packed`), at most `PAGE`."""

    id: str = ""
    """Only those behind this one."""
