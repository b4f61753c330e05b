"""How a live board looks in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from deploy.cli.admin._contests import clock
from deploy.cli.admin._output import printable

if TYPE_CHECKING:
    from realtime.client import BoardRow, FollowedContest
    from realtime.protocol.frames import Cell, ClockFrame

SOLVED, FAILED, WAITING = "green", "red", "yellow"


def view(contest: FollowedContest, queue: Sequence[Mapping[str, Any]], height: int) -> RenderableType:
    """`queue`: submissions without a verdict. `height`: rows that fit."""
    if contest.clock is None:
        return Text("waiting for the contest's engine …")
    settings = contest.clock.settings
    table = Table(box=None, pad_edge=False)
    for head in ("", "team", "solved", "time", *(problem.label for problem in settings.problems)):
        table.add_column(printable(head), justify="left" if head == "team" else "right", no_wrap=True)
    for standing in contest.standings()[:height]:
        table.add_row(*_row(standing, len(settings.problems)))
    parts: list[RenderableType] = [_head(contest.clock, contest.time), table, _queue(queue)]
    if contest.announcements:
        parts.append(Text(f"announced: {printable(contest.announcements[-1].text)}", style="bold"))
    parts += [Text(printable(problem), style=FAILED) for problem in contest.problems[-2:]]
    return Group(*parts)


def _head(frame: ClockFrame, time: int | None) -> Text:
    settings = frame.settings
    states = [state for state, holds in (("final", frame.final), ("thawed", frame.thawed)) if holds]
    now = min(time or 0, settings.duration)
    told = f"{printable(settings.name)}  {clock(now)} of {clock(settings.duration)}  {' '.join(states)}"
    counts = f"  {frame.teams} teams, {frame.submissions} submissions, {frame.pending} waiting"
    return Text(told + counts, style="bold")


def _row(standing: BoardRow, problems: int) -> list[Text]:
    cells = {cell.problem: cell for cell in standing.cells}
    total = str(standing.solved) if standing.score is None else f"{standing.score:g}"
    head = [str(standing.rank or "-"), printable(standing.name or f"team {standing.n}"), total, str(standing.time)]
    return [*map(Text, head), *(_cell(cells.get(number)) for number in range(problems))]


def _cell(cell: Cell | None) -> Text:
    if cell is None:
        return Text("")
    if cell.score is not None:
        return Text(f"{cell.score:g}", style=SOLVED if cell.solved else "")
    if cell.solved:
        tries = "" if cell.judged <= 1 else str(cell.judged - 1)
        return Text(f"+{tries} {cell.time}", style=f"bold {SOLVED}" if cell.solved == 2 else SOLVED)
    if cell.pending:
        return Text(f"?{cell.judged + cell.pending}", style=WAITING)
    return Text(f"-{cell.judged}", style=FAILED)


def _queue(queue: Sequence[Mapping[str, Any]]) -> Text:
    if not queue:
        return Text("judges: nothing waits")
    shown = ", ".join(f"{entry['problem_id']} of {entry['team_id']}" for entry in queue[-3:])
    return Text(printable(f"judges: {len(queue)} wait, the longest {clock(queue[-1]['contest_time'])}: {shown}"), style=WAITING)
