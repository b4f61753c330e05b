"""`podium stream`: plays a recorded CLICS event feed into a running platform as a live contest."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.cli._files import lines_of
from deploy.cli._options import ContestTime, Data, Feed, Url, number
from deploy.local.running import administrator, data_folder
from realtime.runtime.errors import Malformed

Speed = Annotated[float, typer.Option(parser=number(float, 0.001, 100_000), metavar="X", help="How many times as fast as the contest was.")]
Contest = Annotated[
    str | None,
    typer.Option(metavar="ID", help="Id of the contest that is created (default: the feed's, with the time).", show_default=False),
]


@app.command(rich_help_panel=Panel.CONTESTS)
def stream(feed: Feed, speed: Speed = 60.0, url: Url = None, contest: Contest = None, until: ContestTime = None, data: Data = None) -> int:
    """Plays a recorded CLICS event feed into a running platform, as a live contest."""
    from contest_engine.feeds.clics import Reader
    from deploy.demo import playback

    with lines_of(feed) as lines:
        reader = Reader()
        events = list(reader.read(lines))
    for warning in reader.warnings:
        print(f"{feed}: line {warning.line}: {warning.why}; left out", file=sys.stderr)
    if reader.contest is None:
        first = f"; line {reader.warnings[0].line}: {reader.warnings[0].why}" if reader.warnings else ""
        raise Malformed(f"{feed} is no event feed: it names no contest{first}")
    target = administrator(data_folder(data), url)
    asyncio.run(playback.play(events, contest or playback.fresh_id(reader.contest_id), speed, target, until))
    return 0
