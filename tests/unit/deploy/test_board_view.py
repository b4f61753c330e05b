"""What `podium admin contest watch` shows of a contest, from frames as an engine sends them."""

from __future__ import annotations

import io

import msgspec
from rich.console import Console

from deploy.cli.admin.contest._board_view import view
from realtime.client import FollowedContest
from realtime.client.follow import RosterTeam
from realtime.protocol.client_messages import ErrorFrame
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import Announced
from realtime.protocol.frames import AnnouncementsFrame, Cell, ClockFrame, Row, TileFrame

SETTINGS = ContestSettings(
    name="Cup\x1b[2J", start=0, duration=18_000_000, problems=(ContestProblem("sum", "A"), ContestProblem("mul", "B"))
)


def shown(contest: FollowedContest, queue: list[dict[str, object]] | None = None) -> str:
    printed = io.StringIO()
    Console(file=printed, width=120).print(view(contest, queue or [], 50))
    return printed.getvalue()


async def test_the_terminal_shows_teams_cells_queue_and_refusals_and_nothing_moves_its_cursor() -> None:
    contest = FollowedContest("http://podium", "c", audience="jury")
    contest.teams = {0: RosterTeam(0, "t0", "Three\x1b[31mCoders")}
    cells = (Cell(0, 2, 0, 2, 17), Cell(1, 1, 1, 0))
    rows = (Row(0, 1, 20, None, cells), Row(1, 0, 0, None, (Cell(1, 3, 0, 0),)))
    at = {"epoch": 1, "seq": 1, "at": 1}
    state = {"thawed": False, "final": True, "teams": 2, "submissions": 7, "pending": 1, "medal_ranks": (4, 8, 12), "problems": ()}
    for frame in (
        TileFrame(room="board.c.jury.0", whole=True, total=2, order=(0, 1), ranks=(1, 2), rows=rows, **at),  # type: ignore[arg-type]
        ClockFrame(room="clock.c", settings=SETTINGS, chain="", server_time=0, **at, **state),  # type: ignore[arg-type]
        AnnouncementsFrame(room="announcements.c", announcements=(Announced("1", "Lunch\x07 at noon.", 0),), **at),  # type: ignore[arg-type]
        ErrorFrame("forbidden", "not yours", "board.c.jury.1"),
    ):
        contest.take(msgspec.json.encode(frame))
    text = shown(contest, [{"problem_id": "mul", "team_id": "t9", "contest_time": 61_000}])
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    said = (
        "of 5:00:00",
        "final",
        "7 submissions",
        "Three [31mCoders",
        "+1 17",
        "?2",
        "team 1",
        "-3",
        "1 wait",
        "0:01:01",
        "Lunch  at noon.",
    )
    for words in (*said, "board.c.jury.1: not yours"):
        assert words in text, (words, text)


async def test_before_the_first_clock_the_terminal_says_what_it_waits_for() -> None:
    assert "waiting for the contest's engine" in shown(FollowedContest("http://podium", "c"))
