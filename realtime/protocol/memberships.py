"""Who is in which team of which contest, and who sees a private one: asked by gateways, because rooms of a team are for its members, and
those of a private contest for who may see it; answered by core_api.

A team of one has its user's id, and nobody needs to ask for it in a public contest. Changes are published at once
(`subjects.MEMBERSHIPS`), as a list of `Membership`; one that gets lost is found when gateways ask again.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

ASKED_AT_ONCE = 100
"""Users of one question."""


class TeamsOf(msgspec.Struct, frozen=True):
    """In which teams are these users? Answered with a list of `Membership`, compressed (see `questions.packed`)."""

    users: Annotated[tuple[str, ...], msgspec.Meta(max_length=ASKED_AT_ONCE)]


class Membership(msgspec.Struct, frozen=True, array_like=True):
    user: str
    contest: str
    team: str
    """Empty: the user is in no team of this contest; in a change: not any more."""
    guest: bool = False
    """May see the contest, which is private, without a team."""
