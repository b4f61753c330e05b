"""`podium verify`: checks the hash chain of an exported log and computes its result again."""

from __future__ import annotations

import sys
from typing import Annotated

import msgspec
import typer

from deploy.cli._app import Panel, app
from deploy.cli._files import lines_of
from deploy.cli._options import Json
from realtime.runtime.errors import Damaged

Log = Annotated[str, typer.Argument(help="The log (NDJSON of podium export), '-' for standard input.")]
Published = Annotated[str | None, typer.Option("--hash", metavar="HASH", help="The published hash.", show_default=False)]
SHOWN_ROWS = 10


@app.command(rich_help_panel=Panel.CONTESTS)
def verify(log: Log, published: Published = None, as_json: Json = False) -> int:
    """Checks the hash chain of an exported log and computes its result again.

    Exit code 2: the log was changed, or its hash is not --hash.
    """
    from contest_engine.history import verify as history

    with lines_of(log) as lines:
        result = history.verify(lines)
    if published is not None and result.hash != published.lower():
        raise Damaged(f"the log is whole in itself, but its hash is {result.hash}: it is not the published one")
    if as_json:
        body = {"entries": result.entries, "hash": result.hash, "final": result.final, "rows": result.rows}
        sys.stdout.write(msgspec.json.encode(body).decode() + "\n")
        return 0
    print(f"the log is whole: {result.entries} entries, hash {result.hash}")
    print("its result is official" if result.final else "its result is not final yet")
    for row in result.rows[:SHOWN_ROWS]:
        score = row.score.score if row.score.score is not None else f"{row.score.num_solved} solved, {row.score.total_time}"
        print(f"{row.rank or '':>5}  {result.names[row.team_id]}  ({score})")
    return 0
