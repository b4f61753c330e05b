"""`podium replay`: the scoreboard of a recorded feed, without any server."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, cast

import msgspec
import typer

from deploy.cli._app import Panel, app
from deploy.cli._files import lines_of
from deploy.cli._options import Choice, ContestTime, Feed, Json
from realtime.runtime.errors import Invalid

if TYPE_CHECKING:
    from contest_engine.history.replay import Replayed
    from leaderboard.scoreboard import ProblemCell
    from realtime.protocol.rooms import Audience

AUDIENCES = Choice(("public", "jury"))

Rule = Annotated[str | None, typer.Option(metavar="RULE", help="Scoring rule (default: the feed's).", show_default=False)]
Options = Annotated[
    list[str] | None, typer.Option("--option", metavar="KEY=VALUE", help="Option of the rule; may be repeated.", show_default=False)
]
ForAudience = Annotated[
    str,
    typer.Option(parser=AUDIENCES.parse, autocompletion=AUDIENCES.complete, metavar=AUDIENCES.metavar, help="Who sees this scoreboard."),
]
Group = Annotated[str | None, typer.Option(metavar="ID", help="Only the teams of this group, ranked among themselves.", show_default=False)]


@app.command(rich_help_panel=Panel.CONTESTS)
def replay(
    feed: Feed,
    rule: Rule = None,
    option: Options = None,
    at: ContestTime = None,
    audience: ForAudience = "jury",
    group: Group = None,
    as_json: Json = False,
) -> int:
    """Prints the scoreboard of a recorded CLICS event feed, without servers.

    The scoreboard is that of the end, or of --at a time.
    """
    from contest_engine.history import replay as history

    with lines_of(feed) as lines:
        result = history.replay(lines, rule=rule, options=_options(option or ()), at=at, audience=cast("Audience", audience), group=group)
    for warning in result.warnings:
        print(f"{feed}: line {warning.line}: {warning.why}; left out", file=sys.stderr)
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(result.scoreboard), indent=1).decode() + "\n")
    else:
        _print(result)
    return 0


def _options(given: Sequence[str]) -> dict[str, str]:
    options = {}
    for option in given:
        key, sign, value = option.partition("=")
        if not sign or not key:
            raise Invalid(f"--option must be KEY=VALUE, not {option!r}", field="option")
        options[key] = value
    return options


def _print(result: Replayed) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

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
