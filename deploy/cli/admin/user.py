"""`podium admin user`: accounts of a running platform."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._people import Who, all_pages, calling, found
from deploy.cli.admin.role import ROLES, OneRole

if TYPE_CHECKING:
    from deploy.local.client import Client

user = typer.Typer(help="Looks after accounts.", no_args_is_help=True)
admin.add_typer(user, name="user")

STATES = Choice(("active", "disabled", "deleted"))
State = Annotated[
    str | None,
    typer.Option(parser=STATES.parse, autocompletion=STATES.complete, metavar=STATES.metavar, help="Only these.", show_default=False),
]
Name = Annotated[str | None, typer.Option(metavar="TEXT", help="Only those whose name begins so.", show_default=False)]
Most = Annotated[int, typer.Option(parser=number(int, 1, 1_000_000), metavar="N", help="At most so many.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why, for the audit log.")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Address of the account.")]
FullName = Annotated[str, typer.Argument(metavar="NAME", help="Name that everybody sees.")]
Roles = Annotated[
    list[str] | None, typer.Option("--role", metavar=ROLES.metavar, autocompletion=ROLES.complete, help="A role; several: once each.")
]
Link = Annotated[bool, typer.Option("--password-link", help="Also print the link that sets the password.")]
Links = Annotated[bool, typer.Option("--password-links", help="Also print the links that set passwords: address, tab, link.")]
AccountsFile = Annotated[Path, typer.Argument(metavar="FILE", help="The accounts.", exists=True, dir_okay=False)]
AT_ONCE = 20
"""Accounts of one request: the API takes so many."""
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@user.command("list")
def list_(
    name: Name = None,
    only: OneRole = None,
    state: State = None,
    most: Most = 1000,
    as_json: Json = False,
    url: Url = None,
    data: Data = None,
) -> int:
    """Lists accounts, the oldest first."""
    wanted = {"name": name, "role": only, "state": state}

    async def run(client: Client) -> list[dict[str, Any]]:
        return await all_pages(client, "/admin/users", "users", {key: value for key, value in wanted.items() if value}, most)

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "name", "email", "roles", "state", "created_at")
        _output.table(head, [[{**row, "state": _state(row)}[column] for column in head] for row in rows], "no accounts")
    return 0


@user.command()
def show(who: Who, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Shows an account."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("GET", f"/admin/users/{await found(client, who)}"))

    return _shown(calling(data, url, run), as_json=as_json)


@user.command()
def create(
    email: Email, name: FullName, roles: Roles = None, with_link: Link = False, as_json: Json = False, url: Url = None, data: Data = None
) -> int:
    """Makes an account without a password; --password-link prints the link that sets one."""

    async def run(client: Client) -> dict[str, Any]:
        made = dict(await client.call("POST", "/admin/users", {"email": email, "name": name, "roles": roles or []}, _once()))
        if with_link:
            made["password_link"] = (await client.call("POST", f"/admin/users/{made['id']}/password-link"))["link"]
        return made

    return _shown(calling(data, url, run), as_json=as_json)


@user.command("password-link")
def password_link(who: Who, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Prints a link with which somebody sets a password: good once, for a day. Links of before are void."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", f"/admin/users/{await found(client, who)}/password-link"))

    made = calling(data, url, run)
    if as_json:
        _output.as_json(made)
    else:
        print(f"{made['link']}\ngood until {made['until']}")
    return 0


@user.command("import")
def import_(file: AccountsFile, with_links: Links = False, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Makes all accounts of a file: CSV or TSV with the columns email, name, password, roles, country, organization, or JSON.

    Accounts that exist stay as they are, so that an import can be repeated. Exit code 1: some were refused.
    """
    from deploy.cli.admin._accounts_file import read

    accounts = read(file)

    async def run(client: Client) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        with _output.progress("accounts", len(accounts)) as advance:
            for start in range(0, len(accounts), AT_ONCE):
                part = accounts[start : start + AT_ONCE]
                told = (await client.call("POST", "/admin/users/import", {"users": part}, _once()))["users"]
                for account, result in zip(part, told, strict=True):
                    row = {"email": account["email"], **result}
                    if with_links and result["result"] == "created" and "password" not in account:
                        row["password_link"] = (await client.call("POST", f"/admin/users/{result['id']}/password-link"))["link"]
                    rows.append(row)
                advance(len(rows))
        return rows

    rows = calling(data, url, run)
    refused = [row for row in rows if row["result"] == "refused"]
    if as_json:
        _output.as_json(rows)
    else:
        if with_links:
            made = [row for row in rows if "password_link" in row]
            print("\n".join(f"{row['email']}\t{row['password_link']}" for row in made))
        if refused:
            _output.table(("refused", "field", "why"), [(row["email"], row["field"], row["detail"]) for row in refused], "")
        counted = {result: sum(row["result"] == result for row in rows) for result in ("created", "exists", "refused")}
        print(", ".join(f"{count} {result}" for result, count in counted.items()))
    return 1 if refused else 0


@user.command()
def disable(who: Who, reason: Reason, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Disables an account: its sessions end at once, nobody can log in."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", f"/admin/users/{await found(client, who)}/disable", {"reason": reason}))

    return _shown(calling(data, url, run), as_json=as_json)


@user.command()
def enable(who: Who, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Enables a disabled account again."""

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", f"/admin/users/{await found(client, who)}/enable"))

    return _shown(calling(data, url, run), as_json=as_json)


@user.command()
def delete(who: Who, yes: Yes = False, url: Url = None, data: Data = None) -> int:
    """Deletes an account for good: address, profile, roles and sessions; results of contests stay, without a name."""
    if not yes and not (sys.stdin.isatty() and typer.confirm(f"Delete the account {who}? This cannot be undone", err=True)):
        raise typer.BadParameter("nothing was deleted: say --yes")

    async def run(client: Client) -> str:
        id = await found(client, who)
        await client.call("DELETE", f"/admin/users/{id}")
        return id

    print(f"{calling(data, url, run)} is deleted")
    return 0


def _once() -> dict[str, str]:
    """A request that is repeated, because its answer got lost, is carried out once."""
    return {"Idempotency-Key": uuid.uuid4().hex}


def _state(row: dict[str, Any]) -> str:
    return "deleted" if row["deleted_at"] else "disabled" if row["disabled_at"] else "active"


def _shown(account: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        _output.as_json(account)
    else:
        _output.table(("field", "value"), [("state", _state(account)), *account.items()], "")
    return 0
