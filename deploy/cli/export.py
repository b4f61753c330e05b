"""`podium export`: a contest's log as a file, for `podium verify`."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Url
from deploy.local.running import Administrator, administrator, data_folder


@app.command(rich_help_panel=Panel.CONTESTS)
def export(contest: Annotated[str, typer.Argument(help="Id of the contest.")], url: Url = None, data: Data = None) -> int:
    """Writes a contest's log to standard output, a line for each entry."""
    asyncio.run(_export(contest, administrator(data_folder(data), url)))
    return 0


async def _export(contest: str, target: Administrator) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        async for block in client.download(f"/contests/{contest}/log"):
            sys.stdout.buffer.write(block)
