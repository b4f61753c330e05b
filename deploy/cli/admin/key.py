"""`podium admin key`: API keys, of the administrator and of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from deploy.cli._options import Choice, Data, Json, Url, number
from deploy.cli.admin import _output, admin
from deploy.cli.admin._people import calling, found

if TYPE_CHECKING:
    from deploy.local.client import Client

key = typer.Typer(help="Makes, lists and revokes API keys.", no_args_is_help=True)
admin.add_typer(key, name="key")

SCOPES = Choice(("read", "write", "submit", "creator", "jury", "admin"))
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")]
Scope = Annotated[
    list[str],
    typer.Option(
        parser=SCOPES.parse, autocompletion=SCOPES.complete, metavar=SCOPES.metavar, help="What it may; several times for several."
    ),
]
Days = Annotated[int, typer.Option(parser=number(int, 1, 366), metavar="N", help="How long it is good.")]
PerMinute = Annotated[int, typer.Option(parser=number(int, 1, 1200), metavar="N", help="Requests it takes in a minute.")]
Of = Annotated[
    str | None, typer.Option("--user", metavar="USER", help="Of this account instead of the administrator's.", show_default=False)
]
Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the key; it stands in the key itself, behind 'podium_'.")]


@key.command()
def create(
    name: Name, scope: Scope, days: Days = 90, per_minute: PerMinute = 600, as_json: Json = False, url: Url = None, data: Data = None
) -> int:
    """Makes an API key of the administrator, and prints it this one time."""
    wanted = {"name": name, "scopes": scope, "days": days, "per_minute": per_minute}

    async def run(client: Client) -> dict[str, Any]:
        return dict(await client.call("POST", "/auth/keys", wanted))

    made = calling(data, url, run)
    if as_json:
        _output.as_json(made)
    else:
        print(made["key"])
    return 0


@key.command("list")
def list_(of: Of = None, as_json: Json = False, url: Url = None, data: Data = None) -> int:
    """Lists API keys, the newest first."""

    async def run(client: Client) -> list[dict[str, Any]]:
        return list(await client.call("GET", "/auth/keys" if of is None else f"/users/{await found(client, of)}/keys"))

    rows = calling(data, url, run)
    if as_json:
        _output.as_json(rows)
    else:
        head = ("id", "name", "scopes", "until", "last_used_at")
        _output.table(head, [[row[name] for name in head] for row in rows], "no API keys")
    return 0


@key.command()
def revoke(id: Id, of: Of = None, url: Url = None, data: Data = None) -> int:
    """Revokes an API key, at once."""

    async def run(client: Client) -> None:
        keys = "/auth/keys" if of is None else f"/users/{await found(client, of)}/keys"
        await client.call("DELETE", f"{keys}/{quote(id, safe='')}")

    calling(data, url, run)
    print(f"{id} is revoked")
    return 0
