"""`podium dead-letters`: requests to judge, and mails, that were given up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Url
from deploy.local.running import Administrator, administrator, data_folder

if TYPE_CHECKING:
    from deploy.local.client import Client

NOT_FOUND = 404
Requeue = Annotated[str | None, typer.Option(metavar="ID", help="Queue this one again, or 'all'.", show_default=False)]


@app.command(rich_help_panel=Panel.JUDGING)
def dead_letters(requeue: Requeue = None, url: Url = None, data: Data = None) -> int:
    """Lists requests to judge and mails that were given up, or queues them again."""
    asyncio.run(_dead_letters(administrator(data_folder(data), url), requeue))
    return 0


async def _dead_letters(target: Administrator, requeue: str | None) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        if requeue is not None:
            print(f"sent again: {await _requeue(client, requeue)}")
            return
        letters = (await client.call("GET", "/judging/dead"))["letters"]
        for letter in letters:
            cause = (letter["traceback"].strip().splitlines() or ["-"])[-1][:120]
            task = msgspec.json.encode(letter["task"]).decode()[:100]
            print(f"{letter['id']}  {letter['queue']}  {letter['retries']} tries  {task}  {cause}")
        mails = (await client.call("GET", "/mails/dead"))["mails"]
        for mail in mails:
            what = f"{mail['template']} to {mail['user_id'] or 'an address'}"
            print(f"{mail['id']}  mail  {mail['tries']} tries  {what}  {mail['error'][:120]}")
        count = len(letters) + len(mails)
        print(f"{count} dead letters" if count else "no dead letters")


async def _requeue(client: Client, wanted: str) -> int:
    """How many. An id is that of a request to judge, or of a mail."""
    from deploy.local.client import Refused

    try:
        requeued = int((await client.call("POST", f"/judging/dead/{wanted}/requeue"))["requeued"])
    except Refused as error:
        if error.status != NOT_FOUND:
            raise
        return int((await client.call("POST", f"/mails/dead/{wanted}/resend"))["resent"])
    if wanted == "all":
        requeued += int((await client.call("POST", "/mails/dead/all/resend"))["resent"])
    return requeued
