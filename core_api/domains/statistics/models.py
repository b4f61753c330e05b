"""Shapes of statistics over contests: of a problem, and of a team."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.results.models import Count
from core_api.domains.users.models import LanguageCount


class FastSolve(msgspec.Struct, frozen=True):
    """Who solved a problem how soon after the start of a contest."""

    contest_id: str
    team_id: str
    team_name: str
    """On the contest's board."""
    language: str
    contest_time: int
    """Milliseconds since the contest's start, without pauses."""

    @classmethod
    def example(cls) -> FastSolve:
        return cls("spring-cup", "01j9z3m2qv", "Three coders", "cpp", 312_000)


class ArchiveStatistics(msgspec.Struct, frozen=True):
    """Of the judged submissions to a problem in all contests and outside of them, with the verdicts of now.

    Without contests that run or are frozen, hidden teams, deleted submissions and errors of the system (JE).
    """

    problem_id: str
    submissions: int
    accepted: int
    acceptance: float | None
    """Accepted submissions among all, 0 to 1; null without any."""
    users: int
    """Who submitted."""
    solvers: int
    """Users with an accepted submission."""
    verdicts: list[Count]
    """The most frequent first, as the next ones."""
    languages: list[LanguageCount]
    fastest: list[FastSolve]
    """The five fastest teams in contests, without unofficial and disqualified ones, and without people who do not show their statistics."""

    @classmethod
    def example(cls) -> ArchiveStatistics:
        return cls("sum", 5, 3, 0.6, 4, 3, [Count("AC", 3), Count("WA", 2)], [LanguageCount("cpp", 5, 3)], [FastSolve.example()])


class TeamResultLine(msgspec.Struct, frozen=True):
    """What a team has reached in a contest."""

    contest_id: str
    name: str
    """Of the contest."""
    ended_at: datetime
    place: int | None
    """Null: unofficial or disqualified."""
    teams: int
    """Those with a place."""
    solved: int | None
    """Null under rules with points, which have a score."""
    score: float | None

    @classmethod
    def example(cls) -> TeamResultLine:
        return cls("spring-cup", "Spring cup", datetime.fromisoformat("2026-04-14T15:00:00+00:00"), 3, 120, 7, None)


class TeamStatistics(msgspec.Struct, frozen=True):
    """Of the contests with a final result that are not frozen."""

    team_id: str
    contests: int
    best_place: int | None
    submissions: int
    accepted: int
    solved: int
    """Different problems."""
    results: list[TeamResultLine]
    """The newest 100, the newest first."""
