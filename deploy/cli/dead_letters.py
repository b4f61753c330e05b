"""`podium dead-letters`: judge tasks that were given up."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Url
from deploy.local.running import Administrator, administrator, data_folder

Requeue = Annotated[str | None, typer.Option(metavar="ID", help="Queue this one again, or 'all'.", show_default=False)]


@app.command(rich_help_panel=Panel.JUDGING)
def dead_letters(requeue: Requeue = None, url: Url = None, data: Data = None) -> int:
    """Lists judge tasks that were given up, or queues them again."""
    asyncio.run(_dead_letters(administrator(data_folder(data), url), requeue))
    return 0


async def _dead_letters(target: Administrator, requeue: str | None) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        if requeue is not None:
            print(f"sent again: {(await client.call('POST', f'/judging/dead/{requeue}/requeue'))['requeued']}")
            return
        letters = (await client.call("GET", "/judging/dead"))["letters"]
        for letter in letters:
            cause = (letter["traceback"].strip().splitlines() or ["-"])[-1][:120]
            task = msgspec.json.encode(letter["task"]).decode()[:100]
            print(f"{letter['id']}  {letter['queue']}  {letter['retries']} tries  {task}  {cause}")
        print(f"{len(letters)} dead letters" if letters else "no dead letters")
