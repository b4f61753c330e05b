"""`podium up`: the whole platform on this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Port, Scale, Workers
from deploy.local.console import say
from deploy.local.running import data_folder

if TYPE_CHECKING:
    from deploy.local.stack import Stack


@app.command(rich_help_panel=Panel.RUN)
def up(port: Port = None, workers: Workers = 1, scale: Scale = None, data: Data = None) -> int:
    """Starts the platform, without a contest, until Ctrl-C."""
    from deploy.local.session import with_platform

    return with_platform(port, {"gateway": workers, **dict(scale or ())}, data_folder(data), _wait)


async def _wait(stack: Stack) -> None:
    say(f"ready: open {stack.url}   (Ctrl-C stops everything)")
    say(f"administrator: {stack.admin()[0]}, password in {stack.data / 'secrets.json'}")
    await asyncio.Event().wait()
