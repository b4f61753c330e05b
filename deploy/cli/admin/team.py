"""`podium admin team`: teams of a running platform, and those of a contest from the organizers' files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._credentials import Slip, Table, write_sheet
from deploy.cli.admin._people import all_pages, calling

if TYPE_CHECKING:
    from deploy.cli.admin._team_files import Files
    from deploy.local.client import Client

team = typer.Typer(help="Lists teams, and imports those of a contest with their accounts.", no_args_is_help=True)
admin.add_typer(team, name="team")

MADE_AT_ONCE = 20
"""Passwords of one request that the platform makes: each takes some 15 ms of a core."""
GIVEN_AT_ONCE = 4
"""Passwords of one request that stand in the file: each takes a quarter of a second of a core, or more."""

Name = Annotated[str, typer.Option(metavar="TEXT", help="Only those with this in their names.")]
Most = Annotated[int, typer.Option(parser=number(int, 1, 1_000_000), metavar="N", help="At most so many.")]
Id = Annotated[str, typer.Argument(metavar="TEAM", help="Id of a team.")]
Teams = Annotated[Path, typer.Argument(metavar="TEAMS", help="teams.tsv, or a file in YAML or JSON.")]
Contest = Annotated[str, typer.Option(metavar="ID", help="The contest they take part in.")]
Accounts = Annotated[Path | None, typer.Option(metavar="FILE", help="accounts.tsv, or a file in YAML or JSON.", show_default=False)]
Groups = Annotated[Path | None, typer.Option(metavar="FILE", help="groups.tsv, with the names of groups.", show_default=False)]
Source = Annotated[
    str, typer.Option(metavar="NAME", help="Name of the list (default: the contest's id); the same one for a second contest.")
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Passwords, as TSV or .json (default: accounts-<contest>.tsv).", show_default=False),
]
Sheet = Annotated[Path | None, typer.Option(metavar="FILE", help="The same as a page (HTML) to print and cut.", show_default=False)]
NewPasswords = Annotated[bool, typer.Option("--new-passwords", help="New passwords also for accounts that have one.")]


@team.command("list")
def list_(name: Name = "", most: Most = 1000, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists teams, by name."""

    async def run(client: Client) -> list[dict[str, Any]]:
        return await all_pages(client, "/teams", "teams", {"name": name}, most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "name", "organization", "country", "groups", "size")
        _output.table(head, [[row[column] for column in head] for row in rows], "no teams")
    return 0


@team.command()
def show(id: Id, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows a team with its members."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", f"/teams/{quote(id, safe='')}"))

    found = calling(data, url, run)
    if as_json:
        _output.as_json(found)
    else:
        members = [f"{member['name']}{' (captain)' if member['captain'] else ''}" for member in found["members"]]
        _output.table(("field", "value"), [(key, members if key == "members" else value) for key, value in found.items()], "")
    return 0


@team.command("import")
def import_(
    teams: Teams,
    contest: Contest,
    accounts: Accounts = None,
    groups: Groups = None,
    source: Source = "",
    out: Out = None,
    sheet: Sheet = None,
    new_passwords: NewPasswords = False,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Registers the teams of a list in a contest and generates their accounts, with passwords to print.

    The same list again changes what differs; accounts keep their passwords. All of a list is imported, or nothing.
    """
    from deploy.cli.admin import _team_files

    files = _team_files.read(teams, accounts, groups)
    for sentence in files.skipped:
        print(f"left out: {sentence}", file=sys.stderr)
    target = out or Path(f"accounts-{contest}.tsv")

    async def run(client: Client) -> dict[str, Any]:
        imported, slips = await import_list(client, contest, source or None, files, target, new_passwords=new_passwords)
        if sheet is not None and slips:
            title = (await client.call("GET", f"/contests/{quote(contest, safe='')}"))["settings"]["name"]
            write_sheet(sheet, title, client.url, slips)
        return imported | {"passwords": len(slips)}

    imported = calling(data, url, run)
    if as_json:
        _output.as_json(imported)
    else:
        _print_summary(imported, target, sheet)
    return 0


async def import_list(
    client: Client, contest: str, source: str | None, files: Files, target: Path, *, new_passwords: bool = False
) -> tuple[dict[str, Any], list[Slip]]:
    """Registers teams with their accounts; what the platform says, and the passwords that were made, which are written to `target` too."""
    listed = {"source": source, "teams": files.teams, "accounts": [_sent(account._asdict()) for account in files.accounts]}
    imported: dict[str, Any] = await client.call("POST", f"/contests/{quote(contest, safe='')}/team-list", listed)
    wanted = [account for account in imported["accounts"] if new_passwords or not account["has_password"]]
    return imported, await _set_passwords(client, contest, imported["source"], files, wanted, target)


async def _set_passwords(client: Client, contest: str, source: str, files: Files, wanted: list[dict[str, Any]], target: Path) -> list[Slip]:
    """Those that stand in the file, and made ones for the others; every password is on the disk before the next ones are made."""
    given = {account.username: account.password for account in files.accounts}
    teams = {team["id"]: team for team in files.teams}
    chosen = [account for account in wanted if given[account["username"]] is not None]
    made = [account for account in wanted if given[account["username"]] is None]
    batches = [made[at : at + MADE_AT_ONCE] for at in range(0, len(made), MADE_AT_ONCE)]
    batches += [chosen[at : at + GIVEN_AT_ONCE] for at in range(0, len(chosen), GIVEN_AT_ONCE)]
    slips: list[Slip] = []
    if not batches:
        return slips
    with Table(target) as table, _output.progress("passwords", len(wanted)) as advance:
        for batch in batches:
            body = [{"username": account["username"], "password": given[account["username"]]} for account in batch]
            answer = await client.call(
                "POST", f"/contests/{quote(contest, safe='')}/team-list/passwords", {"source": source, "accounts": body}
            )
            done = []
            for account, told in zip(batch, answer["credentials"], strict=True):
                its = teams[account["team"]]
                done.append(Slip(its["name"], its.get("organization", ""), told["username"], told["login"], told["password"]))
            table.add(done)
            slips += done
            advance(len(slips))
    return slips


def _sent(account: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in account.items() if key != "password"}


def _print_summary(imported: dict[str, Any], target: Path, sheet: Path | None) -> None:
    states = [team["state"] for team in imported["teams"]]
    counts = ", ".join(f"{states.count(state)} {state}" for state in ("new", "changed", "same") if state in states)
    new = sum(account["new"] for account in imported["accounts"])
    print(f"{len(states)} teams ({counts}), {len(imported['accounts'])} accounts ({new} new), {imported['passwords']} passwords")
    if imported["passwords"]:
        print(f"The passwords are in {target}{f' and {sheet}' if sheet is not None else ''}, and nowhere else.")
