"""`podium admin contest watch`: the live board and the judges' queue in a terminal."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, get, path
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest
from realtime.runtime.errors import Unavailable

if TYPE_CHECKING:
    from deploy.local.client import Client
    from realtime.client import BoardRow, FollowedContest

QUEUE_SECONDS = 3.0
QUEUE_SHOWN = 50
CLOCK_SECONDS, REDRAW_SECONDS = 1.0, 0.2
"""The clock goes on without news, and a terminal is not drawn more often than one can read."""
FRAME_LINES = 6
"""Of the screen, around the rows."""
PATIENCE_SECONDS = 30.0
"""How long `--once` waits for a board."""
MAX_TILES = 4
"""Of 50 rows: more than any terminal shows."""

AUDIENCES = Choice(("jury", "public"))
Audience = Annotated[
    str,
    typer.Option(parser=AUDIENCES.parse, autocompletion=AUDIENCES.complete, metavar=AUDIENCES.metavar, help="Whose board."),
]
Rows = Annotated[int, typer.Option(parser=number(int, 1, MAX_TILES * 50), metavar="N", help="At most so many teams.")]
Once = Annotated[bool, typer.Option("--once", help="Print the board as it is now, and end.")]


class Watched:
    """A contest that is followed, and the judges' queue, which is asked for over REST."""

    def __init__(self, client: Client, followed: FollowedContest) -> None:
        self.followed = followed
        self.queue: list[dict[str, Any]] | None = None
        """None: not asked yet."""
        self._client = client

    @property
    def is_complete(self) -> bool:
        return bool(self.queue is not None and self.followed.is_current and self.followed.clock)

    async def ask(self) -> None:
        """While the platform is away, what was known last is shown."""
        while True:
            with suppress(Unavailable):
                waiting = await self._client.call("GET", f"{path(self.followed.id, 'submissions')}?state=queued&limit={QUEUE_SHOWN}")
                self.queue = waiting["submissions"]
                await asyncio.sleep(QUEUE_SECONDS)


@contest.command()
def watch(
    id: ContestId,
    audience: Audience = "jury",
    rows: Rows = 50,
    once: Once = False,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Shows the live board of a contest and what waits for a judge, until Ctrl-C. With an API key, the public board alone."""
    if as_json and not once:
        raise typer.BadParameter("--json goes with --once")

    async def run(client: Client) -> None:
        from realtime.client import follow

        await get(client, id)  # says so where there is none
        token = client.token if client.token.count(".") == 2 else None  # an API key is no token of the live protocol

        async def shown() -> str | None:
            return token

        async with follow(
            client.url, id, audience="jury" if audience == "jury" and token else "public", rows=rows, token=shown
        ) as followed:
            watched = Watched(client, followed)
            asking = asyncio.create_task(watched.ask())
            try:
                await (_print_once(watched, as_json=as_json) if once else _show(watched, rows))
            finally:
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)

    with suppress(KeyboardInterrupt):
        calling(data, url, run)
    return 0


async def _show(watched: Watched, rows: int) -> None:
    """Until cancelled."""
    from rich.console import Console
    from rich.live import Live

    from deploy.cli.admin.contest._board_view import view

    console = Console()
    with Live(console=console, screen=console.is_terminal, auto_refresh=False) as live:
        while True:
            height = min(rows, max(1, console.height - FRAME_LINES))
            live.update(view(watched.followed, watched.queue or [], height), refresh=True)
            await watched.followed.wait(CLOCK_SECONDS)
            await asyncio.sleep(REDRAW_SECONDS)


async def _print_once(watched: Watched, *, as_json: bool) -> None:
    """Raises `Unavailable` when the board does not come."""
    from rich.console import Console

    from deploy.cli.admin.contest._board_view import view

    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not watched.is_complete or not all(standing.name for standing in watched.followed.standings()):
                await watched.followed.wait(CLOCK_SECONDS)
    except TimeoutError:
        refused = watched.followed.problems
        raise Unavailable(f"the board did not come: {refused[-1] if refused else 'no engine serves this contest'}") from None
    standings, queue = watched.followed.standings(), watched.queue or []
    if as_json:
        _output.as_json({"board": [_row(standing) for standing in standings], "queue": queue})
    else:
        Console().print(view(watched.followed, queue, len(standings)))


def _row(standing: BoardRow) -> dict[str, Any]:
    return {
        "rank": standing.rank or None,
        "team": standing.name,
        "solved": standing.solved,
        "time": standing.time,
        "score": standing.score,
    }
