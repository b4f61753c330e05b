"""A contest as changes of its board over contest time, made from its log in one pass. No I/O.

The board of any second is what `answers.board_at` makes for it: the same events, applied in order of their times instead of the log's.
Example: a submission of 0:41:07 whose verdict came at 0:41:12 makes two changes of its team, at second 2467 (one try pending) and 2472.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from contest_engine.model.board import Board
from contest_engine.model.contest import Contest
from contest_engine.model.view import View
from realtime.protocol.contest_settings import UNSET_SETTINGS, ContestSettings
from realtime.protocol.events import (
    Adjusted,
    CellRevealed,
    ContestConfigured,
    Event,
    Finalized,
    Hacked,
    JudgementWithdrawn,
    SubmissionReceived,
    SubmissionWithdrawn,
    TeamJoined,
    TeamWithdrawn,
    Thawed,
    VerdictReached,
)
from realtime.protocol.frames import Cell, Row
from realtime.protocol.recording import Change, Recording
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Invalid

MAX_CHANGES = 60_000
"""Of one recording: those of 2,000 teams with 15 submissions each. More would not fit a message of the bus."""

Timed = SubmissionReceived | VerdictReached | Hacked
Timeless = ContestConfigured | TeamJoined | TeamWithdrawn | Adjusted
"""As it is now in every second."""
Closing = CellRevealed | Thawed | Finalized
Log = Sequence[Event]


def recording(log: Log, audience: Audience, limit: int = MAX_CHANGES) -> Recording:
    """Raises `Invalid` where there are more changes than `limit`."""
    settings = settings_of(log)
    board = Board([audience])
    board.apply(1, (event for event in log if isinstance(event, Timeless)))
    board.settle()
    view = board.views[audience]
    shown = {team: view.row(team) for team in view.order.page(0, len(view.order))[0]}
    start = [row_of(0, view, row, row.cells) for row in shown.values()]
    end = _second(settings.duration + max((team.extension for team in board.contest.teams if team), default=0))
    changes: list[Change] = []
    for number, (second, events) in enumerate(_moments(log, settings, end), 2):
        board.apply(number, events)
        for team in sorted(board.settle()[audience].teams):
            if (change := changed(second, view, shown, team)) is not None:
                changes.append(change)
        if len(changes) > limit:
            raise Invalid(f"the recording has more than {limit:,} changes: read the leaderboard of single seconds", field="contest")
    return Recording(end, *squad(board.contest, shown), start, changes)


def squad(contest: Contest, shown: Iterable[int]) -> tuple[list[int], list[int], list[int]]:
    """The teams on the board by name, those without a rank, those that are disqualified."""
    by_name = sorted(shown, key=lambda team: (_name(contest, team), team))
    return by_name, sorted(contest.unranked - contest.absent), sorted(contest.disqualified - contest.absent)


def settings_of(log: Log) -> ContestSettings:
    """Those of now."""
    return next((event.settings for event in reversed(log) if isinstance(event, ContestConfigured)), UNSET_SETTINGS)


def _moments(log: Log, settings: ContestSettings, end: int) -> Iterator[tuple[int, list[Event]]]:
    """The seconds in which something happened, with what did. What came after the end belongs to the last second: late verdicts, reveal,
    thaw.
    """
    seconds: list[tuple[int, Event]] = [(min(max(_second(_contest_time(event, settings)), 0), end), event) for event in _counting(log)]
    seconds += [(end, event) for event in log if isinstance(event, Closing)]
    seconds.sort(key=lambda each: each[0])  # stable: within a second, the log's order
    for second, events in groupby(seconds, key=lambda each: each[0]):
        yield second, [event for _, event in events]


def _counting(log: Log) -> list[Timed]:
    """Timed events, without those that were withdrawn later, and those that a later entry with an earlier time has replaced."""
    gone: set[str] = set()
    replaced: dict[str, int] = {}
    """Time of the earliest entry about a submission, or its judgements, behind this one."""
    found: list[Timed] = []
    for event in reversed(log):
        match event:
            case SubmissionWithdrawn():
                gone.add(event.submission)
            case JudgementWithdrawn():
                gone.add(f"{event.submission} {event.judgement}")
            case SubmissionReceived() if event.submission not in gone:
                _keep(found, replaced, event.submission, event)
            case VerdictReached() if event.submission not in gone and f"{event.submission} {event.judgement}" not in gone:
                _keep(found, replaced, f"{event.submission} ", event)
            case Hacked():
                found.append(event)
    found.reverse()
    return found


def _keep(found: list[Timed], replaced: dict[str, int], key: str, event: SubmissionReceived | VerdictReached) -> None:
    if event.time <= replaced.get(key, event.time):
        found.append(event)
        replaced[key] = event.time


def _contest_time(event: Timed, settings: ContestSettings) -> int:
    """A hack is timed by the contest's clock, by the jury; everything else with pauses."""
    return event.time if isinstance(event, Hacked) or not settings.pauses else settings.contest_time(event.time)


def _second(ms: int) -> int:
    """The first second whose board knows of it."""
    return -(-ms // 1000)


def _name(contest: Contest, team: int) -> str:
    info = contest.teams[team]
    assert info is not None  # it is on the board
    return info.name.casefold()


def changed(second: int, view: View, shown: dict[int, Row], team: int) -> Change | None:
    """None: the row looks as before."""
    row, old = view.row(team), shown[team]
    if row == old:
        return None
    shown[team] = row
    before = {cell.problem: cell for cell in old.cells}
    cells = [cell for cell in row.cells if before.pop(cell.problem, None) != cell]
    return row_of(second, view, row, (*cells, *(Cell(problem, 0, 0, 0) for problem in before)))


def row_of(second: int, view: View, row: Row, cells: Sequence[Cell]) -> Change:
    return Change(second, row.n, row.solved, row.time, row.score, view.standing(row.n).key, tuple(cells))
