"""Arguments and calls that the commands about users share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

import typer

from deploy.local.running import administrator, data_folder
from realtime.runtime.errors import NotFound

if TYPE_CHECKING:
    from deploy.local.client import Client

T = TypeVar("T")
Who = Annotated[str, typer.Argument(metavar="USER", help="Id or e-mail address of an account.")]


def calling(data: Path | None, url: str | None, work: Callable[[Client], Awaitable[T]]) -> T:
    """Runs `work` as the administrator of a platform."""

    async def run() -> T:
        from deploy.local.client import administrating

        async with administrating(administrator(data_folder(data), url)) as client:
            return await work(client)

    return asyncio.run(run())


async def found(client: Client, who: str) -> str:
    """The id of a user. Raises `NotFound`."""
    if "@" not in who:
        return quote(who, safe="")
    users = (await client.call("GET", f"/admin/users?{urlencode({'email': who})}"))["users"]
    if not users:
        raise NotFound(f"no account has the address {who}", field="user")
    return str(users[0]["id"])


async def all_pages(client: Client, path: str, name: str, query: dict[str, str], most: int) -> list[dict[str, Any]]:
    """The rows of all pages of a list, at most so many."""
    rows: list[dict[str, Any]] = []
    while len(rows) < most:
        page = await client.call("GET", f"{path}?{urlencode(query | {'limit': str(min(200, most - len(rows)))})}")
        rows += page[name]
        if page["next"] is None:
            break
        query = query | {"cursor": page["next"]}
    return rows
