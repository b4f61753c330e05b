"""Shapes of results and statistics."""

from __future__ import annotations

import msgspec

from realtime.protocol.rooms import Audience


class ResultsQuery(msgspec.Struct, frozen=True):
    audience: Audience = "public"


class ProblemResult(msgspec.Struct, frozen=True):
    """What a team did with a problem, in the order of the contest's problems."""

    label: str
    tries: int
    """Judged ones."""
    pending: int
    solved: bool
    """Under rules with points: it has some."""
    time: int | None
    """Minutes; seconds in contests that score in seconds."""
    score: float | None


class TeamResult(msgspec.Struct, frozen=True):
    rank: int | None
    """Null: unofficial or disqualified."""
    team_id: str
    name: str
    """The id, of a team that is on the jury's board alone."""
    organization: str
    groups: tuple[str, ...]
    disqualified: bool
    solved: int | None
    """Null under rules with points, as the next one."""
    penalty: int | None
    """Minutes; seconds in contests that score in seconds."""
    score: float | None
    awards: list[str]
    """Ids, as CLICS names them."""
    problems: list[ProblemResult]


class Results(msgspec.Struct, frozen=True):
    contest_id: str
    name: str
    final: bool
    """Whether the result is official."""
    problems: list[str]
    """Labels."""
    teams: list[TeamResult]
    """As they stand on the board."""


class Count(msgspec.Struct, frozen=True):
    name: str
    """The verdict or the language."""
    submissions: int


class Counts(msgspec.Struct, frozen=True):
    submissions: int
    pending: int
    """Not judged, or judged with a verdict that the reader may not know yet."""
    accepted: int
    teams_tried: int
    teams_solved: int
    first_solved_ms: int | None
    """Contest time of the first accepted submission."""
    verdicts: list[Count]
    """The most frequent first, as the next ones."""
    languages: list[Count]


class ProblemStatistics(msgspec.Struct, frozen=True):
    problem_id: str
    label: str
    counts: Counts


class ContestStatistics(msgspec.Struct, frozen=True):
    """Of the submissions that were not deleted, without virtual participations; for the public without hidden and disqualified teams."""

    contest_id: str
    frozen: bool
    """Verdicts from the freeze on are left out."""
    total: Counts
    problems: list[ProblemStatistics]
