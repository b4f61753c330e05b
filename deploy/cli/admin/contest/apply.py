"""`podium admin contest apply`: a contest from one file, and again what was changed in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Data, Json, Url
from deploy.cli.admin import _output
from deploy.cli.admin._contests import get
from deploy.cli.admin._people import calling
from deploy.cli.admin.contest import contest

if TYPE_CHECKING:
    from deploy.cli.admin.contest._changes import Change
    from deploy.cli.admin.contest._file import Wanted
    from deploy.local.client import Client

File = Annotated[Path, typer.Argument(metavar="FILE", help="The contest, in YAML.", exists=True, dir_okay=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what differs, and change nothing.")]
SetCode = Annotated[bool, typer.Option("--set-code", help="Set the code of registration.code again: nobody can compare it.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Passwords of new accounts, as TSV or .json (default: accounts-<contest>.tsv).", show_default=False),
]


@contest.command()
def apply(
    file: File,
    dry_run: DryRun = False,
    set_code: SetCode = False,
    out: Out = None,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Makes a contest of a file, with settings, problems, registration, jury, guests and teams; again, changes what differs.

    Packages that the file names are imported first. What the file leaves out stays. Teams and accounts that are not in it stay, too.
    """
    from deploy.cli.admin.contest._changes import Plan
    from deploy.cli.admin.contest._file import read
    from deploy.cli.admin.contest._package_imports import PackageImports
    from deploy.local.client import Refused

    wanted = read(file)

    async def run(client: Client) -> list[Change]:
        try:
            held: dict[str, Any] | None = await get(client, wanted.id)
        except Refused as error:
            if error.status != 404:
                raise
            held = None
        with PackageImports(client) as imports:
            plan = Plan(client, wanted, imports)
            await plan.make(held, set_code=set_code)
            if not dry_run:
                for act in plan.acts:
                    await act()
                if wanted.files is not None:
                    await _import_teams(client, wanted, plan.changes, out or Path(f"accounts-{wanted.id}.tsv"))
        return plan.changes

    changes = calling(data, url, run)
    if as_json:
        _output.as_json([change._asdict() for change in changes])
    else:
        print("\n".join(change.line for change in changes) or f"{wanted.id}: nothing differs")
        if changes and dry_run:
            print("nothing was changed: this was a dry run")
    return 0


async def _import_teams(client: Client, wanted: Wanted, changes: list[Change], passwords: Path) -> None:
    """The platform compares the whole list, and says what it changed beside names, organizations and groups."""
    from deploy.cli.admin.contest._changes import Change
    from deploy.cli.admin.team import import_list

    assert wanted.files is not None
    imported, slips = await import_list(client, wanted.id, wanted.id, wanted.files, passwords)
    names = {team["id"]: f"team {team['name']}" for team in wanted.files.teams}
    known = {change.what for change in changes}
    changes += [
        Change(names[team["id"]], "as before", "as in the file")
        for team in imported["teams"]
        if team["state"] != "same" and names[team["id"]] not in known
    ]
    if slips:
        print(f"{len(slips)} passwords are in {passwords}, and nowhere else", file=sys.stderr)
