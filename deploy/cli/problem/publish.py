"""`podium problem publish`: shows a problem to everybody."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from deploy.cli._options import Data, Url
from deploy.cli.problem import problem
from deploy.local.running import Administrator, administrator, data_folder

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the problem.")]
Draft = Annotated[bool, typer.Option("--draft", help="Make it a draft again.")]


@problem.command("publish")
def publish(problem_id: Id, draft: Draft = False, url: Url = None, data: Data = None) -> int:
    """Shows a problem to everybody, or makes it a draft again."""
    asyncio.run(_send(administrator(data_folder(data), url), problem_id, published=not draft))
    print(f"{problem_id} is {'a draft' if draft else 'published'}")
    return 0


async def _send(target: Administrator, name: str, *, published: bool) -> None:
    from deploy.local.client import administrating

    async with administrating(target) as client:
        await client.call("PATCH", f"/problems/{name}", {"published": published})
