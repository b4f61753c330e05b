"""`podium admin contest list | show | checklist`: what there is, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output
from deploy.cli.admin._contests import ContestId, clock, get, moment, path
from deploy.cli.admin._people import all_pages, calling
from deploy.cli.admin.contest import contest

if TYPE_CHECKING:
    from deploy.local.client import Client

STATUSES = Choice(("upcoming", "running", "frozen", "ended", "final"))
Status = Annotated[
    str | None,
    typer.Option(parser=STATUSES.parse, autocompletion=STATUSES.complete, metavar=STATUSES.metavar, help="Only these.", show_default=False),
]
Name = Annotated[str, typer.Option(metavar="TEXT", help="Only those with this in their names.")]
Mine = Annotated[bool, typer.Option("--mine", help="Only those that you are jury of, or take part in.")]
Since = Annotated[int | None, typer.Option(parser=moment, metavar="TIME", help="Only those that start then or later.", show_default=False)]
Until = Annotated[int | None, typer.Option(parser=moment, metavar="TIME", help="Only those that start earlier.", show_default=False)]
Limit = Annotated[int, typer.Option("--most", parser=number(int, 1, 1_000_000), metavar="N", help="At most so many.")]


@contest.command("list")
def list_(
    status: Status = None,
    name: Name = "",
    mine: Mine = False,
    since: Since = None,
    until: Until = None,
    most: Limit = 200,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Lists contests, the newest first; private ones too."""
    wanted = {"status": status, "q": name, "mine": "true" if mine else None, "from_time": since, "to_time": until}

    async def run(client: Client) -> list[dict[str, Any]]:
        query = {key: str(value) for key, value in wanted.items() if value not in (None, "")}
        return await all_pages(client, "/contests", "contests", query, most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "name", "status", "starts_at", "duration", "teams", "visibility")
        table = [[_fields(row)[column] for column in head] for row in rows]
        _output.table(head, table, "no contests")
    return 0


@contest.command()
def show(id: ContestId, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows a contest with its problems, and where it stands between its start and its final result."""

    async def run(client: Client) -> dict[str, Any]:
        return {**await get(client, id), "ceremony": await client.call("GET", path(id, "ceremony"))}

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
        return 0
    settings, ceremony = found["settings"], found["ceremony"]
    names = ("id", "name", "visibility", "starts_at", "ends_at", "duration", "teams", "capacity", "imported")
    fields = [(name, _fields(found)[name]) for name in names]
    fields += [("phase", ceremony["phase"]), ("warnings", ceremony["warnings"])]
    fields += [("freeze", clock(settings["freeze"])), ("rule", settings["rule"]), ("medals", settings["medals"])]
    fields += [("pauses", [f"{clock(begin)}-{clock(end)}" for begin, end in settings["pauses"]])]
    _output.table(("field", "value"), fields, "")
    print()
    problems = [(problem["label"], problem["id"], problem.get("name"), problem.get("rgb")) for problem in settings["problems"]]
    _output.table(("label", "problem", "name", "colour"), problems, "no problems")
    return 0


@contest.command()
def checklist(id: ContestId, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Says what a contest has and lacks before its start. Exit code 1: something is missing."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", path(id, "checklist")))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
    else:
        order = {"missing": 0, "warning": 1, "ok": 2}
        items = sorted(found["items"], key=lambda item: order[item["state"]])
        _output.table(("state", "what", "message"), [(item["state"], item["id"], item["message"]) for item in items], "nothing to check")
    return 1 if found["state"] == "missing" else 0


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    """A contest as flat fields."""
    return {**row, **row["settings"], "duration": clock(row["settings"]["duration"])}
