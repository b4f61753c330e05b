"""`podium outbox`: messages that cannot be delivered."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from deploy.cli._app import Panel, app
from deploy.cli._options import Data, Url
from deploy.local.running import Administrator, administrator, data_folder

Resend = Annotated[str | None, typer.Option(metavar="ID", help="Try to deliver this one again, or 'all'.", show_default=False)]


@app.command(rich_help_panel=Panel.ADMINISTRATION)
def outbox(resend: Resend = None, url: Url = None, data: Data = None) -> int:
    """Lists messages of the outbox that cannot be delivered, or tries them again."""
    asyncio.run(_outbox(administrator(data_folder(data), url), resend))
    return 0


async def _outbox(target: Administrator, resend: str | None) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        if resend is not None:
            print(f"tried again: {(await client.call('POST', f'/judging/stuck/{resend}/resend'))['resent']}")
            return
        messages = (await client.call("GET", "/judging/stuck"))["messages"]
        for message in messages:
            reason = message["error"] or f"this version does not know the kind {message['kind']!r}"
            print(f"{message['id']}  {message['created_at']}  {message['message_id']} to {message['target']}  {reason}")
        print(f"{len(messages)} messages cannot be delivered" if messages else "every message can be delivered")
