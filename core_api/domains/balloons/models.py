"""Shapes of balloons."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.router.pages import Page, PageQuery


class Balloon(msgspec.Struct, frozen=True):
    """A problem that a team has solved."""

    id: str
    """`<team>.<problem>`: stays the same whatever is judged again."""
    team_id: str
    team_name: str
    organization: str
    place: str
    """Where the team sits: the `location` of its registration. Empty: not known."""
    problem_id: str
    label: str
    rgb: str
    """Colour, as `#rrggbb`; empty: the contest names none."""
    contest_time: int
    """Milliseconds: of the team's first accepted submission."""
    first_of_contest: bool
    """The first team to solve this problem, unofficial teams aside, of what is judged by now."""
    first_of_team: bool
    """The first problem that the team solved."""
    delivered_by: str | None
    """Name; null: it is to be delivered."""
    delivered_at: datetime | None
    withdrawn: bool
    """It was delivered and no longer counts: the submission was judged again or deleted, or the team is on no board any more."""

    @classmethod
    def example(cls) -> Balloon:
        return cls(
            id="01j9z3m2qv.sum",
            team_id="01j9z3m2qv",
            team_name="Three coders",
            organization="ETH Zürich",
            place="Hall 2, table 17",
            problem_id="sum",
            label="A",
            rgb="#e6194b",
            contest_time=754_000,
            first_of_contest=True,
            first_of_team=True,
            delivered_by=None,
            delivered_at=None,
            withdrawn=False,
        )


class BalloonPage(Page, frozen=True, kw_only=True):
    balloons: list[Balloon]


class BalloonQuery(PageQuery, frozen=True, kw_only=True):
    delivered: bool | None = None
    """Only those that were delivered, or only those that were not."""
