"""`podium replay`: the scoreboard of a recorded feed, without any server."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

from contest_engine.history.replay import Replayed, replay
from leaderboard.scoreboard import ProblemCell
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Invalid, Malformed


def run(feed: str, rule: str | None, options: Sequence[str], at: int | None, audience: Audience, group: str | None, as_json: bool) -> int:
    with lines_of(feed) as lines:
        result = replay(lines, rule=rule, options=_options(options), at=at, audience=audience, group=group)
    for warning in result.warnings:
        print(f"{feed}: line {warning.line}: {warning.why}; left out", file=sys.stderr)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(result.scoreboard), indent=1).decode() + "\n")
    else:
        _print(result)
    return 0


@contextmanager
def lines_of(feed: str) -> Iterator[Iterable[bytes]]:
    """The lines of a file, or of standard input for '-'. Raises `Malformed` when it cannot be read."""
    if feed == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(feed, "rb") as file:
            yield file
    except OSError as error:
        raise Malformed(f"cannot read {feed}: {error.strerror}") from None


def _options(given: Sequence[str]) -> dict[str, str]:
    options = {}
    for one in given:
        key, sign, value = one.partition("=")
        if not sign or not key:
            raise Invalid(f"--option must be KEY=VALUE, not {one!r}", field="option")
        options[key] = value
    return options


def _print(result: Replayed) -> None:
    table = Table(box=box.SIMPLE_HEAD, title=f"{result.scoreboard.contest_id} at {result.scoreboard.contest_time}")
    table.add_column("#", justify="right")
    table.add_column("team", max_width=40, no_wrap=True)
    rows = result.scoreboard.rows
    points = bool(rows) and rows[0].score.score is not None
    table.add_column("score" if points else "=", justify="right")
    if not points:
        table.add_column("time", justify="right")
    for cell in rows[0].problems if rows else ():
        table.add_column(cell.label, justify="center")
    for row in rows:
        totals = [f"{row.score.score:g}"] if row.score.score is not None else [str(row.score.num_solved), str(row.score.total_time)]
        table.add_row(str(row.rank or ""), result.names.get(row.team_id, row.team_id), *totals, *map(_cell, row.problems))
    Console(width=60 + 9 * len(table.columns)).print(table)


def _cell(cell: ProblemCell) -> str:
    if cell.score is not None:
        return f"{cell.score:g}"
    if cell.solved:
        return f"[bold green]{cell.num_judged}/{cell.time}[/]" if cell.first_to_solve else f"[green]{cell.num_judged}/{cell.time}[/]"
    if cell.num_pending:
        return f"[yellow]{cell.num_judged}+{cell.num_pending}?[/]"
    return f"[red]-{cell.num_judged}[/]" if cell.num_judged else ""
