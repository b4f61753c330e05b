"""What is won: medals by rank, the first to solve each problem, the best of each group. Named as CLICS names awards."""

from __future__ import annotations

from contest_engine.model.view import View
from realtime.protocol.questions import Award

MEDALS = ("gold", "silver", "bronze")


def medal(view: View, rank: int, solved: int, score: float | None) -> str:
    """The medal of a rank: the first `medals[0]` ranks are gold, and so on; nobody gets one for nothing."""
    if not rank or not (solved or score):
        return ""
    last = 0
    for name, count in zip(MEDALS, view.contest.settings.medals, strict=True):
        last += count
        if rank <= last:
            return name
    return ""


def awards(view: View) -> list[Award]:
    """Of the board as it stands."""
    contest = view.contest
    teams, ranks = view.order.page(0, len(view.order))
    won: dict[str, list[str]] = {"winner": []}
    for team, rank in zip(teams, ranks, strict=True):
        row = view.standing(team)
        if rank == 1 and (row.solved or row.score):
            won["winner"].append(_id(view, team))
        if name := medal(view, rank, row.solved, row.score):
            won.setdefault(f"{name}-medal", []).append(_id(view, team))
    found = [Award(id, "Contest winner" if id == "winner" else f"{id.split('-')[0].title()} medal", ids) for id, ids in won.items() if ids]
    for number, problem in enumerate(contest.settings.problems):
        first = view.first(number)
        if first is not None:
            found.append(Award(f"first-to-solve-{problem.id}", f"First to solve problem {problem.label}", [_id(view, first)]))
    for group in sorted({group for info in contest.teams if info for group in info.groups}):
        members, own = view.group(group)
        best = [team for team, rank in zip(members, own, strict=True) if rank == 1 and _won_something(view, team)]
        if best:
            found.append(Award(f"group-winner-{group}", f"Winner of {group}", [_id(view, team) for team in best]))
    return found


def _won_something(view: View, team: int) -> bool:
    standing = view.standing(team)
    return bool(standing.solved or standing.score)


def _id(view: View, team: int) -> str:
    info = view.contest.teams[team]
    assert info is not None  # it is on the board
    return info.team
