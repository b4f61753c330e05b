"""`podium admin contest reveal | thaw | finalize`: the end of a contest, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, path
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest

if TYPE_CHECKING:
    from deploy.local.client import Client

WARNINGS = Choice(("unjudged", "rejudgings", "frozen"))
Back = Annotated[bool, typer.Option("--back", help="Take it back. Who has seen it has seen it.")]
All = Annotated[bool, typer.Option("--all", help="All cells, one after another; with --back, hide all again.")]
Team = Annotated[str, typer.Option(metavar="TEAM", help="The cell of this team, with --problem.")]
Problem = Annotated[str, typer.Option(metavar="PROBLEM", help="The cell of this problem, with --team.")]
Despite = Annotated[
    list[str] | None,
    typer.Option(
        parser=WARNINGS.parse,
        autocompletion=WARNINGS.complete,
        metavar=WARNINGS.metavar,
        help="A warning that is known; repeatable.",
    ),
]


@contest.command()
def reveal(
    id: ContestId,
    team: Team = "",
    problem: Problem = "",
    all_of_them: All = False,
    back: Back = False,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Shows the next frozen cell from below to everybody, or one that is named, or all of them."""
    if bool(team) != bool(problem) or (team and (all_of_them or back)):
        raise typer.BadParameter("a cell is named by --team and --problem together, and without --all and --back")

    async def run(client: Client) -> list[dict[str, Any]]:
        if back:
            return [await client.call("DELETE", path(id, "reveal") + ("?all=true" if all_of_them else ""))]
        shown: list[dict[str, Any]] = []
        while not shown or (all_of_them and shown[-1]["left"]):
            shown.append(await client.call("POST", path(id, "reveal"), {"team_id": team, "problem_id": problem}))
            if not as_json:
                _print_cell(shown[-1])
        return shown

    shown = calling(data, url, run)
    if as_json:
        _output.as_json(shown)
    elif back:
        print(f"{shown[0]['cells']} cells are hidden again")
    return 0


@contest.command()
def thaw(id: ContestId, back: Back = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Ends the freeze when the time of all teams is up: everybody sees everything."""
    return _step(id, "thaw", None, back=back, as_json=as_json, url=url, data=data)


@contest.command()
def finalize(id: ContestId, despite: Despite = None, back: Back = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Makes the result official; with --back, opens it for corrections again."""
    return _step(id, "finalize", {"despite": despite or []}, back=back, as_json=as_json, url=url, data=data)


def _step(id: str, step: str, body: dict[str, Any] | None, *, back: bool, as_json: bool, url: Url, data: Data) -> int:
    async def run(client: Client) -> dict[str, Any]:
        sent = client.call("DELETE", path(id, step)) if back else client.call("POST", path(id, step), body)
        return dict(await sent)

    stands = calling(data, url, run)
    if as_json:
        _output.as_json(stands)
    else:
        print(f"{id}: {stands['phase']}")
    return 0


def _print_cell(cell: dict[str, Any]) -> None:
    result = ("solved" if cell["solved"] else "not solved") if cell["score"] is None else f"{cell['score']:g} points"
    print(f"{cell['team_name']}: {cell['problem_id']} {result}, {cell['left']} left", flush=True)
