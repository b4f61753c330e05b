"""What is won, as the contest's settings say: medals, the winner, the first to solve each problem, the best of each group, honors.

Named as CLICS names awards. Ties are as the ICPC has them (World Finals CCS requirements, "Scoring Data Generation"): teams
that share a rank share the award, and the ranks behind them stay empty. With four gold medals and two teams on rank 4 there are five, and
the next team is on rank 6: three silver medals are left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from contest_engine.model.contest import Contest
from contest_engine.model.view import View
from contest_engine.scoring import Standing
from realtime.protocol.awards import AwardRules
from realtime.protocol.questions import Award

MEDALS = ("gold", "silver", "bronze")
HONORS = {"highest-honors": "Highest honors", "high-honors": "High honors", "honors": "Honors", "honorable-mention": "Honorable mention"}


class RankedTeam(NamedTuple):
    """A team on the board."""

    id: str
    rank: int
    """0: it has none, and wins nothing."""
    standing: Standing

    @property
    def scored(self) -> bool:
        """Nobody wins something for nothing."""
        return self.rank > 0 and bool(self.standing.solved or self.standing.score)


def ranked_teams(view: View) -> list[RankedTeam]:
    """In the order of the board. Hidden teams are not on it; unofficial and disqualified ones have no rank."""
    teams, ranks = view.order.page(0, len(view.order))
    return [RankedTeam(_id(view, team), rank, view.standing(team)) for team, rank in zip(teams, ranks, strict=True)]


def medal_ranks(contest: Contest) -> tuple[int, int, int]:
    """The last ranks that win gold, silver and bronze.

    Shares are of all ranked teams and rounded up, those of the better medals included: 10 and 20 % of 25 teams are ranks 1 to 3 and 4 to 8.
    """
    medals, shares = contest.settings.medals, contest.settings.awards.medal_shares
    if not any(shares):
        return medals[0], medals[0] + medals[1], sum(medals)
    ranked = len(contest.teams) - len(contest.unranked)
    gold, silver, bronze = (-(-share * ranked // 100) for share in (shares[0], shares[0] + shares[1], sum(shares)))
    return gold, silver, bronze


def medal(ends: Sequence[int], team: RankedTeam) -> str:
    """`ends`: see `medal_ranks`."""
    return next((name for name, last in zip(MEDALS, ends, strict=True) if team.scored and team.rank <= last), "")


def awards(view: View) -> list[Award]:
    """Of the board as it stands."""
    board, rules, ends = ranked_teams(view), view.contest.settings.awards, medal_ranks(view.contest)
    return [
        *(_winner(board) if rules.winner else ()),
        *_medals(board, ends),
        *(_first_to_solve(view) if rules.first_to_solve else ()),
        *(_group_winners(view) if rules.group_winners else ()),
        *_honors(board, rules, ends[-1]),
    ]


def _winner(board: Sequence[RankedTeam]) -> list[Award]:
    return _given("winner", "Contest winner", [team.id for team in board if team.rank == 1 and team.scored])


def _medals(board: Sequence[RankedTeam], ends: Sequence[int]) -> list[Award]:
    won = [(medal(ends, team), team.id) for team in board]
    found: list[Award] = []
    for name in MEDALS:
        found += _given(f"{name}-medal", f"{name.title()} medal", [id for metal, id in won if metal == name])
    return found


def _first_to_solve(view: View) -> list[Award]:
    found: list[Award] = []
    for number, problem in enumerate(view.contest.settings.problems):
        first = view.first(number)
        if first is not None:
            found.append(Award(f"first-to-solve-{problem.id}", f"First to solve problem {problem.label}", [_id(view, first)]))
    return found


def _group_winners(view: View) -> list[Award]:
    found: list[Award] = []
    for group in sorted({group for info in view.contest.teams if info for group in info.groups}):
        best = [team for team, rank in zip(*view.group(group), strict=True) if rank == 1]
        won = [_id(view, team) for team in best if RankedTeam("", 1, view.standing(team)).scored]
        found += _given(f"group-winner-{group}", f"Winner of {group}", won)
    return found


def _honors(board: Sequence[RankedTeam], rules: AwardRules, last_medal: int) -> list[Award]:
    ranked = [team for team in board if team.rank]
    steps: list[tuple[float, str]] = [(honor.least, honor.award) for honor in rules.honors]
    if rules.world_finals_honors:
        steps = _world_finals(ranked, last_medal)
    won: dict[str, list[str]] = {}
    for team in ranked:
        reached = max((step for step in steps if step[0] <= _number(team)), default=None)
        if reached is not None:
            won.setdefault(reached[1], []).append(team.id)
    return [Award(id, HONORS[id], won[id]) for id in HONORS if id in won]


def _world_finals(ranked: Sequence[RankedTeam], last_medal: int) -> list[tuple[float, str]]:
    """Teams that solved as many problems as the last medallist, one fewer, fewer but as many as the median team, and the others."""
    medallists = [team for team in ranked if team.scored and team.rank <= last_medal]
    if not medallists:
        return []
    last, median = _number(medallists[-1]), _number(ranked[(len(ranked) - 1) // 2])
    steps: list[tuple[float, str]] = [(last, "highest-honors"), (-math.inf, "honorable-mention")]
    if last - 1 >= median:
        steps.append((last - 1, "high-honors"))
    if last - 2 >= median:
        steps.append((median, "honors"))
    return steps


def _number(team: RankedTeam) -> float:
    """Problems solved, or points under rules that count points."""
    score = team.standing.score
    return team.standing.solved if score is None else score


def _given(id: str, citation: str, teams: list[str]) -> list[Award]:
    return [Award(id, citation, teams)] if teams else []


def _id(view: View, team: int) -> str:
    info = view.contest.teams[team]
    assert info is not None  # it is on the board
    return info.team
