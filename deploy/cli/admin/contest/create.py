"""`podium admin contest create | clone`: new contests. `apply` makes one from a file, with everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Json, Url
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, length, moment, path
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest

if TYPE_CHECKING:
    from deploy.local.client import Client

NewId = Annotated[str, typer.Argument(metavar="ID", help="Id of the new contest.")]
Start = Annotated[int, typer.Option(parser=moment, metavar="TIME", help="When it starts, such as 2026-12-01T10:00+01:00.")]
Duration = Annotated[int, typer.Option(parser=length, metavar="H:MM:SS", help="How long it lasts.")]
Freeze = Annotated[
    int | None,
    typer.Option(parser=length, metavar="H:MM:SS", help="Contest time from which the public board stands still.", show_default=False),
]
Name = Annotated[str | None, typer.Option(metavar="TEXT", help="Name that everybody sees (default: its id).", show_default=False)]
CopyName = Annotated[str | None, typer.Option(metavar="TEXT", help="Name that everybody sees (default: as before).", show_default=False)]
Rule = Annotated[str, typer.Option(metavar="RULE", help="Scoring rule.")]
Problems = Annotated[list[str], typer.Option("--problem", metavar="ID[=LABEL]", help="A problem; several: once each, in their order.")]
Private = Annotated[bool, typer.Option("--private", help="Only its teams, guests and jury see it.")]


@contest.command()
def create(
    id: NewId,
    start: Start,
    duration: Duration,
    problems: Problems,
    name: Name = None,
    freeze: Freeze = None,
    rule: Rule = "icpc",
    private: Private = False,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Makes a contest. Problems without a label get A, B, C, …"""
    if len(problems) > len(LETTERS) and not all("=" in problem for problem in problems):
        raise typer.BadParameter(f"label the problems of a contest with more than {len(LETTERS)}: --problem ID=LABEL")
    settings: dict[str, Any] = {
        "name": name or id,
        "start": start,
        "duration": duration,
        "freeze": freeze,
        "rule": rule,
        "visibility": "private" if private else "public",
        "problems": [_problem(problem, number) for number, problem in enumerate(problems)],
    }

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", "/contests", {"id": id, "settings": settings}))

    return _made(calling(data, url, run), as_json=as_json)


@contest.command()
def clone(id: ContestId, new: NewId, start: Start, name: CopyName = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Makes a contest with the settings and problems of another one, without its teams."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", path(id, "clone"), {"id": new, "start": start, "name": name}))

    return _made(calling(data, url, run), as_json=as_json)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _problem(text: str, number: int) -> dict[str, str]:
    id, _, label = text.partition("=")
    return {"id": id, "label": label or LETTERS[number]}


def _made(made: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        _output.as_json(made)
    else:
        print(f"{made['id']}: {made['settings']['name']}, {len(made['settings']['problems'])} problems, starts {made['starts_at']}")
    return 0
