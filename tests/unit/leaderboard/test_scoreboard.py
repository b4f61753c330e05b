from __future__ import annotations

import msgspec

from leaderboard import scoreboard
from realtime.protocol.frames import Cell, Row
from realtime.protocol.rules import MINUTE, SECOND

PROBLEMS = [("a", "A"), ("b", "B")]


def rows(row: Row, unit: int) -> object:
    return msgspec.to_builtins(scoreboard.rows([(1, "team", row)], PROBLEMS, unit))


def test_times_are_minutes() -> None:
    assert rows(Row(0, 1, 71, None, (Cell(0, 3, 0, 2, 31), Cell(1, 0, 1, 0))), MINUTE) == [
        {
            "rank": 1,
            "team_id": "team",
            "score": {"num_solved": 1, "total_time": 71},
            "problems": [
                {"problem_id": "a", "label": "A", "num_judged": 3, "num_pending": 0, "solved": True, "time": 31, "first_to_solve": True},
                {"problem_id": "b", "label": "B", "num_judged": 0, "num_pending": 1, "solved": False},
            ],
        }
    ]


def test_a_contest_of_seconds_has_minutes_too_and_its_seconds_in_members_of_our_own() -> None:
    assert rows(Row(0, 1, 4265, None, (Cell(0, 1, 0, 1, 119),)), SECOND) == [
        {
            "rank": 1,
            "team_id": "team",
            "score": {"num_solved": 1, "total_time": 71, "podium_total_time_seconds": 4265},
            "problems": [
                {
                    "problem_id": "a",
                    "label": "A",
                    "num_judged": 1,
                    "num_pending": 0,
                    "solved": True,
                    "time": 1,
                    "podium_time_seconds": 119,
                },
                {"problem_id": "b", "label": "B", "num_judged": 0, "num_pending": 0, "solved": False},
            ],
        }
    ]


def test_a_disqualified_team_has_a_mark_in_its_row() -> None:
    (row,) = scoreboard.rows([(0, "team", Row(0, 0, 0, None, (), disqualified=True))], PROBLEMS, MINUTE)
    assert row.podium_disqualified is True
    assert (row.rank, row.score) == (None, scoreboard.Score(num_solved=0, total_time=0))


def test_points_have_no_times() -> None:
    (row,) = scoreboard.rows([(1, "team", Row(0, 1, 30, 62.5, (Cell(0, 2, 0, 0, 30, 62.5),)))], PROBLEMS, MINUTE)
    assert row.score == scoreboard.Score(score=62.5)
    assert [cell.score for cell in row.problems] == [62.5, None]
