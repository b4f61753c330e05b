"""`podium admin print`: what teams of a contest have sent to print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.local.client import Client

prints = typer.Typer(help="Lists what teams have sent to print, as PDFs, and what was brought.", no_args_is_help=True)
admin.add_typer(prints, name="print")

Contest = Annotated[str, typer.Argument(metavar="CONTEST", help="Id of a contest.")]
Id = Annotated[str, typer.Argument(metavar="PRINT", help="Id of a print.")]
Waiting = Annotated[bool, typer.Option("--waiting", help="Only those that nobody has brought yet.")]
Most = Annotated[int, typer.Option(parser=number(int, 1, 1_000_000), metavar="N", help="At most so many.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="The PDF (default: PRINT.pdf).", show_default=False)]


@prints.command("list")
def list_(contest: Contest, waiting: Waiting = False, most: Most = 1000, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists prints, the oldest first."""

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {"delivered": "false"} if waiting else {}
        return await all_pages(client, _path(contest), "prints", query, most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "team_name", "location", "file_name", "created_at", "delivered_by")
        _output.table(head, [[row[column] for column in head] for row in rows], "no prints")
    return 0


@prints.command()
def pdf(contest: Contest, id: Id, out: Out = None, url: Url = None, data: Data = None) -> int:
    """Makes the PDF of a print. It stays in the queue until `done`."""
    target = out or Path(f"{id}.pdf")

    async def run(client: Client) -> None:
        parts = [part async for part in client.download(f"{_path(contest)}/{quote(id, safe='')}.pdf")]
        target.write_bytes(b"".join(parts))

    calling(data, url, run)
    print(target)
    return 0


@prints.command()
def done(contest: Contest, id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Says that a print was brought to its team."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", f"{_path(contest)}/{quote(id, safe='')}/delivered"))

    delivered = calling(data, url, run)
    if as_json:
        _output.as_json(delivered)
    else:
        print(f"{id} was brought to {delivered['team_name']} by {delivered['delivered_by']}")
    return 0


def _path(contest: str) -> str:
    return f"/contests/{quote(contest, safe='')}/prints"
