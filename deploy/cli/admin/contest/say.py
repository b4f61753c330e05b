"""`podium admin contest announce | take-back`: what the jury says to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Json, Url
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, path
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest

if TYPE_CHECKING:
    from deploy.local.client import Client

Text = Annotated[str, typer.Argument(metavar="TEXT", help="What everybody is to read.")]
Problem = Annotated[str, typer.Option(metavar="PROBLEM", help="The problem that it is about.")]
Announcement = Annotated[str, typer.Argument(metavar="ANNOUNCEMENT", help="Id of an announcement.")]


@contest.command()
def announce(id: ContestId, text: Text, problem: Problem = "", as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Announces something to everybody, live."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", path(id, "announcements"), {"text": text, "problem_id": problem}))

    said = calling(data, url, run)
    if as_json:
        _output.as_json(said)
    else:
        print(f"announced as {said['id']}")
    return 0


@contest.command("take-back")
def take_back(id: ContestId, announcement: Announcement, url: Url = None, data: Data = None) -> int:
    """Takes an announcement back."""

    async def run(client: Client) -> None:
        await client.call("DELETE", path(id, "announcements", announcement))

    calling(data, url, run)
    print(f"{announcement} is taken back")
    return 0
