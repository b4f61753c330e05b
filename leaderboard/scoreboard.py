"""The CLICS scoreboard object, as REST and `podium replay` give it.

Shape: CLICS Contest API 2023-06, "Scoreboard", whose times are whole minutes. A contest that scores in seconds has its exact times in
members of our own, `podium_time_seconds` and `podium_total_time_seconds`: they decide the order. So has a disqualified team its mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from realtime.protocol.frames import Row
from realtime.protocol.rules import MINUTE, SECOND


class ProblemCell(msgspec.Struct, omit_defaults=True, kw_only=True):
    problem_id: str
    label: str
    num_judged: int
    num_pending: int
    solved: bool | None = None
    time: int | None = None
    """Minutes."""
    podium_time_seconds: int | None = None
    """Only in contests that score in seconds."""
    score: float | None = None
    first_to_solve: bool = False


class Score(msgspec.Struct, omit_defaults=True, kw_only=True):
    num_solved: int | None = None
    total_time: int | None = None
    """Minutes."""
    podium_total_time_seconds: int | None = None
    """Only in contests that score in seconds."""
    score: float | None = None


class ScoreboardRow(msgspec.Struct, kw_only=True):
    rank: int | None
    team_id: str
    score: Score
    problems: list[ProblemCell]
    podium_disqualified: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """Only in the row of a disqualified team: it has no rank, and nothing it sent is shown."""


class Scoreboard(msgspec.Struct, kw_only=True):
    contest_id: str
    contest_time: str
    rows: list[ScoreboardRow]


def clock(ms: int) -> str:
    """Contest time as CLICS writes it: 4:00:00.000."""
    sign, ms = ("-", -ms) if ms < 0 else ("", ms)
    return f"{sign}{ms // 3_600_000}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def rows(entries: Iterable[tuple[int, str, Row]], problems: Sequence[tuple[str, str]], unit: int) -> list[ScoreboardRow]:
    """CLICS rows from rank, team id and board row.

    `problems` gives id and label by problem number, `unit` the milliseconds in one unit of the rows' times (`RuleOptions.unit`).
    """
    return [
        ScoreboardRow(
            rank=rank or None,
            team_id=team,
            score=_score(row, unit),
            problems=_cells(row, problems, unit),
            podium_disqualified=True if row.disqualified else msgspec.UNSET,
        )
        for rank, team, row in entries
    ]


def _score(row: Row, unit: int) -> Score:
    if row.score is not None:
        return Score(score=row.score)
    return Score(
        num_solved=row.solved,
        total_time=row.time * unit // MINUTE,
        podium_total_time_seconds=row.time if unit == SECOND else None,
    )


def _cells(row: Row, problems: Sequence[tuple[str, str]], unit: int) -> list[ProblemCell]:
    tried = {cell.problem: cell for cell in row.cells}
    cells = []
    for number, (problem, label) in enumerate(problems):
        cell = tried.get(number)
        shown = ProblemCell(problem_id=problem, label=label, num_judged=0, num_pending=0)
        if cell is not None:
            shown.num_judged, shown.num_pending = cell.judged, cell.pending
            shown.first_to_solve = cell.solved == 2
        if row.score is None:
            shown.solved = bool(cell and cell.solved)
            if cell is not None and cell.solved:
                shown.time = cell.time * unit // MINUTE
                if unit == SECOND:
                    shown.podium_time_seconds = cell.time
        elif cell is not None:
            shown.score = cell.score
        cells.append(shown)
    return cells
