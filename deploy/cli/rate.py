"""`podium rate SYSTEM < rows.json`: rating changes of one contest."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Choice
from realtime.runtime.errors import Malformed

if TYPE_CHECKING:
    from leaderboard.ratings import Result

SYSTEMS = Choice(("codeforces", "elo-mmr"))
System = Annotated[str, typer.Argument(parser=SYSTEMS.parse, autocompletion=SYSTEMS.complete, metavar="SYSTEM", help=SYSTEMS.metavar)]


@app.command(rich_help_panel=Panel.CONTESTS)
def rate(system: System) -> int:
    """Computes the rating changes of one contest.

    Reads a JSON list of rows (id, points, penalty, rating, …) from standard input; prints the changes as a JSON list in the same order.
    """
    from leaderboard import ratings

    results = [_result(number, row) for number, row in enumerate(_rows(sys.stdin.buffer.read()))]
    sys.stdout.write(msgspec.json.encode(ratings.SYSTEMS[system].changes(results)).decode() + "\n")
    return 0


def _rows(content: bytes) -> list[object]:
    try:
        return msgspec.json.decode(content, type=list[object])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"standard input is not a JSON list of rows: {error}") from None


def _result(number: int, row: object) -> Result:
    from leaderboard.ratings import Result

    try:
        if isinstance(row, list) and len(row) >= 4:
            return msgspec.convert(tuple(row[1:4]), Result)
    except msgspec.ValidationError:
        pass
    raise Malformed(f"row {number} must be [id, points, penalty, rating, …] with numbers, not {str(row)[:80]}")
