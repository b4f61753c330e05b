"""`podium admin balloon`: the queue of balloons of a contest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Json, Url
from deploy.cli.admin import _output, admin
from deploy.cli.admin._contests import ContestId, Most, clock, path
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.local.client import Client

balloon = typer.Typer(help="Lists the balloons of a contest, and says which ones were brought.", no_args_is_help=True)
admin.add_typer(balloon, name="balloon")

Everything = Annotated[bool, typer.Option("--all", help="Also those that were delivered.")]
Id = Annotated[str, typer.Argument(metavar="BALLOON", help="Id of a balloon: TEAM.PROBLEM.")]
Back = Annotated[bool, typer.Option("--back", help="It was not delivered after all.")]


@balloon.command("list")
def list_(contest: ContestId, everything: Everything = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists balloons that are to be delivered, in the order of solving; nothing of the freeze."""

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {} if everything else {"delivered": "false"}
        return await all_pages(client, path(contest, "balloons"), "balloons", query, Most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "label", "colour", "team", "place", "time", "first", "delivered_by")
        _output.table(head, [_row(row) for row in rows], "no balloons")
    return 0


@balloon.command()
def done(contest: ContestId, id: Id, back: Back = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Marks a balloon as delivered, unless somebody has done so before: the answer says who."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("DELETE" if back else "PUT", path(contest, "balloons", id, "delivery")))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
    else:
        by = found["delivered_by"]
        print(f"{id}: {'to be delivered' if by is None else f'delivered by {by}'}")
    return 0


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    first = [name for name in ("contest", "team") if row[f"first_of_{name}"]]
    delivered = "take it back" if row["withdrawn"] else row["delivered_by"]
    return row["id"], row["label"], row["rgb"], row["team_name"], row["place"], clock(row["contest_time"]), first, delivered
