"""`podium admin contest withdraw-problem | replace-problem`: other problems for a contest that exists, also while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Url
from deploy.cli.admin._contests import ContestId, get, set_problems
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest
from realtime.runtime.errors import NotFound

if TYPE_CHECKING:
    from deploy.local.client import Client

Problem = Annotated[str, typer.Argument(metavar="PROBLEM", help="Id of a problem of the contest, or its label.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="Id of the problem that comes in its place, with its label and colour.")]


@contest.command("withdraw-problem")
def withdraw_problem(id: ContestId, problem: Problem, url: Url = None, data: Data = None) -> int:
    """Takes a problem out of a contest: what teams have sent for it does not count any more, and it cannot come back then."""

    async def run(client: Client) -> list[dict[str, Any]]:
        held = await get(client, id)
        gone = _named(held, problem)
        await set_problems(client, held, [other for other in held["settings"]["problems"] if other is not gone])
        return [gone]

    (gone,) = calling(data, url, run)
    print(f"{id}: {gone['label']} ({gone['id']}) is withdrawn")
    return 0


@contest.command("replace-problem")
def replace_problem(id: ContestId, problem: Problem, new: New, url: Url = None, data: Data = None) -> int:
    """Puts another problem in the place of one: what was sent for the old one does not count any more."""

    async def run(client: Client) -> list[dict[str, Any]]:
        held = await get(client, id)
        gone = _named(held, problem)
        place = {key: value for key, value in gone.items() if key != "name"} | {"id": new}
        await set_problems(client, held, [place if other is gone else other for other in held["settings"]["problems"]])
        return [gone]

    (gone,) = calling(data, url, run)
    print(f"{id}: {gone['label']} is {new} now, instead of {gone['id']}")
    return 0


def _named(held: dict[str, Any], problem: str) -> dict[str, Any]:
    """By id or label. Raises `NotFound`."""
    found: dict[str, Any]
    for found in held["settings"]["problems"]:
        if problem in (found["id"], found["label"]):
            return found
    raise NotFound(f"contest {held['id']!r} has no problem {problem!r}", field="problem")
