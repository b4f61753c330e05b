"""`podium admin clarification`: questions of teams, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url
from deploy.cli.admin import _output, admin
from deploy.cli.admin._contests import ContestId, Most, path
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.local.client import Client

clarification = typer.Typer(help="Reads and answers what teams ask.", no_args_is_help=True)
admin.add_typer(clarification, name="clarification")

STATES = Choice(("open", "claimed", "answered"))
State = Annotated[str, typer.Option(metavar=STATES.metavar, autocompletion=STATES.complete, help="Only these.")]
Id = Annotated[str, typer.Argument(metavar="CLARIFICATION", help="Id of a clarification.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="The answer.")]
ToAll = Annotated[bool, typer.Option("--to-all", help="Announce it to everybody, too: word it so that it says what it is about.")]
Back = Annotated[bool, typer.Option("--back", help="End the claim.")]


@clarification.command("list")
def list_(contest: ContestId, state: State = "", as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists what teams of a contest have asked, the newest first."""

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {"state": STATES.parse(state)} if state else {}
        return await all_pages(client, path(contest, "clarifications"), "clarifications", query, Most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "state", "team_name", "problem_id", "question", "answer", "claimed_by")
        _output.table(head, [[row[column] for column in head] for row in rows], "no clarifications")
    return 0


@clarification.command()
def show(contest: ContestId, id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows a clarification as a whole."""
    return _shown(_call(contest, (id,), "GET", None, url, data), as_json=as_json)


@clarification.command()
def claim(contest: ContestId, id: Id, back: Back = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Claims a question for 15 minutes, so that no other juror answers it meanwhile."""
    return _shown(_call(contest, (id, "claim"), "DELETE" if back else "POST", None, url, data), as_json=as_json)


@clarification.command()
def answer(contest: ContestId, id: Id, text: Text, to_all: ToAll = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Answers a question, or changes its answer: the team is told again."""
    body = {"answer": text, "to_all": to_all}
    return _shown(_call(contest, (id, "answer"), "PUT", body, url, data), as_json=as_json)


def _call(contest: str, parts: tuple[str, ...], method: str, body: Any, url: Url, data: Data) -> dict[str, Any]:
    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call(method, path(contest, "clarifications", *parts), body))

    return calling(data, url, run)


def _shown(found: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        _output.as_json(found)
    else:
        _output.table(("field", "value"), list(found.items()), "")
    return 0
