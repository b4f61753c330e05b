"""`podium admin problem`: problems of a running platform. `podium problem` checks and imports packages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Choice, Data, Json, Url
from deploy.cli.admin import _output, admin
from deploy.cli.admin._contests import Most
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.local.client import Client

problem = typer.Typer(help="Looks after problems.", no_args_is_help=True)
admin.add_typer(problem, name="problem")

DIFFICULTIES = Choice(("easy", "medium", "hard"))
Difficulty = Annotated[str, typer.Option(metavar=DIFFICULTIES.metavar, autocompletion=DIFFICULTIES.complete, help="Only these.")]
Tag = Annotated[str, typer.Option(metavar="TAG", help="Only those with this tag.")]
Id = Annotated[str, typer.Argument(metavar="PROBLEM", help="Id of a problem.")]
Draft = Annotated[bool, typer.Option("--draft", help="Make it a draft again.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def _path(id: str) -> str:
    return f"/problems/{quote(id, safe='')}"


@problem.command("list")
def list_(difficulty: Difficulty = "", tag: Tag = "", as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists the problems that everybody sees, by id."""
    given = {"difficulty": difficulty and DIFFICULTIES.parse(difficulty), "tag": tag}

    async def run(client: Client) -> list[dict[str, Any]]:
        return await all_pages(client, "/problems", "problems", {name: value for name, value in given.items() if value}, Most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "title", "difficulty", "tags", "time_limit", "memory_limit")
        _output.table(head, [[row[column] for column in head] for row in rows], "no problems")
    return 0


@problem.command()
def show(id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows a problem, without its statement and samples; --json has them."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", _path(id)))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
    else:
        shown = [(name, value) for name, value in found.items() if name not in ("statement", "samples", "attachments")]
        shown += [("samples", len(found["samples"])), ("attachments", [attachment["name"] for attachment in found["attachments"]])]
        _output.table(("field", "value"), shown, "")
    return 0


@problem.command()
def versions(id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists the versions of a problem with what each one changed, the newest first."""

    async def run(client: Client) -> list[dict[str, Any]]:
        return await all_pages(client, f"{_path(id)}/versions", "versions", {}, Most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("version", "made_at", "made_by", "tests", "time_limit", "memory_limit", "checker", "changes", "note")
        _output.table(
            head, [[_changes(row["changes"]) if name == "changes" else row[name] for name in head] for row in rows], "no versions"
        )
    return 0


@problem.command()
def publish(id: Id, draft: Draft = False, url: Url = None, data: Data = None) -> int:
    """Shows a problem to everybody, or makes it a draft again."""

    async def run(client: Client) -> None:
        await client.call("PATCH", _path(id), {"published": not draft})

    calling(data, url, run)
    print(f"{id} is {'a draft' if draft else 'published'}")
    return 0


@problem.command()
def remove(id: Id, yes: Yes = False, url: Url = None, data: Data = None) -> int:
    """Removes a problem for good, unless contests or submissions rest on it."""
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"Remove the problem {id}? This cannot be undone", err=True)):
        raise typer.BadParameter("nothing was removed: say --yes")

    async def run(client: Client) -> None:
        await client.call("DELETE", _path(id))

    calling(data, url, run)
    print(f"{id} is removed")
    return 0


def _changes(changes: dict[str, Any]) -> list[str]:
    """What a version changed, in words."""
    limits = [f"{name} {change['before']:g} → {change['after']:g}" for name, change in changes.get("limits", {}).items()]
    tests = [f"{changes[how]['count']} tests {how}" for how in ("added", "removed", "changed") if how in changes]
    moved = [f"{changes['moved']} tests moved"] if changes.get("moved") else []
    checker = ["checker"] if changes.get("checker") else []
    return [*limits, *tests, *moved, *checker, *changes.get("other", ()), *(f"statement {tag}" for tag in changes.get("statements", ()))]
