"""`podium demo`: the platform with a simulated contest."""

from __future__ import annotations

from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Port, Workers, number
from deploy.local.running import data_folder

Seconds = Annotated[int, typer.Option(parser=number(int, 1, 86_400), metavar="S", help="How long the contest runs.")]
Contestants = Annotated[int, typer.Option(parser=number(int, 3, 10_000), metavar="N", help="How many teams take part.")]
Exit = Annotated[bool, typer.Option("--exit", help="Stop the platform after the contest.")]


@app.command(rich_help_panel=Panel.RUN)
def demo(
    port: Port = None, workers: Workers = 1, data: Data = None, seconds: Seconds = 150, contestants: Contestants = 60, exit: Exit = False
) -> int:
    """Starts the platform and holds a simulated contest, from its first submission to the ceremony; the platform stays up afterwards."""
    from deploy.demo import simulation
    from deploy.local.session import with_platform

    return with_platform(
        port, {"gateway": workers}, data_folder(data), lambda stack: simulation.run(stack, seconds, contestants, exit=exit)
    )
